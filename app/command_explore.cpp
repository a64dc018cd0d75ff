// `onefold explore`: every run with up to so many faults. Ends with a counterexample of the fewest faults, or
// with a certificate.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "app/commands.hpp"
#include "harness/certificate.hpp"
#include "harness/explore.hpp"
#include "harness/explore_finding.hpp"
#include "reports/save_file.hpp"
#include "reports/terminal.hpp"

namespace onefold::app {
namespace {

std::string stem_of(const std::string& id) {
  std::string stem = id;
  std::replace(stem.begin(), stem.end(), '/', '-');
  return stem;
}

// False, and says so, for a word that names no kind of fault that can be explored here.
bool read_kinds(const std::vector<std::string>& words, harness::Model model, sim::FaultSet& kinds) {
  for (const std::string& word : words) {
    sim::FaultKind kind{};
    bool explorable = sim::parse_fault_kind(word, kind) && harness::explorable_faults.has(kind);
    if (!explorable) {
      fmt::print(
          stderr,
          "onefold explore: \"{}\" is no kind of fault that can be explored; see: onefold list faults\n"
          "(what strikes between two points cannot: partition, pause, clock-jump, crash)\n",
          word);
      return false;
    }
    if (model == harness::Model::direct && sim::hops_faults.has(kind)) {
      fmt::print(stderr, "onefold explore: the direct model of this scenario has no {}\n", word);
      return false;
    }
    kinds = kinds | sim::FaultSet{kind};
  }
  return true;
}

// Nothing, and says so, if the arguments make no sense.
std::optional<harness::ExploreOptions> options_of(const ExploreArguments& arguments,
                                                  const harness::Scenario& scenario) {
  harness::ExploreOptions options;
  options.faults = arguments.faults;
  sim::FaultSet kinds;
  if (!read_kinds(arguments.kinds, scenario.network.model, kinds)) return std::nullopt;
  if (!arguments.kinds.empty()) options.menu.kinds = kinds;
  if (!read_kinds(arguments.beyond, scenario.network.model, options.menu.beyond)) return std::nullopt;
  if (scenario.beyond) options.menu.beyond = options.menu.beyond | options.menu.kinds;
  if (arguments.retry_after_ms > 0)
    options.menu.retry_after_ns = arguments.retry_after_ms * sim::millisecond_ns;
  options.all = arguments.all;
  options.merge = arguments.merge;
  options.jobs = arguments.jobs > 0 ? arguments.jobs : default_jobs();
  options.hang_ms = arguments.hang_ms;
  options.runs_max = arguments.runs_max;
  return options;
}

std::filesystem::path certificate_file(const ExploreArguments& arguments, const harness::Plan& plan) {
  if (!arguments.certificate.empty()) return arguments.certificate;
  if (!arguments.resume.empty()) return arguments.resume;
  return std::filesystem::path(arguments.out) /
         fmt::format("certificate-{}-{}.json", stem_of(plan.id), arguments.faults);
}

bool save(const std::filesystem::path& file, const std::string& text) {
  std::error_code error = reports::save_file(file, text);
  if (error)
    fmt::print(stderr, "onefold explore: {}: cannot be written: {}\n", file.string(), error.message());
  return !error;
}

void print_start(const ExploreArguments& arguments, const harness::ExploreOptions& options) {
  std::string text =
      fmt::format("{} --faults {} --jobs {}", arguments.scenario, options.faults, options.jobs);
  if (!arguments.kinds.empty()) text += fmt::format(" --only {}", fmt::join(arguments.kinds, ","));
  if (!arguments.beyond.empty()) text += fmt::format(" --beyond {}", fmt::join(arguments.beyond, ","));
  if (options.all) text += " --all";
  if (!options.merge) text += " --no-merge";
  if (!arguments.resume.empty()) text += fmt::format(" --resume {}", arguments.resume);
  fmt::print("onefold {}   explore {}\n", harness::onefold_version(), text);
  std::fflush(stdout);  // what follows may take long
}

void print_depth(std::size_t faults, const harness::DepthTally& tally) {
  std::string text =
      faults == 0 ? std::string("  no fault") : fmt::format("  {} fault{}", faults, faults == 1 ? "" : "s");
  text = fmt::format("{:<12} {:>9} sets", text, tally.sets);
  if (tally.merged > 0) text += fmt::format(", {} of them merged", tally.merged);
  if (faults == 0) text += fmt::format("; {} points, {} alternatives", tally.points, tally.alternatives);
  if (faults > 0 && tally.alternatives > 0) {
    text += fmt::format("; alternatives behind the last fault: {} to {}, {} on average",
                        tally.alternatives_fewest, tally.alternatives_most,
                        tally.alternatives / std::max<std::uint64_t>(1, tally.sets));
  }
  fmt::print("{}\n", text);
}

void print_summary(const harness::Exploration& exploration, const std::string& id) {
  const harness::ExploreState& state = exploration.state;
  std::string_view word = !state.failures.empty() ? "VIOLATED"
                          : exploration.complete  ? "CERTIFIED"
                                                  : "INCOMPLETE";
  fmt::print("{:<10} {}   {} runs   {:.1f} s   digest {}{}\n", word, id, state.runs, exploration.seconds,
             reports::hex(state.digest), exploration.complete ? "" : "   " + exploration.incomplete_why);
  for (std::size_t i = 0; i < state.depths.size(); ++i) print_depth(i, state.depths[i]);
}

// False if a capsule could not be written. The last line is a replay command.
bool print_findings(const harness::Registry& registry, const harness::Plan& plan,
                    const harness::ExploreOptions& options, const harness::ExploreState& state,
                    const std::string& out, const std::string& program) {
  bool saved = true;
  for (const harness::FoundFailure& found : state.failures) {
    harness::Finding finding =
        harness::explored_finding(registry, plan, options.menu, found, options.hang_ms);
    std::string blame = found.failure.blame == "nobody" ? "-beyond" : "";
    std::filesystem::path file = std::filesystem::path(out) / fmt::format("{}-{}{}.json", stem_of(plan.id),
                                                                          finding.report.property, blame);
    if (save(file, harness::write_capsule(finding.capsule))) {
      finding.report.capsule = file.string();
      finding.report.replay = fmt::format("{} replay {}", program, file.string());
    } else {
      saved = false;
    }
    fmt::print("{}", reports::violation_text(finding.report, reports::terminal_options(stdout).colour));
  }
  return saved;
}

int status_of(const harness::Exploration& exploration, bool saved) {
  if (!exploration.deterministic || !saved) return exit_internal;
  if (!exploration.state.failures.empty()) return exit_violated;
  return exploration.complete ? exit_held : exit_inconclusive;
}

}  // namespace

int explore_command(const harness::Registry& registry, const ExploreArguments& arguments,
                    const std::string& program) {
  harness::Scenario scenario = harness::load_scenario(arguments.scenario, harness::known_words(registry));
  std::optional<harness::ExploreOptions> options = options_of(arguments, scenario);
  if (!options) return exit_usage;
  scenario.beyond = scenario.beyond || !arguments.beyond.empty();
  harness::Plan plan = harness::make_plan(registry, std::move(scenario), arguments.scenario,
                                          harness::scenario_id("scenarios", arguments.scenario));
  harness::ExploreState state = harness::first_state();
  if (!arguments.resume.empty()) state = harness::load_certificate(arguments.resume, plan, *options);

  catch_interrupts();
  print_start(arguments, *options);
  const std::filesystem::path file = certificate_file(arguments, plan);
  reports::Terminal terminal(stdout, reports::terminal_options(stdout));
  bool saved = true;
  harness::ExploreListener listener;
  listener.progress = [&](const reports::Progress& progress) { terminal.progress(progress); };
  listener.keep = [&](const harness::Exploration& so_far) {
    saved = save(file, harness::write_certificate(plan, *options, so_far));
  };
  listener.stop = interrupted;
  harness::Exploration exploration = harness::explore(plan, *options, std::move(state), listener);
  terminal.clear_progress();
  saved = save(file, harness::write_certificate(plan, *options, exploration));
  if (!exploration.deterministic)
    fmt::print(stderr, "onefold explore: not deterministic: a set of faults did not run twice alike\n");
  print_summary(exploration, plan.id);
  fmt::print("  certificate: {}\n", file.string());
  if (!exploration.complete && exploration.state.failures.empty()) {
    fmt::print("  go on:  {} explore {} --faults {} --resume {}\n", program, arguments.scenario,
               arguments.faults, file.string());
  }
  saved = print_findings(registry, plan, *options, exploration.state, arguments.out, program) && saved;
  return status_of(exploration, saved);
}

}  // namespace onefold::app
