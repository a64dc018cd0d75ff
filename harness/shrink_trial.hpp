// One shrinking under way: the smallest failing run so far, and the asking whether a smaller one fails too.
// Private to shrinking.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/shrink.hpp"

namespace onefold::harness {

struct Candidate {
  std::shared_ptr<const Plan> plan;  // of a scenario without faults and background of its own
  std::vector<FaultWords> faults;
  bool calm = false;

  const Scenario& scenario() const { return plan->scenario; }
};

class ShrinkTrial {
 public:
  // Borrows all but `bounds`. `plan` says how reports call the run.
  ShrinkTrial(const Registry& registry, const Plan& plan, std::uint64_t seed, const Reproduces& reproduces,
              const ShrinkBounds& bounds);

  // The plan of a scenario; null if it is none, with these faults, that a file could hold: a cancel without
  // its order, a fault after healing.
  std::shared_ptr<const Plan> plan_of(const Scenario& scenario, const std::vector<FaultWords>& faults) const;

  // Runs the candidate; no run is made twice with the same plan. Always false once spent().
  bool fails(const Candidate& candidate);
  // Takes the candidate's place if it fails.
  bool adopt(Candidate& best, Candidate candidate);

  bool spent();
  const std::string& spent_why() const { return spent_why_; }
  int runs() const { return runs_; }

 private:
  const Registry& registry_;
  const Plan& origin_;
  std::uint64_t seed_;
  const Reproduces& reproduces_;
  ShrinkBounds bounds_;
  std::int64_t began_ms_;
  int runs_ = 0;
  std::string spent_why_;
  std::shared_ptr<const Plan> known_plan_;  // that of the best candidate
  std::set<std::string> held_;              // what did not fail with it
};

// Each makes `best` smaller as far as it goes, and says whether it did.
bool remove_faults(ShrinkTrial& trial, Candidate& best);
bool remove_entangled_faults(ShrinkTrial& trial, Candidate& best);
bool weaken_faults(ShrinkTrial& trial, Candidate& best);
bool shrink_actors(ShrinkTrial& trial, Candidate& best);
bool shrink_times(ShrinkTrial& trial, Candidate& best);
bool calm_background(ShrinkTrial& trial, Candidate& best);
bool connect_directly(ShrinkTrial& trial, Candidate& best);

}  // namespace onefold::harness
