// How often each thing worth reaching was reached: fault kinds that struck, paths that clients and venue
// took.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onefold::harness {

class ProbeCounts {
 public:
  struct Entry {
    std::string_view name;  // of a constant: lives as long as the program
    std::uint64_t count = 0;
  };

  // `name` must be a constant. Few distinct names: looked for one by one.
  void add(std::string_view name, std::uint64_t count = 1) {
    for (Entry& entry : entries_) {
      if (entry.name.data() == name.data() || entry.name == name) {
        entry.count += count;
        return;
      }
    }
    entries_.push_back({name, count});
  }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace onefold::harness
