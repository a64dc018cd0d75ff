// Which step of a failing run made its violation inevitable, as plain data, and in the two forms in which it
// is told.
//
// The run is begun again and again, up to some point as it was, and from there on with other decisions. How
// often it still fails says how much was settled before that point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace onefold::reports {

// Runs that were as they were before this point, and otherwise from it on.
struct CausePoint {
  std::uint64_t number = 0;  // by order of asking, from 1; one more than the last: nothing is otherwise
  std::int64_t at_ns = 0;    // virtual time
  std::string point;         // what is decided there, in words
  std::string fault;         // that strikes there, in words; or empty
  std::uint64_t violated = 0;
  std::uint64_t runs = 0;
};

struct Cause {
  std::string capsule;  // path
  std::string property;
  std::string blame;
  std::uint64_t points_total = 0;  // of the run, its end included
  std::uint64_t runs_per_point = 0;
  bool chaos = false;              // the scenario's chaos decides otherwise; else the background alone does
  std::vector<CausePoint> points;  // by number
  // Index of the point after which more runs fail, by most, than before it; none: they all fail from the
  // start.
  std::optional<std::size_t> jump;
  // Number of the first point from which on the violation is inevitable.
  std::uint64_t settled_from = 0;
  bool interrupted = false;  // points are missing
};

// From this share of the runs on the violation counts as inevitable.
inline constexpr double inevitable_share = 0.95;

// Fills in `jump` and `settled_from` from the points, of which there is at least one.
void conclude(Cause& cause);

// A table, the jump marked, and two sentences. With `colour` for a terminal. Ends in a newline.
std::string cause_text(const Cause& cause, bool colour);
// Stable key order; ends in a newline.
std::string cause_json(const Cause& cause);

}  // namespace onefold::reports
