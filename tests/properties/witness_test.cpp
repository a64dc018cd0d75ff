// The counterexamples of the contract, walked through on an abstract venue.
#include <gtest/gtest.h>

#include <set>
#include <span>
#include <vector>

#include "properties/contract.hpp"
#include "properties/witness.hpp"

namespace onefold::properties {
namespace {

// A venue with one order per copy that arrives under an id it does not recall, and what happened around it.
struct AbstractRun {
  explicit AbstractRun(Family id_family) : family(id_family) {}

  void walk(std::span<const Act> acts) {
    for (Act act : acts) step(act);
  }

  void step(Act act) {
    switch (act) {
      case Act::intent_given:
        ++given;
        break;
      case Act::sent:
        use(1);
        break;
      case Act::sent_other_id:
        use(2);
        break;
      case Act::told_user:
        ++told;
        break;
      case Act::copy_arrives:
        arrive();
        break;
      case Act::order_closed:
        if (family == Family::while_open) recalled.clear();
        break;
      case Act::window_over:
        if (family == Family::window) recalled.clear();
        break;
      case Act::changed:
        has_change = true;
        break;
      case Act::orders_forgotten:
        orders = 0;
        break;
      default:
        break;
    }
  }

  void use(int id) {
    current = id;
    ids.insert(id);
  }

  void arrive() {
    if (family == Family::none || recalled.insert(current).second) {
      ++orders;
    } else if (family == Family::amended) {
      has_change = false;
    }
  }

  Family family;
  int given = 0;
  int orders = 0;
  int told = 0;
  bool has_change = false;  // the order has the terms of a change
  int current = 1;
  std::set<int> ids;
  std::set<int> recalled;
};

bool right(Decision decision, const AbstractRun& run, bool acted) {
  switch (decision) {
    case Decision::send:
      return run.orders == run.given;
    case Decision::send_change:
      return run.has_change;
    case Decision::send_same_id:
      return run.ids.size() == 1;
    case Decision::tell_user:
      return run.told == 1;
    case Decision::say_done:
      return acted == (run.orders > 0);
    case Decision::say_pending:
      return acted == (run.told == 0);
  }
  return false;
}

bool right(const Witness& witness, const WitnessRun& run, bool acting) {
  AbstractRun walked(witness.family);
  walked.walk(run.before);
  walked.walk(acting ? run.acting : run.waiting);
  return right(witness.decision, walked, acting);
}

// What a client knows when it decides.
std::vector<Act> seen(std::span<const Act> acts) {
  std::vector<Act> known;
  for (Act act : acts) {
    if (act == Act::ledger_gone) known.clear();
    if (seen_by_client(act)) known.push_back(act);
  }
  return known;
}

TEST(Witnesses, LookTheSameToTheClientUpToTheDecision) {
  for (const Witness& witness : witnesses()) {
    EXPECT_EQ(seen(witness.must.before), seen(witness.must_not.before)) << witness.text;
  }
}

TEST(Witnesses, MustActInOneRunAndMustNotInTheOther) {
  for (const Witness& witness : witnesses()) {
    EXPECT_TRUE(right(witness, witness.must, true)) << witness.text;
    EXPECT_FALSE(right(witness, witness.must, false)) << witness.text;
    EXPECT_FALSE(right(witness, witness.must_not, true)) << witness.text;
  }
}

TEST(Witnesses, AreToldOnlyForCellsThatSayNo) {
  for (const Witness& witness : witnesses()) {
    for (Property property : witness.properties) {
      EXPECT_NE(cell(property, witness.situation).promise, Promise::kept) << witness.text;
    }
  }
}

TEST(Witnesses, DoNotExistForVenuesThatRecallTheId) {
  // The same two runs on a venue that recalls for ever: sending again is right in both.
  for (const Witness& witness : witnesses()) {
    if (witness.situation != Situation::later_than_bound) continue;
    Witness safe = witness;
    safe.family = Family::for_ever_reject;
    EXPECT_TRUE(right(safe, safe.must, true));
    EXPECT_TRUE(right(safe, safe.must_not, true));
  }
}

}  // namespace
}  // namespace onefold::properties
