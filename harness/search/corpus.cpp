#include "harness/search/corpus.hpp"

#include <algorithm>

namespace onefold::harness {

bool FeatureSet::add(Feature feature) {
  const std::uint64_t bit = std::uint64_t{1} << (feature % 64);
  std::uint64_t& word = words_[feature / 64];
  const bool fresh = (word & bit) == 0;
  word |= bit;
  return fresh;
}

std::vector<Feature> FeatureSet::list() const {
  std::vector<Feature> all;
  for (std::size_t i = 0; i < words_.size() * 64; ++i) {
    if (has(static_cast<Feature>(i))) all.push_back(static_cast<Feature>(i));
  }
  return all;
}

void Corpus::merge(std::vector<Discovery> discoveries) {
  std::sort(discoveries.begin(), discoveries.end(),
            [](const Discovery& a, const Discovery& b) { return a.seed < b.seed; });
  for (Discovery& discovery : discoveries) {
    bool fresh = false;
    for (Feature feature : discovery.features) fresh |= seen.add(feature);
    if (!fresh || discovery.faults.empty() || discovery.faults.size() > faults_max) continue;
    lists.push_back(std::move(discovery.faults));
  }
  if (lists.size() > lists_max)
    lists.erase(lists.begin(), lists.end() - static_cast<std::ptrdiff_t>(lists_max));
}

}  // namespace onefold::harness
