// `onefold replay --why`: which step made the violation inevitable.
#include <fmt/format.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "harness/cause.hpp"
#include "reports/save_file.hpp"
#include "reports/terminal.hpp"

namespace onefold::app {

int explain_cause(const harness::Plan& plan, const harness::Capsule& capsule,
                  const ReplayArguments& arguments, int status) {
  const bool watched = ::isatty(STDERR_FILENO) == 1;
  harness::CauseOptions options;
  options.runs = arguments.why_runs;
  options.hang_ms = arguments.hang_ms;
  catch_interrupts();
  reports::Cause cause = harness::find_cause(
      plan, capsule, options,
      [watched](std::size_t done, std::size_t planned) {
        if (watched) fmt::print(stderr, "\rwhy: {} of {} points\x1b[K", done, planned);
      },
      interrupted);
  if (watched) fmt::print(stderr, "\r\x1b[K");
  cause.capsule = arguments.capsule;
  fmt::print("{}", reports::cause_text(cause, reports::terminal_options(stdout).colour));
  if (!arguments.json.empty()) {
    if (std::error_code error = reports::save_file(arguments.json, reports::cause_json(cause))) {
      fmt::print(stderr, "onefold replay: {}: cannot be written: {}\n", arguments.json, error.message());
      return exit_internal;
    }
  }
  return cause.interrupted ? exit_inconclusive : status;
}

}  // namespace onefold::app
