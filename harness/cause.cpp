#include "harness/cause.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "harness/point_list.hpp"
#include "harness/replay.hpp"
#include "harness/run.hpp"
#include "harness/worker_pool.hpp"

namespace onefold::harness {
namespace {

constexpr std::uint64_t trial_purpose = 0x776879;

class Inquiry {
 public:
  Inquiry(const Plan& plan, const Capsule& capsule, const CauseOptions& options,
          const CauseProgress& progress, const std::function<bool()>& stop)
      : plan_(plan), capsule_(capsule), options_(options), progress_(progress), stop_(stop) {}

  reports::Cause go() {
    list_points();
    std::vector<std::uint64_t> faults;
    for (const auto& [point, text] : faults_) faults.push_back(point);
    const std::vector<std::uint64_t> chosen = choose_points(asked_.size(), faults, options_.points_max);
    planned_ = chosen.size();
    for (std::uint64_t point : chosen) ask(point);
    close_in();
    return result();
  }

 private:
  RunOptions as_in_capsule() const {
    RunOptions options;
    options.seed = capsule_.background_seed;
    options.calm = capsule_.calm;
    options.faults = capsule_.faults;
    return options;
  }

  void list_points() {
    RunOptions options = as_in_capsule();
    PointList list;
    options.watcher = &list;
    const std::vector<FaultWords> struck = run_once(plan_, options).struck;
    asked_ = list.points();
    std::size_t next = 0;
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      for (std::size_t n = 0; n < asked_[i].struck; ++n, ++next) {
        std::string& text = faults_[i + 1];
        text += (text.empty() ? "" : "; ") + describe({struck[next]}).front();
      }
    }
  }

  void ask(std::uint64_t point) {
    if (interrupted_ || tried_.contains(point)) return;
    reports::CausePoint row;
    row.number = point;
    row.runs = options_.runs;
    row.violated = count_violated(point);
    if (point <= asked_.size()) {
      row.at_ns = asked_[point - 1].at_ns;
      row.point = asked_[point - 1].key;
      if (auto fault = faults_.find(point); fault != faults_.end()) row.fault = fault->second;
    } else {
      row.at_ns = asked_.empty() ? 0 : asked_.back().at_ns;
      row.point = "nothing: the run as it was";
    }
    interrupted_ = stop_();
    if (interrupted_) return;
    tried_.emplace(point, std::move(row));
    if (progress_) progress_(tried_.size(), planned_);
  }

  // The runs of one point share a process, until one of them takes it down.
  std::uint64_t count_violated(std::uint64_t point) {
    std::optional<std::uint64_t> together = count_in_one_process(point, 0, options_.runs);
    if (together) return *together;
    std::uint64_t violated = 0;
    for (std::uint64_t trial = 0; trial < options_.runs && !stop_(); ++trial) {
      std::optional<std::uint64_t> alone = count_in_one_process(point, trial, trial + 1);
      violated += alone ? *alone : capsule_.property == program_survives;
    }
    return violated;
  }

  std::optional<std::uint64_t> count_in_one_process(std::uint64_t point, std::uint64_t from,
                                                    std::uint64_t to) {
    WorkerDeath death;
    auto answer = isolated(
        [&](Beacon& beacon) {
          std::uint64_t violated = 0;
          for (std::uint64_t trial = from; trial < to && !stop_(); ++trial) {
            beacon.progress.fetch_add(1);
            violated += is_violated(point, trial);
          }
          return std::to_string(violated);
        },
        options_.hang_ms, death);
    if (!answer) return std::nullopt;
    return std::stoull(*answer);
  }

  // The same trials at every point, so that points differ by their past alone.
  bool is_violated(std::uint64_t point, std::uint64_t trial) const {
    RunOptions options = as_in_capsule();
    options.fork = Fork{point, sim::mix(sim::mix(capsule_.background_seed, trial_purpose), trial)};
    return violates_as(capsule_, run_once(plan_, options));
  }

  // Halves the gap in which the jump is, until one step is left of it.
  void close_in() {
    for (std::size_t i = 0; i < points_refined_max && !interrupted_; ++i) {
      const reports::Cause so_far = result();
      if (!so_far.jump) return;
      const std::uint64_t before = so_far.points[*so_far.jump].number;
      const std::uint64_t after = so_far.points[*so_far.jump + 1].number;
      if (after - before <= 1) return;
      planned_ = tried_.size() + 1;
      ask(before + (after - before) / 2);
    }
  }

  reports::Cause result() const {
    reports::Cause cause;
    cause.property = capsule_.property;
    cause.blame = capsule_.blame;
    cause.points_total = asked_.size() + 1;
    cause.runs_per_point = options_.runs;
    cause.chaos = plan_.scenario.chaos.any();
    cause.interrupted = interrupted_;
    for (const auto& [point, row] : tried_) cause.points.push_back(row);
    if (!cause.points.empty()) reports::conclude(cause);
    return cause;
  }

  const Plan& plan_;
  const Capsule& capsule_;
  const CauseOptions& options_;
  const CauseProgress& progress_;
  const std::function<bool()>& stop_;
  std::vector<AskedPoint> asked_;
  std::map<std::uint64_t, std::string> faults_;  // by number of their point: in words
  std::map<std::uint64_t, reports::CausePoint> tried_;
  std::size_t planned_ = 0;
  bool interrupted_ = false;
};

// So many of a list, evenly spread, first and last among them.
std::vector<std::uint64_t> evenly(const std::vector<std::uint64_t>& all, std::size_t count) {
  if (all.size() <= count) return all;
  std::vector<std::uint64_t> some;
  for (std::size_t i = 0; i < count; ++i)
    some.push_back(all[i * (all.size() - 1) / std::max<std::size_t>(1, count - 1)]);
  return some;
}

}  // namespace

std::vector<std::uint64_t> choose_points(std::uint64_t points_total, const std::vector<std::uint64_t>& faults,
                                         std::size_t points_max) {
  std::set<std::uint64_t> chosen{1, points_total + 1};
  for (std::uint64_t fault : evenly(faults, (std::max<std::size_t>(points_max, 2) - 2) / 2)) {
    chosen.insert(fault);
    chosen.insert(fault + 1);
  }
  std::vector<std::uint64_t> others;
  for (std::uint64_t point = 1; point <= points_total; ++point) {
    if (!chosen.contains(point)) others.push_back(point);
  }
  const std::size_t room = points_max > chosen.size() ? points_max - chosen.size() : 0;
  for (std::uint64_t point : evenly(others, room)) chosen.insert(point);
  return {chosen.begin(), chosen.end()};
}

reports::Cause find_cause(const Plan& plan, const Capsule& capsule, const CauseOptions& options,
                          const CauseProgress& progress, const std::function<bool()>& stop) {
  return Inquiry(plan, capsule, options, progress, stop).go();
}

}  // namespace onefold::harness
