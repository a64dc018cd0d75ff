// `onefold promote`: a capsule becomes a scenario, ready to be reviewed and kept.
#include <fmt/format.h>

#include <filesystem>

#include "app/commands.hpp"
#include "harness/promote.hpp"
#include "reports/save_file.hpp"

namespace onefold::app {
namespace {

namespace fs = std::filesystem;

const fs::path kept_in = "scenarios/regression";

int say(const harness::Promotion& promotion, bool held) {
  for (const std::string& line : promotion.why) fmt::print("  {}\n", line);
  if (promotion.fidelity == harness::Fidelity::not_reproduced) {
    fmt::print("promote: not reproduced: the file does not show what the capsule shows\n");
    return exit_inconclusive;
  }
  fmt::print("promote: {}\n", harness::to_string(promotion.fidelity));
  if (held) fmt::print("  it expects \"held\", and fails until the bug is mended\n");
  return exit_held;
}

}  // namespace

int promote_command(const harness::Registry& registry, const PromoteArguments& arguments) {
  const harness::KnownWords known = harness::known_words(registry);
  const harness::Capsule capsule = harness::load_capsule(arguments.capsule, known);
  const bool held = arguments.expect == "held";
  const fs::path file = arguments.to.empty() ? kept_in / fs::path(arguments.capsule).stem().concat(".json")
                                             : fs::path(arguments.to);
  std::error_code error;
  if (!arguments.force && fs::exists(fs::symlink_status(file, error))) {
    fmt::print(stderr, "onefold promote: {}: is there already; choose another file with --to, or --force\n",
               file.string());
    return exit_usage;
  }
  using Verdict = harness::Expectation::Verdict;
  const std::string text =
      harness::write_scenario(harness::promoted(capsule, held ? Verdict::held : Verdict::violated));
  // Read back as whoever keeps it will: what a file cannot say must be found out now.
  harness::Plan plan = harness::make_plan(registry, harness::parse_scenario(text, file.string(), known),
                                          file.string(), file.stem().string());
  const harness::Promotion promotion = harness::try_promoted(plan, capsule, arguments.hang_ms);
  if (promotion.died && !held) {
    fmt::print(
        stderr,
        "onefold promote: {}: the run takes its process down, which no scenario can expect: promote it "
        "with --expect held\n",
        arguments.capsule);
    return exit_usage;
  }
  if ((error = reports::save_file(file, text))) {
    fmt::print(stderr, "onefold promote: {}: cannot be written: {}\n", file.string(), error.message());
    return exit_internal;
  }
  fmt::print("wrote {}: {} faults, expects {}\n", file.string(), capsule.faults.size(),
             held ? "held" : "violated: " + capsule.property);
  return say(promotion, held);
}

}  // namespace onefold::app
