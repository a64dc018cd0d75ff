#include "harness/explore_task.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace onefold::harness {
namespace {

using nlohmann::json;

// Of what struck, whatever the order of processes and tasks.
std::uint64_t digest_of(const std::vector<FaultWords>& faults, const RunResult& run) {
  std::uint64_t digest = 0;
  for (const FaultWords& fault : faults) {
    std::string text = to_json(fault, FaultForm::exact).dump();
    digest = sim::mix(digest, sim::hash_bytes(text));
  }
  return sim::mix(digest, run.digest);
}

// What a run violated, each property and blame once.
void add_failures(const RunResult& run, std::uint64_t child, std::vector<ExploreFailure>& failures) {
  for (const auto* list : {&run.violations, &run.excused}) {
    for (const properties::Violation& v : *list) {
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
  return json{task.parent, task.parent_place, task.root, task.from, task.to, task.children, task.expand}
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
  return json{r.runs, r.beyond, r.inconclusive, r.digest, r.points, r.children, failures, r.same_again}.dump(
      -1, ' ', false, json::error_handler_t::replace);
}

ExploreResult parse_explore_result(const std::string& text) {
  json j = json::parse(text);
  ExploreResult r;
  std::size_t i = 0;
  for (std::uint64_t* field : {&r.runs, &r.beyond, &r.inconclusive, &r.digest, &r.points})
    *field = j[i++].get<std::uint64_t>();
  r.children = j[i++].get<std::vector<std::uint32_t>>();
  for (const json& f : j[i++]) {
    r.failures.push_back({f[0], f[1], f[2], f[3], f[4], f[5], f[6].get<std::uint64_t>(),
                          f[7].get<std::uint64_t>(), f[8].get<std::uint64_t>()});
  }
  r.same_again = j[i].get<bool>();
  return r;
}

std::vector<FaultWords> Explorer::chosen(const FaultPath& path) const {
  std::vector<FaultWords> faults;
  for (std::size_t i = 0; i < path.size(); ++i) faults.push_back(levels_[i].alternatives[path[i]]);
  return faults;
}

bool Explorer::descend(const FaultPath& path, Beacon* beacon) {
  if (levels_.empty()) {
    levels_.push_back({0, explore_run(*plan_, *menu_, {}, true, beacon).alternatives});
  }
  std::size_t same = 0;
  while (same < path.size() && same + 1 < levels_.size() && levels_[same + 1].child == path[same]) ++same;
  levels_.resize(same + 1);
  for (std::size_t i = same; i < path.size(); ++i) {
    if (path[i] >= levels_[i].alternatives.size()) return false;
    FaultPath prefix(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    ExploredRun run = explore_run(*plan_, *menu_, chosen(prefix), true, beacon);
    levels_.push_back({path[i], std::move(run.alternatives)});
  }
  return true;
}

std::optional<std::vector<FaultWords>> Explorer::faults_of(const FaultPath& path, Beacon* beacon) {
  if (path.empty()) return std::vector<FaultWords>();
  FaultPath parent(path.begin(), path.end() - 1);
  if (!descend(parent, beacon) || path.back() >= levels_.back().alternatives.size()) return std::nullopt;
  return chosen(path);
}

ExploreResult Explorer::work(const ExploreTask& task, Beacon& beacon) {
  ExploreResult total;
  beacon.seed.store(UINT64_MAX);
  std::vector<FaultWords> faults;
  if (!task.root) {
    total.same_again = descend(task.parent, &beacon) && levels_.back().alternatives.size() == task.children;
    if (!total.same_again) return total;
    faults = chosen(task.parent);
    faults.emplace_back();
  }
  for (std::uint64_t child = task.from; child < task.to; ++child) {
    beacon.seed.store(child);
    beacon.progress.fetch_add(1);
    if (!task.root) faults.back() = levels_.back().alternatives[child];
    ExploredRun run = explore_run(*plan_, *menu_, faults, task.expand, &beacon);
    total.same_again = total.same_again && run.all_struck;
    ++total.runs;
    total.beyond += run.result.beyond;
    total.inconclusive += run.result.inconclusive;
    total.digest += digest_of(faults, run.result);
    total.points += run.points;
    if (task.expand) total.children.push_back(static_cast<std::uint32_t>(run.alternatives.size()));
    add_failures(run.result, child, total.failures);
    if (stop_at_first_ && !total.failures.empty()) break;
  }
  return total;
}

}  // namespace onefold::harness
