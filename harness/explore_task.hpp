// The unit of work of exhaustive search: some children of one set of faults, run one after the other in a
// worker.
//
// A set is named by its path: at each level the number of the alternative that was added. The path means the
// same in every process, for a run and so its list of alternatives follow from scenario and faults alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/explore_menu.hpp"
#include "harness/explore_run.hpp"
#include "harness/plan.hpp"
#include "harness/worker_pool.hpp"

namespace onefold::harness {

using FaultPath = std::vector<std::uint32_t>;

// Of the children of `parent`, those from `from` up to but not including `to`. The empty set has no parent:
// it is the one child of `root`.
struct ExploreTask {
  FaultPath parent;
  std::uint64_t parent_place = 0;  // in the order of the search
  bool root = false;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::uint64_t alternatives = 0;  // of the parent, as they were counted when it ran
  bool expand = false;             // the children will have children: tell what is needed for that
};

// One child, as its own children are made from it.
struct ExploredSet {
  std::uint64_t alternatives = 0;
  std::uint64_t early = 0;  // of them, for points before the state was taken
  std::uint64_t state = 0;  // 0: none could be taken
  bool as_parent = false;   // its parent was in this state too
};

// The first run of a task that failed in this way.
struct ExploreFailure {
  std::string property;
  std::string blame;  // "nobody": beyond the contract
  std::string intent;
  std::string explanation;
  std::string money_at_risk;
  std::string cause;
  std::uint64_t child = 0;       // which
  std::uint64_t last_child = 0;  // the last one that failed so
  std::uint64_t count = 0;       // runs that failed so
};

struct ExploreResult {
  std::uint64_t runs = 0;
  std::uint64_t beyond = 0;        // of them: with faults beyond the contract
  std::uint64_t inconclusive = 0;  // that hit a bound
  std::uint64_t digest = 0;        // a sum over the runs, of what struck and what came of it
  std::uint64_t points = 0;        // asked behind the last fault, over all runs
  std::uint64_t merged = 0;        // of sets without children: runs that stopped in a state known before
  std::vector<ExploredSet> sets;   // of each run; only where they have children
  std::vector<ExploreFailure> failures;
  std::vector<std::uint64_t> end_states;  // only where wished for
  bool same_again = true;                 // false: the parent did not run as before
};

std::string to_text(const ExploreTask& task);
ExploreTask parse_explore_task(const std::string& text);
std::string to_text(const ExploreResult& result);
ExploreResult parse_explore_result(const std::string& text);

struct ExplorerOptions {
  bool stop_at_first = false;  // the rest of a task is left out after a failure
  bool merge = false;
  bool end_states = false;
};

// Works off tasks in one process; remembers what its last parents' alternatives were.
class Explorer {
 public:
  // Borrows all. `known`: states of sets with fewer faults than those whose tasks come, may be null.
  Explorer(const Plan& plan, const MenuOptions& menu, const ExplorerOptions& options, const StateSet* known)
      : plan_(&plan), menu_(&menu), options_(options), known_(known) {}

  ExploreResult work(const ExploreTask& task, Beacon& beacon);

  // The faults of the set with this path; nothing if there is none.
  std::optional<std::vector<FaultWords>> faults_of(const FaultPath& path, Beacon* beacon);

 private:
  struct Level {
    std::uint32_t child = 0;  // of the level before, that these are the alternatives behind
    std::vector<FaultWords> alternatives;
    StateSet rests;
  };

  // False: no such set.
  bool descend(const FaultPath& path, Beacon* beacon);
  std::vector<FaultWords> chosen(const FaultPath& path) const;
  Level level_of(std::uint32_t child, const std::vector<FaultWords>& faults, Beacon* beacon) const;
  void take(const ExploreTask& task, std::uint64_t child, const std::vector<FaultWords>& faults,
            ExploredRun run, ExploreResult& total) const;

  const Plan* plan_;
  const MenuOptions* menu_;
  ExplorerOptions options_;
  const StateSet* known_;
  std::vector<Level> levels_;  // of the path that was descended last; the first is the empty set's
};

}  // namespace onefold::harness
