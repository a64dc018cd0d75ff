// `onefold replay`: a capsule's run again, and how faithful it was.
#include <fmt/format.h>

#include "app/commands.hpp"
#include "harness/replay.hpp"
#include "harness/worker_pool.hpp"
#include "reports/result.hpp"
#include "reports/terminal.hpp"

namespace onefold::app {
namespace {

void print_violation(const properties::Violation& violation) {
  fmt::print("  {}  blame: {}\n    {}\n", violation.property, violation.blamed, violation.explanation);
  if (!violation.money_at_risk.empty()) fmt::print("    Money at risk: {}.\n", violation.money_at_risk);
}

void print_faults(const std::vector<harness::FaultWords>& faults) {
  int number = 0;
  for (const std::string& line : harness::describe(faults)) fmt::print("    {}  {}\n", ++number, line);
}

// Whether the run takes its process down, as the capsule may say.
bool survives(const harness::Plan& plan, const harness::Capsule& capsule, std::int64_t hang_ms,
              harness::WorkerDeath& death) {
  return harness::isolated(
             [&](harness::Beacon&) {
               harness::replay(plan, capsule, nullptr);
               return std::string();
             },
             hang_ms, death)
      .has_value();
}

int status_of(const harness::Capsule& capsule, const harness::RunResult& run) {
  if (!run.violations.empty() || harness::violates_as(capsule, run)) return exit_violated;
  return run.inconclusive ? exit_inconclusive : exit_held;
}

}  // namespace

int replay_command(const harness::Registry& registry, const ReplayArguments& arguments,
                   const std::string& program) {
  harness::Timeline timeline;
  if (arguments.break_at > 0 && !arm_breakpoint(arguments, program, timeline)) return exit_usage;
  harness::Capsule capsule = harness::load_capsule(arguments.capsule, harness::known_words(registry));
  harness::Plan plan =
      harness::make_plan(registry, capsule.scenario, arguments.capsule, capsule.scenario.name);
  fmt::print("capsule {}: {}, blame: {}; {} faults, seed {}\n", arguments.capsule, capsule.property,
             capsule.blame, capsule.faults.size(), capsule.background_seed);
  print_faults(capsule.faults);
  if (capsule.property == harness::program_survives && arguments.break_at == 0) {
    harness::WorkerDeath death;
    if (!survives(plan, capsule, arguments.hang_ms, death)) {
      fmt::print("replay: same violation: the process {}\n{}", harness::describe(death, arguments.hang_ms),
                 death.output);
      if (arguments.why) fmt::print("why: not known of a run that takes its process down\n");
      return arguments.why ? exit_inconclusive : exit_violated;
    }
  }
  const bool traced = arguments.timeline || arguments.break_at > 0;
  harness::Replay replay = harness::replay(plan, capsule, traced ? &timeline : nullptr);
  if (arguments.timeline) {
    for (const std::string& line : timeline.lines()) fmt::print("{}\n", line);
    if (timeline.left_out() > 0) fmt::print("... and {} more lines\n", timeline.left_out());
  }
  for (const auto& violation : replay.run.violations) print_violation(violation);
  for (const auto& violation : replay.run.excused) {
    if (violation.property == capsule.property) print_violation(violation);
  }
  for (const std::string& line : harness::describe(replay.run.unasked)) {
    fmt::print("  this fault never came up: {}\n", line);
  }
  fmt::print("{}", reports::deduplication_text(harness::deduplication_of(replay.run.duplicates)));
  fmt::print("replay: {}; digest {}, capsule {}\n", harness::to_string(replay.fidelity),
             reports::hex(replay.run.digest), reports::hex(capsule.digest));
  if (arguments.break_at > timeline.events()) {
    fmt::print(stderr, "onefold replay: --break-at {}: the run has {} events\n", arguments.break_at,
               timeline.events());
    return exit_usage;
  }
  const int status = status_of(capsule, replay.run);
  if (!arguments.why) return status;
  if (harness::violates_as(capsule, replay.run)) return explain_cause(plan, capsule, arguments, status);
  fmt::print("why: the violation of the capsule was not reproduced, so there is nothing to explain\n");
  return status == exit_held ? exit_inconclusive : status;
}

}  // namespace onefold::app
