// `onefold run`: the gate. Loads scenarios, runs the campaign, reports to the terminal and to files.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/commands.hpp"
#include "client/paths.hpp"
#include "harness/campaign.hpp"
#include "harness/finding.hpp"
#include "harness/probes.hpp"
#include "reports/json_report.hpp"
#include "reports/junit_report.hpp"
#include "reports/save_file.hpp"
#include "reports/terminal.hpp"

namespace onefold::app {
namespace {

std::string options_text(const RunArguments& arguments, int jobs) {
  std::string text = fmt::format("{}", fmt::join(arguments.paths, " "));
  if (arguments.for_ms > 0) {
    text += fmt::format(" --for {}ms", arguments.for_ms);
  } else {
    text += fmt::format(" --seeds {}", arguments.seeds);
  }
  text +=
      fmt::format(" --first-seed {} --strategy {} --jobs {}", arguments.first_seed, arguments.strategy, jobs);
  if (arguments.fail_fast) text += " --fail-fast";
  if (!arguments.client_command.empty())
    text += fmt::format(" --client-command '{}' --client-level {}", arguments.client_command,
                        arguments.client_level);
  if (!arguments.require_probes.empty()) {
    text += fmt::format(" --require-probes {}", fmt::join(arguments.require_probes, ","));
  }
  return text;
}

void put_command(const RunArguments& arguments, harness::Scenario& scenario) {
  if (arguments.client_command.empty()) return;
  for (harness::ClientSetup& client : scenario.clients) {
    client.implementation =
        arguments.client_level == "full-view" ? "command" : "command-" + arguments.client_level;
    client.command = arguments.client_command;
  }
  // The paths that the file asks for are those of the clients that it names.
  std::erase_if(scenario.expect.reach, [](const std::string& probe) {
    return std::find(client::path::all.begin(), client::path::all.end(), probe) != client::path::all.end();
  });
}

// All scenarios of all paths, each once. Every file is read before the first error is thrown.
std::vector<harness::Plan> load_plans(const harness::Registry& registry, const RunArguments& arguments) {
  harness::KnownWords known = harness::known_words(registry);
  std::vector<harness::Plan> plans;
  std::map<std::string, std::string> seen;
  std::vector<std::string> errors;
  for (const std::string& path : arguments.paths) {
    for (const auto& file : harness::find_scenarios(path)) {
      std::string id = harness::scenario_id(path, file.string());
      if (!seen.emplace(file.lexically_normal().string(), id).second) continue;
      try {
        harness::Scenario scenario = harness::load_scenario(file, known);
        put_command(arguments, scenario);
        plans.push_back(harness::make_plan(registry, std::move(scenario), file.string(), id));
      } catch (const harness::ScenarioError& error) {
        errors.insert(errors.end(), error.errors().begin(), error.errors().end());
      }
    }
  }
  if (!errors.empty()) throw harness::ScenarioError(std::move(errors));
  return plans;
}

// False, and says so, when a name is none that could ever be reached.
bool all_known(const harness::Registry& registry, const std::vector<std::string>& probes) {
  const std::vector<std::string> known = harness::probe_names(registry);
  bool all = true;
  for (const std::string& probe : probes) {
    if (std::binary_search(known.begin(), known.end(), probe)) continue;
    fmt::print(stderr, "onefold run: --require-probes: no probe \"{}\", see: onefold list probes\n", probe);
    all = false;
  }
  return all;
}

// False, and says so, when a report cannot be written.
bool save(const std::string& file, const std::string& text) {
  if (file.empty()) return true;
  std::error_code error = reports::save_file(file, text);
  if (error) fmt::print(stderr, "onefold run: {}: cannot be written: {}\n", file, error.message());
  return !error;
}

int status_of(const harness::Campaign& campaign, bool reports_saved) {
  if (!campaign.nondeterministic.empty() || !reports_saved) return exit_internal;
  switch (campaign.result.verdict) {
    case reports::Verdict::held:
      return exit_held;
    case reports::Verdict::violated:
      return exit_violated;
    case reports::Verdict::inconclusive:
      return exit_inconclusive;
  }
  return exit_internal;
}

}  // namespace

int run_command(const harness::Registry& registry, const RunArguments& arguments,
                const std::string& program) {
  if (!all_known(registry, arguments.require_probes)) return exit_usage;
  std::vector<harness::Plan> plans = load_plans(registry, arguments);
  harness::CampaignOptions options;
  options.first_seed = arguments.first_seed;
  options.seeds = arguments.seeds;
  options.for_ms = arguments.for_ms;
  options.fail_fast = arguments.fail_fast;
  options.strategy = harness::parse_strategy(arguments.strategy).value();
  options.jobs = arguments.jobs > 0 ? arguments.jobs : default_jobs();
  options.hang_ms = arguments.hang_ms;
  options.require_probes = arguments.require_probes;
  options.capsules = arguments.out;
  options.program = program;
  options.options = options_text(arguments, options.jobs);

  catch_interrupts();
  reports::Terminal terminal(stdout, reports::terminal_options(stdout));
  terminal.start(std::string(harness::onefold_version()), options.first_seed, options.options);
  harness::Campaign campaign = harness::run_campaign(
      registry, plans, options, [&](const reports::Progress& progress) { terminal.progress(progress); },
      interrupted);
  for (const std::string& line : campaign.nondeterministic) {
    campaign.result.warnings.push_back("not deterministic: " + line);
  }
  if (campaign.interrupted)
    campaign.result.warnings.push_back("interrupted: what is told is what ran until then");
  bool saved = save(arguments.json, reports::to_json(campaign.result));
  saved = save(arguments.junit, reports::to_junit(campaign.result)) && saved;
  terminal.finish(campaign.result);
  return status_of(campaign, saved);
}

}  // namespace onefold::app
