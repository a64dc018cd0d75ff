// The contract: families, permissions, the table, and a counterexample for each cell that says no.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <set>
#include <string>

#include "properties/contract.hpp"
#include "properties/witness.hpp"
#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

using venue::DuplicateAnswer;
using venue::Retention;

constexpr TimeNs second = 1'000'000'000;

Terms terms_of(Family family) {
  Terms terms = usual_terms();
  venue::Profile& profile = terms.profile;
  switch (family) {
    case Family::for_ever_reject:
      return terms;
    case Family::window:
      return usual_terms(Retention::window);
    case Family::while_open:
      return usual_terms(Retention::while_open);
    case Family::none:
      return usual_terms(Retention::none);
    case Family::for_ever_original:
      profile.duplicate = DuplicateAnswer::return_original;
      break;
    case Family::session:
      profile.retention = Retention::day;
      profile.rollover.daily = true;
      break;
    case Family::stored_response:
      terms = usual_terms(Retention::window);
      terms.profile.duplicate = DuplicateAnswer::stored_response;
      break;
    case Family::signed_nonce:
      terms = usual_terms(Retention::none);
      terms.profile.nonce.recalled = 100;
      break;
    case Family::upsert:
      profile.retention = Retention::until_expiry;
      profile.duplicate = DuplicateAnswer::upsert;
      break;
    case Family::amended:
      profile.duplicate = DuplicateAnswer::amend;
      break;
    case Family::ignored:
      profile.duplicate = DuplicateAnswer::ignore;
      profile.id.order = venue::IdOrder::increasing;
      break;
  }
  return terms;
}

bool recalls_for_ever(Family family) {
  return recalls_throughout(terms_of(family));
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

TEST(Contract, TakesIdsThatEndAtARolloverForWorthlessWhereTheRunMaySeeIt) {
  Terms terms = terms_of(Family::session);
  EXPECT_TRUE(permitted(terms, repeated_order).permitted);
  terms.rolls_over = true;
  EXPECT_FALSE(permitted(terms, repeated_order).permitted);
  FaultFact late{"delay", "new-order", Where::towards_venue, terms.longest_delay_ns};
  EXPECT_TRUE(permitted(terms, late).permitted) << "as while open: a query after the longest delay decides";
  EXPECT_TRUE(permitted(terms, {"clock-jump", "", Where::at_venue, 0, rollover_error_ns_max}).permitted);
  EXPECT_FALSE(permitted(terms, {"clock-jump", "", Where::at_venue, 0, rollover_error_ns_max + 1}).permitted);
}

TEST(Contract, PermitsRepeatedOrdersWhereTheBytesOrTheirNumberAreRecalled) {
  EXPECT_TRUE(permitted(terms_of(Family::signed_nonce), repeated_order).permitted);
  EXPECT_TRUE(permitted(terms_of(Family::upsert), repeated_order).permitted);
  EXPECT_TRUE(permitted(terms_of(Family::ignored), repeated_order).permitted);
  Terms numbered = terms_of(Family::none);
  numbered.profile.sequence.numbered = true;
  EXPECT_TRUE(permitted(numbered, repeated_order).permitted);
  numbered.longest_delay_ns = -1;
  EXPECT_TRUE(permitted(numbered, {"kill", "", Where::at_client}).permitted);
  EXPECT_FALSE(unknown_permitted(numbered)) << "a login says what was taken, whatever the delay";
  numbered.profile.sequence.tells_last_received = false;
  EXPECT_FALSE(permitted(numbered, repeated_order).permitted);
  EXPECT_TRUE(unknown_permitted(numbered));
}

TEST(Contract, WantsIdsComparedAtOnePlace) {
  Terms terms = terms_of(Family::for_ever_original);
  terms.profile.place.at_engine = false;
  EXPECT_TRUE(permitted(terms, repeated_order).permitted);
  terms.profile.place.gateways = 2;
  EXPECT_FALSE(permitted(terms, repeated_order).permitted);
}

TEST(Contract, WantsCopiesOfAnAmendedOrderInBeforeItsChange) {
  Terms terms = terms_of(Family::amended);
  FaultFact late{"duplicate", "new-order", Where::towards_venue, terms.longest_delay_ns};
  EXPECT_TRUE(permitted(terms, late).permitted);
  ++late.delay_ns;
  EXPECT_FALSE(permitted(terms, late).permitted);
  terms.longest_delay_ns = -1;
  EXPECT_EQ(classify(terms, late).situation, Situation::answer_out_of_reach);
  EXPECT_TRUE(unknown_permitted(terms));
}

TEST(Contract, LetsAnIntentEndAsUnknownWhereClosedOrdersLeaveNoTrace) {
  for (Family family : {Family::none, Family::while_open, Family::signed_nonce, Family::ignored}) {
    Terms terms = terms_of(family);
    terms.profile.query.purge_unfilled = true;
    EXPECT_FALSE(unknown_permitted(terms)) << "the stream has the past";
    terms.profile.stream.on_connect = venue::StreamStart::nothing;
    EXPECT_TRUE(unknown_permitted(terms));
    terms.profile.query.purge_unfilled = false;
    EXPECT_FALSE(unknown_permitted(terms)) << "queries show every order";
    terms.profile.query.by_client_id = venue::QueryRules::Shape::unsupported;
    EXPECT_TRUE(unknown_permitted(terms));
  }
  Terms rejected = terms_of(Family::for_ever_reject);
  rejected.profile.stream.on_connect = venue::StreamStart::nothing;
  rejected.profile.query.purge_unfilled = true;
  EXPECT_FALSE(unknown_permitted(rejected)) << "the id again is refused if and only if the order was made";
  rejected.profile.refused_claims_id = true;
  EXPECT_TRUE(unknown_permitted(rejected)) << "a refused order uses up the id too";
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
    // Changes of an order that its copies amend must wait for the last copy.
    bool decided = recalls_for_ever(family) && family != Family::amended;
    EXPECT_EQ(unknown_permitted(terms), !decided);
    Promise resolves =
        promise(Property::every_intent_resolves, terms, {"kill", "", Where::at_client}).promise;
    EXPECT_EQ(resolves, recalls_for_ever(family) ? Promise::kept : Promise::weakened);
    EXPECT_TRUE(permitted(terms, {"kill", "", Where::at_client}).permitted);
    terms.profile.deadline_checked = true;
    EXPECT_EQ(unknown_permitted(terms), family == Family::amended);
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
  for (std::string_view word :
       {"lose-disk", "old-disk", "lost-orders", "bust", "late-fill", "lost-event", "rollover", "stored-error",
        "overtaken-event", "evicted-id", "freed-id", "lost-ids", "short-page", "shifted-page"}) {
    EXPECT_FALSE(holds(word)) << word;
  }
  EXPECT_EQ(words.size(), fault_words().size() - 14);
}

bool permits(const Terms& terms, std::string_view word, std::string_view message = "new-order") {
  return permitted(terms, {word, message, Where::at_venue, second}).permitted;
}

TEST(ContractOfConduct, PermitsEverywhereWhatAQueryOrTheStreamCanDecide) {
  for (int i = 0; i < family_count; ++i) {
    for (std::string_view word : {"ambiguous-error", "lost-answer", "late-answer", "slow-processing",
                                  "logout", "lost-event", "repeated-event", "late-events", "replayed-events"})
      EXPECT_TRUE(permits(terms_of(static_cast<Family>(i)), word)) << word;
  }
}

TEST(ContractOfConduct, NeverPermitsAVenueToForget) {
  for (int i = 0; i < family_count; ++i) {
    Terms terms = terms_of(static_cast<Family>(i));
    for (std::string_view word :
         {"evicted-id", "freed-id", "lost-ids", "lost-orders", "bust", "shifted-page"}) {
      EXPECT_FALSE(permits(terms, word)) << word;
      if (static_cast<Family>(i) == Family::none) continue;
      EXPECT_EQ(classify(terms, {word, "", Where::at_venue}).situation, Situation::venue_forgets) << word;
    }
  }
  EXPECT_EQ(classify(terms_of(Family::none), {"lost-ids", "", Where::at_venue}).situation, Situation::absent)
      << "there are no ids to lose";
}

TEST(ContractOfConduct, PermitsWhatTheProfileSays) {
  Terms terms = terms_of(Family::for_ever_original);
  const auto changes = [&](std::string_view word, std::string_view message, auto change) {
    Terms other = terms;
    change(other.profile);
    return !permits(terms, word, message) && permits(other, word, message);
  };
  EXPECT_TRUE(changes("stored-error", "new-order", [](venue::Profile& profile) {
    profile.duplicate = venue::DuplicateAnswer::stored_response;
  }));
  EXPECT_TRUE(changes("rollover", "cancel", [](venue::Profile& profile) { profile.rollover.daily = true; }));
  EXPECT_TRUE(changes("late-fill", "cancel", [](venue::Profile& profile) {
    profile.acknowledgement = venue::Acknowledgement::accepted;
  }));
  EXPECT_TRUE(changes("overtaken-event", "event-filled",
                      [](venue::Profile& profile) { profile.stream.ordered = false; }));
  EXPECT_TRUE(changes("lost-event", "event-filled", [](venue::Profile& profile) {
    profile.stream.on_connect = venue::StreamStart::nothing;
  }));
  EXPECT_TRUE(
      changes("short-page", "query-open", [](venue::Profile& profile) { profile.query.page_max = 100; }));
  EXPECT_FALSE(
      changes("short-page", "query-trades", [](venue::Profile& profile) { profile.query.page_max = 100; }));
}

TEST(ContractOfConduct, TakesSlowWorkForADelay) {
  Terms terms = terms_of(Family::none);
  FaultFact slow{"slow-processing", "new-order", Where::at_venue, terms.longest_delay_ns};
  EXPECT_TRUE(permitted(terms, slow).permitted);
  ++slow.delay_ns;
  EXPECT_FALSE(permitted(terms, slow).permitted);
}

// Every cell of the table, by way of every fault under every kind of terms.
void for_each_cell(const std::function<void(Property, const Terms&, const FaultFact&)>& visit) {
  for (int f = 0; f < family_count; ++f) {
    for (unsigned variant = 0; variant < 256; ++variant) {
      if (std::popcount(variant) > 2) continue;
      Terms terms = terms_of(static_cast<Family>(f));
      if (variant & 1) terms.model = Model::direct;
      if (variant & 2) terms.longest_delay_ns = -1;
      if (variant & 4) terms.ids_from_intents = true;
      if (variant & 8) terms.profile.deadline_checked = true;
      if (variant & 16) terms.rolls_over = true;
      if (variant & 32) terms.profile.query.purge_unfilled = true;
      if (variant & 64) terms.profile.stream.on_connect = venue::StreamStart::nothing;
      if (variant & 128) terms.profile.place = {false, true, 2, {}};
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
