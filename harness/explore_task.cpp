#include "harness/explore_task.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/chunk.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;

// Of what struck and what came of it.
std::uint64_t digest_of(const std::vector<FaultWords>& faults, std::uint64_t outcome) {
  std::uint64_t digest = 0;
  for (const FaultWords& fault : faults) {
    std::string text = to_json(fault, FaultForm::exact).dump();
    digest = sim::mix(digest, sim::hash_bytes(text));
  }
  return sim::mix(digest, outcome);
}

// What the run is named after: what a negative scenario asks for if it is there, else the earliest.
const properties::Violation* leading(const Plan& plan, const RunResult& run) {
  const auto& all = run.violations.empty() ? run.excused : run.violations;
  auto wanted = std::find_if(all.begin(), all.end(), [&](const properties::Violation& violation) {
    return is_expected(plan.scenario.expect, violation.property, violation.blamed);
  });
  if (wanted != all.end()) return &*wanted;
  return all.empty() ? nullptr : &all.front();
}

// Each property and blame once; of a search that stops at the first, one.
void add_failures(const Plan& plan, bool first_only, const RunResult& run, std::uint64_t child,
                  std::vector<ExploreFailure>& failures) {
  const properties::Violation* lead = leading(plan, run);
  for (const auto* list : {&run.violations, &run.excused}) {
    for (const properties::Violation& v : *list) {
      if (first_only && &v != lead) continue;
      auto known = std::find_if(failures.begin(), failures.end(), [&](const ExploreFailure& failure) {
        return failure.property == v.property && failure.blame == v.blamed;
      });
      if (known == failures.end()) {
        failures.push_back({std::string(v.property), v.blamed, v.intent, v.explanation, v.money_at_risk,
                            v.cause, child, child, 1});
      } else if (known->last_child != child) {
        known->last_child = child;
        ++known->count;
      }
    }
  }
}

}  // namespace

std::string to_text(const ExploreTask& task) {
  return json{task.parent, task.parent_place, task.root, task.from, task.to, task.alternatives, task.expand}
      .dump();
}

ExploreTask parse_explore_task(const std::string& text) {
  json j = json::parse(text);
  return {j[0].get<FaultPath>(),     j[1].get<std::uint64_t>(), j[2].get<bool>(), j[3].get<std::uint64_t>(),
          j[4].get<std::uint64_t>(), j[5].get<std::uint64_t>(), j[6].get<bool>()};
}

std::string to_text(const ExploreResult& r) {
  json failures = json::array();
  for (const ExploreFailure& f : r.failures) {
    failures.push_back({f.property, f.blame, f.intent, f.explanation, f.money_at_risk, f.cause, f.child,
                        f.last_child, f.count});
  }
  json sets = json::array();
  for (const ExploredSet& set : r.sets)
    sets.push_back({set.alternatives, set.early, set.state, set.as_parent});
  return json{r.runs,   r.beyond, r.inconclusive, r.digest,     r.points,
              r.merged, sets,     failures,       r.end_states, r.same_again}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

ExploreResult parse_explore_result(const std::string& text) {
  json j = json::parse(text);
  ExploreResult r;
  std::size_t i = 0;
  for (std::uint64_t* field : {&r.runs, &r.beyond, &r.inconclusive, &r.digest, &r.points, &r.merged})
    *field = j[i++].get<std::uint64_t>();
  for (const json& set : j[i++]) {
    r.sets.push_back({set[0].get<std::uint64_t>(), set[1].get<std::uint64_t>(), set[2].get<std::uint64_t>(),
                      set[3].get<bool>()});
  }
  for (const json& f : j[i++]) {
    r.failures.push_back({f[0], f[1], f[2], f[3], f[4], f[5], f[6].get<std::uint64_t>(),
                          f[7].get<std::uint64_t>(), f[8].get<std::uint64_t>()});
  }
  r.end_states = j[i++].get<std::vector<std::uint64_t>>();
  r.same_again = j[i].get<bool>();
  return r;
}

std::vector<FaultWords> Explorer::chosen(const FaultPath& path) const {
  std::vector<FaultWords> faults;
  for (std::size_t i = 0; i < path.size(); ++i) faults.push_back(levels_[i].alternatives[path[i]]);
  return faults;
}

Explorer::Level Explorer::level_of(std::uint32_t child, const std::vector<FaultWords>& faults,
                                   Beacon* beacon) const {
  ExploreWishes wishes;
  wishes.alternatives = true;
  wishes.rests = options_.merge;
  ExploredRun run = explore_run(*plan_, *menu_, faults, wishes, beacon);
  return {child, std::move(run.alternatives), std::move(run.rests)};
}

bool Explorer::descend(const FaultPath& path, Beacon* beacon) {
  if (levels_.empty()) levels_.push_back(level_of(0, {}, beacon));
  std::size_t same = 0;
  while (same < path.size() && same + 1 < levels_.size() && levels_[same + 1].child == path[same]) ++same;
  levels_.resize(same + 1);
  for (std::size_t i = same; i < path.size(); ++i) {
    if (path[i] >= levels_[i].alternatives.size()) return false;
    FaultPath prefix(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    levels_.push_back(level_of(path[i], chosen(prefix), beacon));
  }
  return true;
}

std::optional<std::vector<FaultWords>> Explorer::faults_of(const FaultPath& path, Beacon* beacon) {
  if (path.empty()) return std::vector<FaultWords>();
  FaultPath parent(path.begin(), path.end() - 1);
  if (!descend(parent, beacon) || path.back() >= levels_.back().alternatives.size()) return std::nullopt;
  return chosen(path);
}

void Explorer::take(const ExploreTask& task, std::uint64_t child, const std::vector<FaultWords>& faults,
                    ExploredRun run, ExploreResult& total) const {
  const RunResult& result = run.result;
  total.same_again = total.same_again && run.all_struck;
  ++total.runs;
  total.points += run.points;
  total.digest += digest_of(faults, result.stopped ? *run.state : result.digest);
  if (result.stopped) {
    ++total.merged;
    return;
  }
  total.beyond += result.beyond;
  total.inconclusive += result.inconclusive;
  if (options_.end_states) total.end_states.push_back(run.end_state);
  if (task.expand) {
    const std::uint64_t state = run.state.value_or(0);
    bool as_parent = !task.root && levels_.back().rests.contains(state);
    total.sets.push_back({run.alternatives.size(), run.early, state, as_parent});
  }
  add_failures(*plan_, options_.stop_at_first, result, child, total.failures);
}

ExploreResult Explorer::work(const ExploreTask& task, Beacon& beacon) {
  ExploreResult total;
  beacon.seed.store(UINT64_MAX);
  std::vector<FaultWords> faults;
  if (!task.root) {
    total.same_again =
        descend(task.parent, &beacon) && levels_.back().alternatives.size() == task.alternatives;
    if (!total.same_again) return total;
    faults = chosen(task.parent);
    faults.emplace_back();
  }
  StateSet siblings;
  ExploreWishes wishes;
  wishes.alternatives = task.expand;
  wishes.state = options_.merge;
  wishes.end_state = options_.end_states;
  // Only what has no children stops: what has is needed to make them.
  if (options_.merge && !task.expand && !task.root) {
    wishes.known[0] = &levels_.back().rests;
    wishes.known[1] = &siblings;
    wishes.known[2] = known_;
  }
  for (std::uint64_t child = task.from; child < task.to; ++child) {
    beacon.seed.store(child);
    beacon.progress.fetch_add(1);
    if (!task.root) faults.back() = levels_.back().alternatives[child];
    ExploredRun run = explore_run(*plan_, *menu_, faults, wishes, &beacon);
    if (run.state) siblings.insert(*run.state);
    take(task, child, faults, std::move(run), total);
    if (options_.stop_at_first && !total.failures.empty()) break;
  }
  return total;
}

}  // namespace onefold::harness
