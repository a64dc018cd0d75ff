// What the program's exit status says.
#pragma once

namespace onefold::app {

// 64 to 70 as in sysexits.h (EX_USAGE, EX_DATAERR, EX_SOFTWARE).
enum ExitStatus : int {
  exit_held = 0,
  exit_violated = 1,
  exit_inconclusive = 2,
  exit_usage = 64,
  exit_bad_input = 65,
  exit_internal = 70,
};

}  // namespace onefold::app
