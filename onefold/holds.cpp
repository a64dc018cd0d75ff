#include "onefold/holds.hpp"

#include <fmt/format.h>

#include <exception>
#include <filesystem>

#include "app/complete_registry.hpp"
#include "harness/campaign.hpp"
#include "harness/scenario/loader.hpp"
#include "reports/terminal.hpp"
#include "sim/node/door_link.hpp"

namespace onefold {
namespace {

// This program asks is_command before anything else: started again, it obeys.
bool obeys_commands = false;

std::string program_of(const HoldsOptions& options) {
  if (!options.program.empty()) return options.program;
  std::error_code error;
  std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return obeys_commands && !error ? self.string() : "PROGRAM";
}

std::string message_of(const harness::Campaign& campaign) {
  std::string text = reports::summary_text(campaign.result, false);
  for (const std::string& warning : campaign.result.warnings) text += "warning: " + warning + "\n";
  for (const std::string& line : campaign.nondeterministic) text += "not deterministic: " + line + "\n";
  for (const reports::ViolationResult& violation : campaign.result.violations) {
    if (!violation.expected) text += "\n" + reports::violation_text(violation, false);
  }
  return text;
}

Held run_file(const harness::Registry& registry, const std::string& file, const HoldsOptions& options) {
  std::vector<harness::Plan> plans;
  harness::Scenario scenario = harness::load_scenario(file, harness::known_words(registry));
  std::string id = harness::scenario_id(std::filesystem::path(file).parent_path().string(), file);
  plans.push_back(harness::make_plan(registry, std::move(scenario), file, std::move(id)));
  harness::CampaignOptions campaign_options;
  campaign_options.first_seed = options.first_seed;
  campaign_options.seeds = options.seeds;
  campaign_options.jobs = options.jobs;
  campaign_options.capsules = options.capsules;
  campaign_options.program = program_of(options);
  campaign_options.second_runs = obeys_commands;
  harness::Campaign campaign =
      harness::run_campaign(registry, plans, campaign_options, {}, [] { return false; });
  Held held;
  held.held = campaign.result.verdict == reports::Verdict::held && campaign.nondeterministic.empty();
  if (!held.held) held.message = message_of(campaign);
  return held;
}

}  // namespace

bool is_command(int argc, char** argv) {
  bool command = argc > 1 && argv[1][0] != '-';
  obeys_commands = true;
  return command;
}

Held run_scenario(const Registry& registry, const std::string& scenario, const HoldsOptions& options) {
  Held held;
  if (!sim::calls_are_virtual(held.message)) return held;
  harness::Registry complete;
  held.message = app::complete_registry(registry, complete);
  if (!held.message.empty()) return held;
  try {
    return run_file(complete, scenario, options);
  } catch (const std::exception& error) {
    held.message = error.what();
    return held;
  }
}

}  // namespace onefold
