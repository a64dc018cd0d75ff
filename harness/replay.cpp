#include "harness/replay.hpp"

#include <algorithm>

namespace onefold::harness {

std::string_view to_string(Fidelity fidelity) {
  switch (fidelity) {
    case Fidelity::exact:
      return "exact";
    case Fidelity::same_violation:
      return "same violation, other digest";
    case Fidelity::not_reproduced:
      return "not reproduced";
  }
  return "?";
}

bool violates_as(const Capsule& capsule, const RunResult& run) {
  auto same = [&](const properties::Violation& violation) {
    return violation.property == capsule.property && violation.blamed == capsule.blame;
  };
  // What is to blame on nobody is excused: only exploration beyond the contract makes capsules of it.
  return std::any_of(run.violations.begin(), run.violations.end(), same) ||
         std::any_of(run.excused.begin(), run.excused.end(), same);
}

Replay replay(const Plan& plan, const Capsule& capsule, Timeline* timeline) {
  RunOptions options;
  options.seed = capsule.background_seed;
  options.calm = capsule.calm;
  options.faults = capsule.faults;
  options.timeline = timeline;
  Replay replay;
  replay.run = run_once(plan, options);
  if (replay.run.digest == capsule.digest) {
    replay.fidelity = Fidelity::exact;
  } else if (violates_as(capsule, replay.run)) {
    replay.fidelity = Fidelity::same_violation;
  }
  return replay;
}

}  // namespace onefold::harness
