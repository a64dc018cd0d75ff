// A campaign on the terminal: first line, progress, summary, violations.
//
// On a TTY progress is one line that is redrawn; elsewhere an occasional line, so that logs stay short.
// Colours only where asked for (see terminal_options). The last line of a failure is the exact replay
// command.
#pragma once

#include <cstdio>
#include <string>

#include "reports/result.hpp"

namespace onefold::reports {

struct TerminalOptions {
  bool tty = false;  // redraw a progress line
  bool colour = false;
  std::size_t width = 80;  // columns of the terminal
};

// What suits this stream: a TTY unless TERM is "dumb"; colour on it unless NO_COLOR is set and not empty.
TerminalOptions terminal_options(std::FILE* out);

class Terminal {
 public:
  // Does not own `out`.
  Terminal(std::FILE* out, TerminalOptions options) : out_(out), options_(options) {}

  // "onefold 0.1.0   first seed 1   options: scenarios --seeds 200".
  void start(const std::string& version, std::uint64_t first_seed, const std::string& options);

  // Cheap to call often: draws at most 10 times a second on a TTY, once in 10 seconds elsewhere, by
  // progress.seconds.
  void progress(const Progress& progress);

  // Takes the progress line away, for those who print the rest themselves.
  void clear_progress();

  // What was caught as expected, the summary, then the violations: the last line is a replay command if there
  // is one.
  void finish(const CampaignResult& result);

 private:
  void print(const std::string& text);

  std::FILE* out_;
  TerminalOptions options_;
  double drawn_seconds_ = 0;
  bool drawn_ = false;
};

// The parts of what finish() prints, for replay and audit too. Each ends in a newline.
std::string violation_text(const ViolationResult& violation, bool colour);
// Empty where no client sent an order or a replace, and none took effect.
std::string deduplication_text(const Deduplication& counts);
std::string summary_text(const CampaignResult& result, bool colour);

}  // namespace onefold::reports
