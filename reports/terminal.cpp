#include "reports/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>

namespace onefold::reports {
namespace {

constexpr double redraw_seconds = 0.1;
constexpr std::size_t faults_told_max = 25;
constexpr double plain_seconds = 10;
constexpr std::size_t bar_width = 24;

enum class Colour { red, green, yellow };

std::string paint(std::string_view text, Colour colour, bool on) {
  if (!on) return std::string(text);
  constexpr std::string_view codes[] = {"\x1b[1;31m", "\x1b[1;32m", "\x1b[1;33m"};
  return fmt::format("{}{}\x1b[0m", codes[static_cast<int>(colour)], text);
}

Colour colour_of(Verdict verdict) {
  if (verdict == Verdict::held) return Colour::green;
  return verdict == Verdict::violated ? Colour::red : Colour::yellow;
}

// 1234567 -> "1,234,567".
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3;) text.insert(i -= 3, ",");
  return text;
}

std::string counted(std::uint64_t number, std::string_view one) {
  return fmt::format("{} {}{}", grouped(number), one, number == 1 ? "" : "s");
}

// Control bytes in texts of the code under test must not reach the terminal.
std::string plain(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, '?');
  return out;
}

double fraction_of(const Progress& progress) {
  double done = 0;
  if (progress.runs_planned > 0) {
    done = static_cast<double>(progress.runs) / static_cast<double>(progress.runs_planned);
  } else if (progress.seconds_planned > 0) {
    done = progress.seconds / progress.seconds_planned;
  }
  return std::clamp(done, 0.0, 1.0);
}

std::string progress_text(const Progress& progress) {
  std::string runs = grouped(progress.runs);
  if (progress.runs_planned > 0) runs += "/" + grouped(progress.runs_planned);
  std::uint64_t rate = progress.seconds > 0
                           ? static_cast<std::uint64_t>(static_cast<double>(progress.runs) / progress.seconds)
                           : 0;
  std::string left;
  if (progress.seconds_left > 0) left = fmt::format("   {:.0f} s left", progress.seconds_left);
  return fmt::format("{} runs   {} per second{}   {}   {}", runs, grouped(rate), left,
                     counted(progress.violations, "violation"), plain(progress.scenario));
}

std::string faults_text(const ViolationResult& violation) {
  const std::size_t left = violation.faults.size();
  std::string text;
  if (left == 0) {
    text = violation.faults_before_shrink == 0
               ? "  no fault is needed\n"
               : fmt::format("  {}, shrunk to none: no fault is needed\n",
                             counted(violation.faults_before_shrink, "fault"));
  } else if (violation.faults_before_shrink == left) {
    text = fmt::format("  {}:\n", counted(left, "fault"));
  } else {
    text = fmt::format("  {}, shrunk to {}:\n", counted(violation.faults_before_shrink, "fault"), left);
  }
  if (!violation.not_minimal.empty()) {
    text.insert(text.find_last_not_of(":\n") + 1,
                fmt::format(" (not minimal: {})", plain(violation.not_minimal)));
  }
  const std::size_t digits = std::to_string(left).size();
  for (std::size_t i = 0; i < std::min(left, faults_told_max); ++i) {
    text += fmt::format("    {:>{}}  {}\n", i + 1, digits, plain(violation.faults[i]));
  }
  if (left > faults_told_max)
    text += fmt::format("    ... and {} more, see the capsule\n", left - faults_told_max);
  return text;
}

std::string scenario_text(const ScenarioResult& scenario, bool colour) {
  std::string why = plain(scenario.explanation);
  for (const std::string& probe : scenario.unreached) {
    why += (why.empty() ? "never reached: " : ", never reached: ") + plain(probe);
  }
  if (why.empty() && scenario.runs == 0) why = "not run";
  if (why.empty() && scenario.inconclusive > 0) why = counted(scenario.inconclusive, "run") + " hit a bound";
  return fmt::format(
      "{}  {}  {}\n",
      paint(fmt::format("{:<12}", to_string(scenario.verdict)), colour_of(scenario.verdict), colour),
      plain(scenario.scenario), why);
}

// Told once of a client that is alike in many scenarios.
std::string not_checked_text(const CampaignResult& result) {
  std::map<std::string, std::uint64_t> scenarios;
  for (const ScenarioResult& scenario : result.scenarios) {
    for (const NotChecked& of_client : scenario.not_checked) ++scenarios[text_of(of_client)];
  }
  std::string text;
  for (const auto& [line, count] : scenarios) {
    text += fmt::format("not checked   {}", plain(line));
    text += count > 1 ? fmt::format("   (in {})\n", counted(count, "scenario")) : "\n";
  }
  return text;
}

}  // namespace

TerminalOptions terminal_options(std::FILE* out) {
  TerminalOptions options;
  const char* term = std::getenv("TERM");
  options.tty = ::isatty(::fileno(out)) == 1 && !(term && std::strcmp(term, "dumb") == 0);
  const char* no_colour = std::getenv("NO_COLOR");
  options.colour = options.tty && !(no_colour && *no_colour);
  winsize size{};
  if (options.tty && ::ioctl(::fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    options.width = size.ws_col;
  return options;
}

std::string violation_text(const ViolationResult& violation, bool colour) {
  std::string word = violation.expected ? "CAUGHT  " : "VIOLATED";
  std::string text =
      fmt::format("{}  {:<25}   scenario {}   seed {}   blame: {}",
                  paint(word, violation.expected ? Colour::green : Colour::red, colour), violation.property,
                  plain(violation.scenario), violation.seed, plain(violation.blame));
  if (violation.count > 1) text += fmt::format("   in {}", counted(violation.count, "run"));
  text += "\n";
  std::string story = plain(violation.explanation);
  if (!violation.money_at_risk.empty())
    story += fmt::format("  Money at risk: {}.", plain(violation.money_at_risk));
  if (!story.empty()) text += "  " + story + "\n";
  text += faults_text(violation);
  if (!violation.strategy.empty()) {
    text += fmt::format("  found by {}{}\n", plain(violation.strategy),
                        violation.drawn.empty() ? "" : ": " + plain(violation.drawn));
  }
  if (!violation.replay.empty()) text += fmt::format("  replay:  {}\n", violation.replay);
  return text;
}

namespace {

std::string milliseconds(std::uint64_t span_ns) {
  return fmt::format("{}.{:03}", grouped(span_ns / 1'000'000), span_ns / 1'000 % 1'000);
}

std::string latency_text(std::string_view what, const Latency& latency) {
  if (latency.count == 0) return {};
  return fmt::format("  {:<14} answered {}   in ms: least {}   median {}   p99 {}   greatest {}\n", what,
                     grouped(latency.count), milliseconds(latency.min_ns), milliseconds(latency.median_ns),
                     milliseconds(latency.p99_ns), milliseconds(latency.max_ns));
}

}  // namespace

std::string deduplication_text(const Deduplication& counts) {
  if (counts.first_attempts == 0 && counts.misses == 0) return {};
  std::string text = fmt::format(
      "de-duplication   {}   {}   {}   {}   {}   share of duplicates {}.{} %\n", counted(counts.hits, "hit"),
      counts.misses == 1 ? "1 miss" : grouped(counts.misses) + " misses",
      counts.expiries == 1 ? "1 expiry" : grouped(counts.expiries) + " expiries",
      counts.mismatches == 1 ? "1 mismatch" : grouped(counts.mismatches) + " mismatches",
      counted(counts.conflicts, "conflict"), counts.share_per_mille / 10, counts.share_per_mille % 10);
  text += latency_text("first attempts", counts.first_latency);
  return text + latency_text("retries", counts.retry_latency);
}

std::string summary_text(const CampaignResult& result, bool colour) {
  std::string text;
  for (const ScenarioResult& scenario : result.scenarios) {
    if (scenario.verdict != Verdict::held) text += scenario_text(scenario, colour);
  }
  std::string cold;
  for (const auto& [name, count] : result.probes) {
    if (count == 0) cold += (cold.empty() ? "" : ", ") + name;
  }
  if (!cold.empty()) text += fmt::format("never seen: {}\n", cold);
  text += not_checked_text(result);
  text += deduplication_text(result.deduplication);
  std::uint64_t violated = 0;
  std::uint64_t caught = 0;
  for (const ViolationResult& violation : result.violations) ++(violation.expected ? caught : violated);
  text +=
      fmt::format("{}  {} of {} in {:.1f} s, {} per second   digest {}\n",
                  paint(to_string(result.verdict), colour_of(result.verdict), colour),
                  counted(result.runs, "run"), counted(result.scenarios.size(), "scenario"), result.seconds,
                  grouped(static_cast<std::uint64_t>(result.runs_per_second)), hex(result.digest));
  text +=
      fmt::format("  {}   {} caught as expected   {} inconclusive   {} beyond the contract   {} unknown\n",
                  counted(violated, "violation"), caught, counted(result.inconclusive, "run"),
                  counted(result.beyond, "run"), counted(result.unknowns, "intent"));
  return text;
}

void Terminal::print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), out_);
  std::fflush(out_);
}

void Terminal::clear_progress() {
  if (drawn_ && options_.tty) print("\r\x1b[K");
  drawn_ = false;
}

void Terminal::start(const std::string& version, std::uint64_t first_seed, const std::string& options) {
  print(fmt::format("onefold {}   first seed {}   options: {}\n", version, first_seed, plain(options)));
}

void Terminal::progress(const Progress& progress) {
  const double wait = options_.tty ? redraw_seconds : plain_seconds;
  if (progress.seconds - drawn_seconds_ < wait) return;
  drawn_seconds_ = progress.seconds;
  drawn_ = true;
  const double fraction = fraction_of(progress);
  if (!options_.tty) {
    print(fmt::format("{:>3}%   {}\n", static_cast<int>(100 * fraction), progress_text(progress)));
    return;
  }
  const auto full = static_cast<std::size_t>(fraction * bar_width);
  std::string line =
      "[" + std::string(full, '#') + std::string(bar_width - full, '.') + "]  " + progress_text(progress);
  // A line as wide as the terminal would wrap, and could not be redrawn.
  if (line.size() >= options_.width) line.resize(options_.width - 1);
  print("\r" + line + "\x1b[K");
}

namespace {

// More than so many that were caught as expected are told in a line each.
constexpr std::size_t caught_in_full_max = 3;

std::string caught_line(const ViolationResult& violation, bool colour) {
  return fmt::format("{}  {:<34} {:<25} blame: {:<15} {}\n", paint("caught", Colour::green, colour),
                     plain(violation.scenario), violation.property, plain(violation.blame),
                     counted(violation.faults.size(), "fault"));
}

}  // namespace

void Terminal::finish(const CampaignResult& result) {
  clear_progress();
  std::string caught;
  std::string violated;
  std::size_t as_expected = static_cast<std::size_t>(
      std::count_if(result.violations.begin(), result.violations.end(),
                    [](const ViolationResult& violation) { return violation.expected; }));
  for (const ViolationResult& violation : result.violations) {
    if (!violation.expected) {
      violated += violation_text(violation, options_.colour) + "\n";
    } else if (as_expected <= caught_in_full_max) {
      caught += violation_text(violation, options_.colour) + "\n";
    } else {
      caught += caught_line(violation, options_.colour);
    }
  }
  std::string text = caught + summary_text(result, options_.colour);
  for (const std::string& warning : result.warnings) text += "warning: " + plain(warning) + "\n";
  if (!violated.empty()) {
    violated.pop_back();  // the replay command is the last line
    text += "\n" + violated;
  }
  print(text);
}

}  // namespace onefold::reports
