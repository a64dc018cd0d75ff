// Shrinking of the fault list.
#include <algorithm>
#include <charconv>
#include <utility>

#include "harness/milder.hpp"
#include "harness/shrink_trial.hpp"

namespace onefold::harness {
namespace {

using Faults = std::vector<FaultWords>;

// More are not tried together.
constexpr std::size_t entangled_max = 12;
constexpr int lower_numbers_max = 8;

Faults without(const Faults& faults, std::size_t from, std::size_t to) {
  Faults rest(faults.begin(), faults.begin() + static_cast<std::ptrdiff_t>(from));
  rest.insert(rest.end(), faults.begin() + static_cast<std::ptrdiff_t>(to), faults.end());
  return rest;
}

// The same key with lower numbers at its end, the nearest first.
std::vector<std::string> lower_numbers(const std::string& key) {
  std::vector<std::string> keys;
  std::size_t mark = key.rfind('#');
  if (mark == std::string::npos) return keys;
  std::uint64_t number = 0;
  std::from_chars(key.data() + mark + 1, key.data() + key.size(), number);
  for (int i = 0; i < lower_numbers_max && number > 1; ++i) {
    keys.push_back(key.substr(0, mark + 1) + std::to_string(--number));
  }
  return keys;
}

bool has_key_twice(const Faults& faults) {
  for (std::size_t i = 0; i < faults.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (faults[i].key == faults[j].key) return true;
    }
  }
  return false;
}

bool adopt_faults(ShrinkTrial& trial, Candidate& best, Faults faults) {
  return trial.adopt(best, {best.plan, std::move(faults), best.calm});
}

// Two go together.
bool remove_pair(ShrinkTrial& trial, Candidate& best) {
  for (std::size_t i = 0; i < best.faults.size(); ++i) {
    Faults rest = without(best.faults, i, i + 1);
    for (std::size_t j = i; j < rest.size(); ++j) {
      if (adopt_faults(trial, best, without(rest, j, j + 1))) return true;
    }
  }
  return false;
}

// Some go, and the number of one that stays is lower without them: as many as possible at first.
bool remove_and_renumber(ShrinkTrial& trial, Candidate& best) {
  for (std::size_t piece = best.faults.size() - 1; piece > 0; piece /= 2) {
    for (std::size_t stays = 0; stays < best.faults.size(); ++stays) {
      const Faults others = without(best.faults, stays, stays + 1);
      for (const std::string& key : lower_numbers(best.faults[stays].key)) {
        for (std::size_t from = 0; from < others.size(); from += piece) {
          Faults fewer = without(others, from, std::min(others.size(), from + piece));
          fewer.push_back(best.faults[stays]);
          fewer.back().key = key;
          if (!has_key_twice(fewer) && adopt_faults(trial, best, std::move(fewer))) return true;
        }
      }
    }
  }
  return false;
}

bool weaken_fault(ShrinkTrial& trial, Candidate& best, std::size_t index) {
  TimeNs longest_delay_ns = best.scenario().network.longest_delay_ns;
  for (FaultWords& form : milder_forms(best.faults[index], longest_delay_ns)) {
    Faults faults = best.faults;
    faults[index] = std::move(form);
    if (adopt_faults(trial, best, std::move(faults))) return true;
  }
  return false;
}

}  // namespace

// Delta debugging: ever smaller pieces, until no single fault can go.
bool remove_faults(ShrinkTrial& trial, Candidate& best) {
  const std::size_t before = best.faults.size();
  for (std::size_t piece = std::max<std::size_t>(1, before / 2); !best.faults.empty() && !trial.spent();) {
    bool removed = false;
    for (std::size_t from = 0; from < best.faults.size();) {
      std::size_t to = std::min(best.faults.size(), from + piece);
      if (adopt_faults(trial, best, without(best.faults, from, to))) {
        removed = true;
      } else {
        from = to;
      }
    }
    if (piece == 1 && !removed) break;
    if (piece > 1) piece = std::min(piece / 2, std::max<std::size_t>(1, best.faults.size() / 2));
  }
  return best.faults.size() < before;
}

// A fault may count on another one: after a restart taken away, the connection that it struck has a lower
// number, or is never made.
bool remove_entangled_faults(ShrinkTrial& trial, Candidate& best) {
  bool removed = false;
  while (best.faults.size() >= 2 && best.faults.size() <= entangled_max && !trial.spent() &&
         (remove_pair(trial, best) || remove_and_renumber(trial, best))) {
    removed = true;
  }
  return removed;
}

bool weaken_faults(ShrinkTrial& trial, Candidate& best) {
  bool weakened = false;
  for (std::size_t i = 0; i < best.faults.size(); ++i) {
    while (!trial.spent() && weaken_fault(trial, best, i)) weakened = true;
  }
  return weakened;
}

}  // namespace onefold::harness
