#include "harness/explore_state.hpp"

#include <algorithm>
#include <limits>

namespace onefold::harness {
namespace {

constexpr std::uint64_t estimate_max = std::uint64_t{1} << 62;

std::uint64_t children_of(const std::vector<ParentSet>& parents) {
  std::uint64_t sum = 0;
  for (const ParentSet& parent : parents) sum += parent.children;
  return sum;
}

void tally_alternatives(DepthTally& tally, std::uint64_t count, bool first) {
  tally.alternatives += count;
  tally.alternatives_fewest = first ? count : std::min(tally.alternatives_fewest, count);
  tally.alternatives_most = std::max(tally.alternatives_most, count);
}

}  // namespace

ExploreState first_state() {
  ExploreState state;
  state.depths.emplace_back();
  return state;
}

void advance(ExploreState& state, const ExploreTask& task, const ExploreResult& result, bool merge) {
  DepthTally& tally = state.depths.back();
  for (std::uint64_t i = 0; i < result.sets.size(); ++i) {
    const ExploredSet& set = result.sets[i];
    tally_alternatives(tally, set.alternatives, tally.sets + i == 0);
    bool known = set.as_parent || (set.state != 0 && !state.states.insert(set.state).second);
    bool merged = merge && known;
    tally.merged += merged;
    const std::uint64_t children = merged ? set.early : set.alternatives;
    tally.children += children;
    if (children == 0) continue;
    FaultPath path = task.parent;
    if (!task.root) path.push_back(static_cast<std::uint32_t>(task.from + i));
    state.next.push_back({std::move(path), children, set.alternatives});
  }
  tally.merged += result.merged;
  tally.sets += result.runs;
  tally.points += result.points;
  state.runs += result.runs;
  state.beyond += result.beyond;
  state.inconclusive += result.inconclusive;
  state.digest += result.digest;
  for (const ExploreFailure& failure : result.failures) {
    auto known = std::find_if(state.failures.begin(), state.failures.end(), [&](const FoundFailure& found) {
      return found.failure.property == failure.property && found.failure.blame == failure.blame;
    });
    if (known != state.failures.end()) {
      known->failure.count += failure.count;
      continue;
    }
    FaultPath path = task.parent;
    if (!task.root) path.push_back(static_cast<std::uint32_t>(failure.child));
    state.failures.push_back({failure, std::move(path)});
  }
  state.child = task.from + result.runs;
  if (!task.root && state.child == state.parents[state.parent].children) {
    ++state.parent;
    state.child = 0;
  }
}

void deepen(ExploreState& state, std::size_t depth_max) {
  if (state.next.empty() || state.faults() == depth_max) {
    state.done = true;
    state.parents.clear();
    state.next.clear();
    state.states.clear();
    return;
  }
  state.parents = std::move(state.next);
  state.next.clear();
  state.parent = state.child = 0;
  state.depths.emplace_back();
}

std::uint64_t estimated_runs(const ExploreState& state, std::size_t depth_max) {
  if (state.done) return state.runs;
  const std::size_t depth = state.faults();
  std::uint64_t at_depth = depth == 0 ? 1 : children_of(state.parents);
  std::uint64_t total = at_depth;
  for (std::size_t i = 0; i < depth; ++i) total += state.depths[i].sets;
  // Alternatives behind the last fault: as they were so far. Of the points that all runs share, fewer are
  // left behind the last of more faults.
  const std::size_t known = state.depths.back().sets > 0 || depth == 0 ? depth : depth - 1;
  const DepthTally& tally = state.depths[known];
  std::uint64_t each = tally.sets == 0 ? 0 : tally.children / tally.sets;
  if (known < depth) each = each * (known + 1) / (known + 2);
  for (std::size_t next = depth + 1; next <= depth_max; ++next) {
    if (each != 0 && at_depth > estimate_max / each) return estimate_max;
    at_depth *= each;
    if (total > estimate_max - at_depth) return estimate_max;
    total += at_depth;
    each = each * next / (next + 1);
  }
  return total;
}

}  // namespace onefold::harness
