#include "harness/explore.hpp"

#include <fmt/format.h>
#include <deque>
#include <map>
#include <utility>

#include "harness/wall_clock.hpp"
#include "harness/worker_pool.hpp"

namespace onefold::harness {
namespace {

constexpr std::uint64_t task_size_max = 64;
constexpr std::int64_t keep_every_ms = 10'000;
constexpr std::int64_t progress_every_ms = 200;

// Where a piece of work stands in the order of the search: parent, first child.
using Place = std::pair<std::uint64_t, std::uint64_t>;

struct Piece {
  ExploreTask task;
  ExploreResult result;
};

class Search {
 public:
  Search(const Plan& plan, const ExploreOptions& options, ExploreState state, const ExploreListener& listener)
      : plan_(plan),
        options_(options),
        listener_(listener),
        faults_max_(static_cast<std::size_t>(options.faults)),
        began_ms_(wall_ms()),
        kept_ms_(began_ms_) {
    exploration_.state = std::move(state);
    exploration_.incomplete_why = "going on";
    runs_before_ = exploration_.state.runs;
  }

  Exploration go() {
    while (!state().done && !halted()) {
      run_depth();
      if (halted() || !depth_is_done()) break;
      if (state().next.size() > explore_parents_max) {
        why_ = fmt::format("{} sets would have to be expanded, more than {}", state().next.size(),
                           explore_parents_max);
        break;
      }
      deepen(state(), faults_max_);
    }
    exploration_.complete = state().done && state().inconclusive == 0;
    exploration_.incomplete_why = reason();
    exploration_.seconds = static_cast<double>(wall_ms() - began_ms_) / 1000;
    return std::move(exploration_);
  }

 private:
  ExploreState& state() { return exploration_.state; }

  ExplorerOptions explorer_options() const { return {!options_.all, options_.merge, options_.end_states}; }

  bool found_one() { return !options_.all && !state().failures.empty(); }
  bool halted() { return interrupted_ || found_one() || !exploration_.deterministic || !why_.empty(); }

  std::string reason() {
    if (exploration_.complete) return {};
    if (!why_.empty()) return why_;
    if (interrupted_) return "interrupted";
    if (state().done) return fmt::format("{} runs hit a bound", state().inconclusive);
    return "a counterexample was found";
  }

  bool depth_is_done() {
    return state().faults() == 0 ? state().depths.back().sets > 0 : state().parent == state().parents.size();
  }

  void run_depth() {
    ahead_ = {state().parent, state().child};
    WorkerPool pool({options_.jobs, options_.hang_ms}, [this](const std::string& text, Beacon& beacon) {
      if (!worker_) worker_.emplace(plan_, options_.menu, explorer_options(), &state().states);
      return to_text(worker_->work(parse_explore_task(text), beacon));
    });
    pool.run(
        [this] { return next(); },
        [this](const std::string& text, const std::string& result) {
          take(parse_explore_task(text), parse_explore_result(result));
        },
        [this](const std::string& text, const WorkerDeath& death) { bury(parse_explore_task(text), death); },
        [this] { return attend(); });
    waiting_.clear();
    again_.clear();
  }

  // The next piece to be handed out. None once something was found: what comes before it is under way.
  std::optional<std::string> next() {
    if (!again_.empty()) {
      ExploreTask task = again_.front();
      again_.pop_front();
      return to_text(task);
    }
    if (failing_ && !options_.all) return std::nullopt;
    if (options_.runs_max > 0 && state().runs - runs_before_ >= options_.runs_max) {
      why_ = fmt::format("stopped after {} runs", options_.runs_max);
      return std::nullopt;
    }
    std::optional<ExploreTask> task = cut_task();
    if (!task) return std::nullopt;
    return to_text(*task);
  }

  std::optional<ExploreTask> cut_task() {
    ExploreTask task;
    task.expand = state().faults() < faults_max_;
    if (state().faults() == 0) {
      if (ahead_ != Place{0, 0}) return std::nullopt;
      task.root = true;
      task.to = 1;
      ahead_ = {0, 1};
      return task;
    }
    if (ahead_.first == state().parents.size()) return std::nullopt;
    const ParentSet& parent = state().parents[ahead_.first];
    task.parent = parent.path;
    task.alternatives = parent.alternatives;
    task.from = ahead_.second;
    // The same cuts, wherever a search is resumed.
    task.to = std::min((task.from / task_size_max + 1) * task_size_max, parent.children);
    ahead_.second = task.to;
    task.parent_place = ahead_.first;
    if (ahead_.second == parent.children) ahead_ = {ahead_.first + 1, 0};
    return task;
  }

  void take(const ExploreTask& task, ExploreResult result) {
    exploration_.deterministic = exploration_.deterministic && result.same_again;
    failing_ = failing_ || !result.failures.empty();
    running_ += result.runs;
    waiting_.emplace(Place{task.parent_place, task.from}, Piece{task, std::move(result)});
    // In order, whatever the order of arrival: so nothing depends on the number of workers.
    for (auto first = waiting_.begin(); first != waiting_.end() && !found_one(); first = waiting_.begin()) {
      if (first->first != Place{state().parent, state().child}) break;
      running_ -= first->second.result.runs;
      const std::vector<std::uint64_t>& ends = first->second.result.end_states;
      exploration_.end_states.insert(ends.begin(), ends.end());
      advance(state(), first->second.task, first->second.result, options_.merge);
      waiting_.erase(first);
    }
  }

  // A run took its worker down: a violation of its own. What the task had done before is lost and done again.
  void bury(const ExploreTask& task, const WorkerDeath& death) {
    if (death.seed < task.from || death.seed >= task.to) {
      exploration_.deterministic = false;
      return;
    }
    ExploreTask before = task;
    before.to = death.seed;
    if (before.to > before.from) again_.push_back(before);
    ExploreTask after = task;
    after.from = death.seed + 1;
    if (options_.all && after.from < after.to) again_.push_back(after);
    ExploreTask at = task;
    at.from = death.seed;
    at.to = death.seed + 1;
    take(at, result_of(task, death));
  }

  ExploreResult result_of(const ExploreTask& task, const WorkerDeath& death) {
    ExploreResult result;
    result.runs = 1;
    if (task.expand) result.sets.emplace_back();
    ExploreFailure failure;
    failure.property = program_survives;
    failure.blame = "nobody";
    if (death.node == 1) failure.blame = "venue";
    if (death.node > 1 && death.node - 2 < plan_.scenario.clients.size())
      failure.blame = "client " + plan_.scenario.clients[death.node - 2].name;
    failure.cause = describe(death, options_.hang_ms);
    failure.explanation = failure.blame + " " + failure.cause;
    failure.child = failure.last_child = death.seed;
    failure.count = 1;
    result.failures.push_back(std::move(failure));
    return result;
  }

  // Called several times a second. True: end now.
  bool attend() {
    const std::int64_t now_ms = wall_ms();
    if (listener_.progress && now_ms - progress_ms_ >= progress_every_ms) {
      progress_ms_ = now_ms;
      tell(now_ms);
    }
    if (listener_.keep && now_ms - kept_ms_ >= keep_every_ms) {
      kept_ms_ = now_ms;
      listener_.keep(exploration_);
    }
    interrupted_ = listener_.stop && listener_.stop();
    return interrupted_ || !exploration_.deterministic || found_one();
  }

  void tell(std::int64_t now_ms) {
    reports::Progress progress;
    progress.runs = state().runs + running_ - runs_before_;
    progress.runs_planned = estimated_runs(state(), faults_max_) - runs_before_;
    progress.seconds = static_cast<double>(now_ms - began_ms_) / 1000;
    if (progress.runs > 0 && progress.runs_planned > progress.runs) {
      progress.seconds_left = progress.seconds * static_cast<double>(progress.runs_planned - progress.runs) /
                              static_cast<double>(progress.runs);
    }
    progress.violations = state().failures.size();
    progress.scenario = fmt::format("{}, {} faults", plan_.id, state().faults());
    listener_.progress(progress);
  }

  const Plan& plan_;
  const ExploreOptions& options_;
  const ExploreListener& listener_;
  std::size_t faults_max_;
  std::int64_t began_ms_;
  std::int64_t kept_ms_;
  std::int64_t progress_ms_ = 0;
  std::uint64_t runs_before_ = 0;
  std::uint64_t running_ = 0;       // runs that came back too early to be counted
  Place ahead_;                     // the next piece to be handed out
  std::map<Place, Piece> waiting_;  // for their turn
  std::deque<ExploreTask> again_;
  std::optional<Explorer> worker_;  // in a worker
  bool failing_ = false;
  bool interrupted_ = false;
  std::string why_;
  Exploration exploration_;
};

}  // namespace

Exploration explore(const Plan& plan, const ExploreOptions& options, ExploreState state,
                    const ExploreListener& listener) {
  return Search(plan, options, std::move(state), listener).go();
}

}  // namespace onefold::harness
