// What guided search remembers between runs: which behaviour was seen, and the fault lists that reached it
// first.
//
// Behaviour is a set of features, each hashed to 16 bits (see harness/coverage.hpp for what they are); two
// that collide count as one, which costs a list now and then and nothing else.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/scenario/fault_words.hpp"

namespace onefold::harness {

using Feature = std::uint16_t;

class FeatureSet {
 public:
  bool has(Feature feature) const { return ((words_[feature / 64] >> (feature % 64)) & 1) != 0; }
  // True if it was not there.
  bool add(Feature feature);
  // Ascending.
  std::vector<Feature> list() const;

 private:
  std::vector<std::uint64_t> words_ = std::vector<std::uint64_t>(1024);
};

// A run that showed something new.
struct Discovery {
  std::uint64_t seed = 0;
  std::vector<Feature> features;
  std::vector<FaultWords> faults;  // that struck in it
};

struct Corpus {
  static constexpr std::size_t lists_max = 64;
  static constexpr std::size_t faults_max = 32;  // of a list; longer ones are not kept

  FeatureSet seen;
  std::vector<std::vector<FaultWords>> lists;  // oldest first; the oldest give way

  // Takes in the discoveries of one round. They count in the order of their seeds, whatever the order given:
  // of two that show the same, the lower seed's is kept. Lists without a fault are not.
  void merge(std::vector<Discovery> discoveries);
};

}  // namespace onefold::harness
