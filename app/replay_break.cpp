// `onefold replay --break-at`: the process stops itself at an event, inside the code that makes it happen.
#include <fmt/format.h>

#include <csignal>
#include <fstream>
#include <string>

#include "app/commands.hpp"

namespace onefold::app {
namespace {

// proc(5): TracerPid is the process that traces this one, 0 if none.
bool is_traced() {
  std::ifstream status("/proc/self/status");
  const std::string field = "TracerPid:";
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) return line.find_first_not_of(" \t0", field.size()) != std::string::npos;
  }
  return false;
}

}  // namespace

bool arm_breakpoint(const ReplayArguments& arguments, const std::string& program,
                    harness::Timeline& timeline) {
  if (!is_traced()) {
    fmt::print(
        stderr,
        "onefold replay: --break-at: no debugger is attached, so nothing would stop; start it in one:\n"
        "  gdb -ex run --args {} replay {} --break-at {}\n",
        program, arguments.capsule, arguments.break_at);
    return false;
  }
  timeline.stop_at(arguments.break_at, [](const std::string& line) {
    fmt::print(stderr, "stopped at event {}\n", line);
    ::raise(SIGTRAP);
  });
  return true;
}

}  // namespace onefold::app
