#include "harness/contract_filter.hpp"

#include <gtest/gtest.h>

#include "tests/harness/sample_plan.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;

// Gives one fault wherever its kind is on the menu.
class Always final : public sim::Decider {
 public:
  explicit Always(sim::Fault fault) : fault_(fault) {}
  void decide(const sim::Point& point, std::vector<sim::Fault>& out) override {
    if (!point.menu.has(fault_.kind)) return;
    fault_.key = point.key;
    out.push_back(fault_);
  }

 private:
  sim::Fault fault_;
};

bool passes(const std::string& scenario, const std::string& key_text, FaultKind kind, std::int64_t amount) {
  const Plan plan = test::plan_of(scenario);
  sim::NameTable names;
  const sim::Key key = *sim::parse_key(names, key_text);
  sim::Fault fault;
  fault.kind = kind;
  fault.amount = amount;
  Always always(fault);
  ContractFilter filter(plan, names, always);
  sim::Fault before;
  before.kind = FaultKind::lose_disk;  // somebody else's, which is not this filter's to judge
  std::vector<sim::Fault> out{before};
  filter.decide({key, 0, 0, 0, {kind}}, out);
  EXPECT_EQ(out.front(), before);
  return out.size() == 2;
}

TEST(ContractFilter, TakesOffTheMenuWhatNoClientSurvives) {
  const std::string copy = "message desk-1->venue orders new-order I1 #1";
  EXPECT_TRUE(passes("fast/reject-for-ever", copy, FaultKind::duplicate, 0));
  EXPECT_FALSE(passes("fast/no-deduplication", copy, FaultKind::duplicate, 0));
  EXPECT_TRUE(passes("fast/no-deduplication", copy, FaultKind::drop, 0));
}

// A query of a venue whose clock goes back is answered from a state that is older than documented.
TEST(ContractFilter, TakesBackAClockFaultThatIsTooHard) {
  EXPECT_FALSE(passes("fast/no-deduplication", "boot venue #2", FaultKind::clock_skew, -sim::second_ns));
  EXPECT_TRUE(passes("fast/no-deduplication", "boot desk-1 #2", FaultKind::clock_skew, -sim::second_ns));
  EXPECT_TRUE(passes("fast/reject-for-ever", "boot venue #2", FaultKind::clock_skew, -sim::second_ns));
}

}  // namespace
}  // namespace onefold::harness
