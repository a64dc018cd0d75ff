// What every search strategy has in common: it is made anew for each run, from what it may know of that run,
// and is then a decider like any other.
//
// A strategy gives only what chaos could give: kinds that the contract permits, strengths within the
// scenario's ranges, nothing after chaos.until_ns. So whatever it finds is a plain fault list, which replay,
// shrinking and people treat like any other.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "properties/history.hpp"
#include "sim/core/decider.hpp"

namespace onefold::harness {

// One run, as its strategy sees it. `names` and `history` are the run's own and outlive the decider;
// `history` grows while the run goes on.
struct Setting {
  std::uint64_t seed = 0;
  sim::NameTable& names;
  const properties::History& history;
  sim::Chaos chaos;  // what may strike, how hard, until when; rates as the scenario has them
  sim::Name venue;
  std::vector<sim::Name> clients;  // as in the scenario
  std::string* drawn = nullptr;    // where to say, in readable words, what was drawn for this run; or null
};

// Called once at the start of each run.
using MakeDecider = std::function<std::unique_ptr<sim::Decider>(const Setting&)>;

}  // namespace onefold::harness
