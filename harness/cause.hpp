// Cause: which step of a capsule's run made its violation inevitable.
//
// At some of the run's points the run is begun again many times: the decisions before the point are those of
// the capsule, the others are made anew, by another background and the scenario's chaos. Points before and
// after each fault are always among them. A crowd that was under way before the point goes on as it was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "harness/plan.hpp"
#include "harness/scenario/capsule.hpp"
#include "reports/cause_report.hpp"

namespace onefold::harness {

struct CauseOptions {
  std::uint64_t runs = 64;        // at each point
  std::size_t points_max = 40;    // chosen at first, at least 4; then up to points_refined_max more close in
  std::int64_t hang_ms = 10'000;  // a run without progress for so long counts as one that never returns
};
inline constexpr std::size_t points_refined_max = 16;

// The points that are tried first, ascending, from 1 to points_total + 1: first and last, before and after
// each fault, the others evenly spread.
std::vector<std::uint64_t> choose_points(std::uint64_t points_total, const std::vector<std::uint64_t>& faults,
                                         std::size_t points_max);

// Called after each point, from the process that calls.
using CauseProgress = std::function<void(std::size_t points_done, std::size_t points_planned)>;

// `plan` is of the capsule's scenario, and the capsule's run violates its property. Runs are made in
// processes of their own: code under test that dies fails only where the capsule says that it does. `stop` is
// asked after each point. A function of its arguments but for `stop`; the path of the capsule stays empty.
reports::Cause find_cause(const Plan& plan, const Capsule& capsule, const CauseOptions& options,
                          const CauseProgress& progress, const std::function<bool()>& stop);

}  // namespace onefold::harness
