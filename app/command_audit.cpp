// `onefold audit`: the planted defects, one line each.
#include <fmt/format.h>
#include <algorithm>

#include "app/commands.hpp"
#include "harness/audit.hpp"
#include "harness/scenario/loader.hpp"

namespace onefold::app {
namespace {

bool chosen(const AuditArguments& arguments, const std::string& name) {
  return arguments.only.empty() ||
         std::find(arguments.only.begin(), arguments.only.end(), name) != arguments.only.end();
}

void print_line(const harness::AuditLine& line) {
  if (!line.found) {
    fmt::print("MISSED  {:<28} {:<26} {} runs: {}\n", line.defect, line.property, line.runs,
               line.explanation);
    return;
  }
  fmt::print("caught  {:<28} {:<26} blame: {:<14} {:>5} runs, {} faults\n", line.defect, line.property,
             line.blame, line.runs, line.faults.size());
}

}  // namespace

int audit_command(const harness::Registry& registry, const AuditArguments& arguments) {
  harness::KnownWords known = harness::known_words(registry);
  std::vector<harness::Plan> plans;
  for (const std::string& name : arguments.only) {
    bool there = std::any_of(registry.defects().begin(), registry.defects().end(),
                             [&](const harness::PlantedDefect& defect) { return defect.name == name; });
    if (there) continue;
    fmt::print(stderr, "onefold audit: no planted defect \"{}\"; see: onefold list defects\n", name);
    return exit_usage;
  }
  for (const harness::PlantedDefect& defect : registry.defects()) {
    if (!chosen(arguments, defect.name)) continue;
    std::string file = arguments.scenarios + "/" + defect.scenario;
    plans.push_back(harness::make_plan(registry, harness::load_scenario(file, known), file, defect.name));
  }
  catch_interrupts();
  harness::AuditOptions options;
  options.first_seed = arguments.first_seed;
  options.seeds_max = arguments.seeds_max;
  options.strategy = harness::parse_strategy(arguments.strategy).value();
  options.jobs = arguments.jobs > 0 ? arguments.jobs : default_jobs();
  auto lines = harness::audit(registry, plans, options, print_line, interrupted);
  auto found =
      std::count_if(lines.begin(), lines.end(), [](const harness::AuditLine& line) { return line.found; });
  fmt::print("{} of {} planted defects caught\n", found, lines.size());
  if (interrupted()) return exit_inconclusive;
  return static_cast<std::size_t>(found) == lines.size() ? exit_held : exit_violated;
}

}  // namespace onefold::app
