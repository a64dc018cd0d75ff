// A campaign inside a property of RapidCheck:
//   rc::check("placed once, whatever the seed", [&](std::uint64_t seed) {
//     onefold::rc_holds(registry, "scenarios/fast.json", seed);
//   });
// A failure shows the shrunk run and its replay command. RapidCheck goes on to look for a smaller seed, which
// means nothing: give it nothing else to shrink, or run one seed per case as here.
#pragma once

#include <rapidcheck.h>

#include "onefold/holds.hpp"

namespace onefold {

inline void rc_holds(const Registry& registry, const std::string& scenario, std::uint64_t first_seed,
                     std::uint64_t seeds = 1) {
  HoldsOptions options;
  options.seeds = seeds;
  options.first_seed = first_seed;
  Held result = run_scenario(registry, scenario, options);
  if (!result) RC_FAIL(result.message);
}

}  // namespace onefold
