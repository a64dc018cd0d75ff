// The contract: families, permissions, the table, and a counterexample for each cell that says no.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include "properties/contract.hpp"
#include "properties/witness.hpp"
#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

using venue::Retention;

constexpr TimeNs second = 1'000'000'000;

Terms terms_of(Family family) {
  switch (family) {
    case Family::for_ever_reject:
      return usual_terms(Retention::for_ever);
    case Family::window:
      return usual_terms(Retention::window);
    case Family::while_open:
      return usual_terms(Retention::while_open);
    case Family::none:
      return usual_terms(Retention::none);
    case Family::for_ever_original:
      break;
  }
  Terms terms = usual_terms();
  terms.profile.duplicate = venue::DuplicateAnswer::return_original;
  return terms;
}

const FaultFact repeated_order{"duplicate", "new-order", Where::towards_venue, second};

TEST(Contract, KnowsTheFamilyOfAProfile) {
  for (int i = 0; i < family_count; ++i) {
    auto family = static_cast<Family>(i);
    EXPECT_EQ(family_of(terms_of(family).profile), family);
  }
}

TEST(Contract, PermitsRepeatedOrdersOnlyWhereTheIdIsRecalled) {
  EXPECT_TRUE(permitted(terms_of(Family::for_ever_original), repeated_order).permitted);
  EXPECT_TRUE(permitted(terms_of(Family::for_ever_reject), repeated_order).permitted);
  EXPECT_TRUE(permitted(terms_of(Family::window), repeated_order).permitted);
  EXPECT_FALSE(permitted(terms_of(Family::while_open), repeated_order).permitted);
  EXPECT_FALSE(permitted(terms_of(Family::none), repeated_order).permitted);
}

TEST(Contract, WantsTheWindowLongerThanDelayAndRetriesTogether) {
  Terms terms = terms_of(Family::window);
  terms.profile.window_ns = terms.longest_delay_ns + terms.retry_horizon_ns;
  EXPECT_FALSE(permitted(terms, repeated_order).permitted);
  ++terms.profile.window_ns;
  EXPECT_TRUE(permitted(terms, repeated_order).permitted);
}

TEST(Contract, PermitsRepeatedRepliesQueriesCancelsAndReplacesEverywhere) {
  for (int i = 0; i < family_count; ++i) {
    Terms terms = terms_of(static_cast<Family>(i));
    EXPECT_TRUE(permitted(terms, {"duplicate", "accepted", Where::towards_client, second}).permitted);
    for (const char* message :
         {"query-order", "query-open", "query-trades", "cancel", "replace", "login", "subscribe"}) {
      EXPECT_TRUE(permitted(terms, {"duplicate", message, Where::towards_venue, second}).permitted)
          << message;
    }
  }
}

TEST(Contract, TakesAFaultWithoutAMessageForTheWorstOne) {
  EXPECT_FALSE(permitted(terms_of(Family::none), {"duplicate", "", Where::towards_venue, second}).permitted);
}

TEST(Contract, HasNoMessageFaultsOnDirectConnections) {
  for (const char* word : {"drop", "duplicate", "reorder"}) {
    Terms terms = terms_of(Family::for_ever_reject);
    EXPECT_TRUE(permitted(terms, {word, "new-order", Where::towards_venue, second}).permitted);
    terms.model = Model::direct;
    EXPECT_FALSE(permitted(terms, {word, "new-order", Where::towards_venue, second}).permitted);
    EXPECT_EQ(promise(Property::exposure, terms, {word, "new-order", Where::towards_venue, second}).promise,
              Promise::absent);
  }
}

TEST(Contract, BoundsDelayWhereIdsAreNotRecalled) {
  for (Family family : {Family::none, Family::while_open}) {
    Terms terms = terms_of(family);
    FaultFact late{"delay", "new-order", Where::towards_venue, terms.longest_delay_ns};
    EXPECT_TRUE(permitted(terms, late).permitted);
    ++late.delay_ns;
    EXPECT_FALSE(permitted(terms, late).permitted);
    terms.profile.deadline_checked = true;
    EXPECT_FALSE(permitted(terms, late).permitted)
        << "where a bound is known a client need not send deadlines";
    terms.longest_delay_ns = -1;
    EXPECT_TRUE(permitted(terms, late).permitted) << "the venue refuses it after its deadline";
    late.where = Where::towards_client;
    EXPECT_TRUE(permitted(terms, late).permitted);
  }
  FaultFact late{"delay", "new-order", Where::towards_venue, 100 * second};
  EXPECT_TRUE(permitted(terms_of(Family::for_ever_reject), late).permitted);
  EXPECT_TRUE(permitted(terms_of(Family::window), late).permitted);
  late.delay_ns = 1'000 * second;
  EXPECT_FALSE(permitted(terms_of(Family::window), late).permitted);
}

TEST(Contract, PausesOfTheVenueAreDelays) {
  Terms terms = terms_of(Family::none);
  EXPECT_TRUE(permitted(terms, {"pause", "", Where::at_venue, terms.longest_delay_ns}).permitted);
  EXPECT_FALSE(permitted(terms, {"pause", "", Where::at_venue, terms.longest_delay_ns + 1}).permitted);
  EXPECT_TRUE(permitted(terms, {"pause", "", Where::at_client, terms.longest_delay_ns + 1}).permitted);
}

TEST(Contract, LetsAnIntentEndAsUnknownOnlyWhereNothingCouldDecide) {
  for (int i = 0; i < family_count; ++i) {
    auto family = static_cast<Family>(i);
    Terms terms = terms_of(family);
    EXPECT_FALSE(unknown_permitted(terms));
    terms.longest_delay_ns = -1;
    bool for_ever = family == Family::for_ever_original || family == Family::for_ever_reject;
    EXPECT_EQ(unknown_permitted(terms), !for_ever);
    Promise resolves =
        promise(Property::every_intent_resolves, terms, {"kill", "", Where::at_client}).promise;
    EXPECT_EQ(resolves, for_ever ? Promise::kept : Promise::weakened);
    EXPECT_TRUE(permitted(terms, {"kill", "", Where::at_client}).permitted);
    terms.profile.deadline_checked = true;
    EXPECT_FALSE(unknown_permitted(terms));
  }
}

TEST(Contract, PermitsCrashesAndDiskErrorsEverywhere) {
  for (int i = 0; i < family_count; ++i) {
    Terms terms = terms_of(static_cast<Family>(i));
    for (Where where : {Where::at_client, Where::at_venue}) {
      for (const char* word :
           {"kill", "power-loss", "crash", "short-write", "no-space", "write-error", "fsync-error"}) {
        EXPECT_TRUE(permitted(terms, {word, "", where}).permitted) << word;
      }
    }
  }
}

TEST(Contract, HoldsALostLedgerForBeyondIt) {
  Terms terms = terms_of(Family::for_ever_reject);
  for (const char* word : {"lose-disk", "old-disk"}) {
    FaultFact lost{word, "", Where::at_client};
    terms.ids_from_intents = false;
    EXPECT_FALSE(permitted(terms, lost).permitted);
    EXPECT_EQ(promise(Property::one_order_per_intent, terms, lost).promise, Promise::impossible);
    terms.ids_from_intents = true;
    EXPECT_EQ(promise(Property::one_order_per_intent, terms, lost).promise, Promise::kept);
    EXPECT_EQ(promise(Property::exposure, terms, lost).promise, Promise::kept);
    EXPECT_EQ(promise(Property::callbacks_once_in_order, terms, lost).promise, Promise::impossible);
  }
  Terms open = terms_of(Family::while_open);
  open.ids_from_intents = true;
  EXPECT_EQ(promise(Property::one_order_per_intent, open, {"lose-disk", "", Where::at_client}).promise,
            Promise::impossible);
}

TEST(Contract, BoundsDriftAndTheErrorOfTheVenuesClock) {
  Terms none = terms_of(Family::none);
  EXPECT_TRUE(permitted(none, {"clock-drift", "", Where::at_client, 0, -clock_drift_ppm_max}).permitted);
  EXPECT_FALSE(permitted(none, {"clock-drift", "", Where::at_client, 0, -clock_drift_ppm_max - 1}).permitted);
  EXPECT_TRUE(permitted(none, {"clock-jump", "", Where::at_client, 0, second}).permitted);
  EXPECT_TRUE(permitted(none, {"clock-jump", "", Where::at_venue, 0, second}).permitted);
  EXPECT_FALSE(permitted(none, {"clock-jump", "", Where::at_venue, 0, -second}).permitted);
  Terms window = terms_of(Family::window);
  EXPECT_TRUE(permitted(window, {"clock-jump", "", Where::at_venue, 0, second}).permitted);
  EXPECT_FALSE(permitted(window, {"clock-jump", "", Where::at_venue, 0, 1'000 * second}).permitted);
  EXPECT_TRUE(permitted(terms_of(Family::for_ever_reject), {"clock-jump", "", Where::at_venue, 0, -second})
                  .permitted);
}

TEST(Contract, PermitsNothingThatItDoesNotKnow) {
  EXPECT_FALSE(permitted(terms_of(Family::for_ever_reject), {"earthquake", "", Where::at_venue}).permitted);
}

TEST(Contract, ListsTheWordsThatChaosMayUse) {
  auto words = permitted_words(terms_of(Family::none));
  auto holds = [&](std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  EXPECT_TRUE(holds("duplicate")) << "replies may be repeated";
  EXPECT_TRUE(holds("kill"));
  EXPECT_FALSE(holds("lose-disk"));
  EXPECT_EQ(words.size(), fault_words().size() - 2);
}

// Every cell of the table, by way of every fault under every kind of terms.
void for_each_cell(const std::function<void(Property, const Terms&, const FaultFact&)>& visit) {
  for (int f = 0; f < family_count; ++f) {
    for (int variant = 0; variant < 16; ++variant) {
      Terms terms = terms_of(static_cast<Family>(f));
      if (variant & 1) terms.model = Model::direct;
      if (variant & 2) terms.longest_delay_ns = -1;
      if (variant & 4) terms.ids_from_intents = true;
      if (variant & 8) terms.profile.deadline_checked = true;
      for (std::string_view word : fault_words()) {
        for (Where where : {Where::towards_venue, Where::towards_client, Where::at_venue, Where::at_client}) {
          for (std::string_view message : {"", "new-order", "cancel"}) {
            for (TimeNs delay_ns : {second, 10'000 * second}) {
              for (int p = 0; p < property_count; ++p) {
                visit(static_cast<Property>(p), terms, {word, message, where, delay_ns, -delay_ns});
              }
            }
          }
        }
      }
    }
  }
}

TEST(ContractTable, GivesAReasonForEachCell) {
  int cells = 0;
  for_each_cell([&](Property property, const Terms& terms, const FaultFact& fact) {
    ++cells;
    if (promise(property, terms, fact).reason.empty())
      ADD_FAILURE() << to_string(property) << " " << fact.word;
  });
  EXPECT_GT(cells, 10'000);
}

TEST(ContractTable, HasAWitnessForEachCellThatSaysNo) {
  std::set<std::string> without;
  std::set<Situation> seen;
  for_each_cell([&](Property property, const Terms& terms, const FaultFact& fact) {
    Situation situation = classify(terms, fact).situation;
    seen.insert(situation);
    Promise given = promise(property, terms, fact).promise;
    bool says_no = given == Promise::impossible ||
                   (given == Promise::weakened && situation == Situation::answer_out_of_reach);
    if (!says_no || find_witness(property, situation, family_of(terms.profile)) != nullptr) return;
    without.insert(std::string(to_string(property)) + ", " + std::string(to_string(situation)) + ", " +
                   std::string(to_string(family_of(terms.profile))));
  });
  EXPECT_EQ(without, std::set<std::string>{});
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(situation_count)) << "a situation that no fault leads to";
}

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
    if (family != Family::none && !recalled.insert(current).second) return;
    ++orders;
  }

  Family family;
  int given = 0;
  int orders = 0;
  int told = 0;
  int current = 1;
  std::set<int> ids;
  std::set<int> recalled;
};

bool right(Decision decision, const AbstractRun& run, bool acted) {
  switch (decision) {
    case Decision::send:
      return run.orders == run.given;
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
