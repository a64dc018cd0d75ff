// The contract: families, permissions, the table, and that each cell that says no has a witness.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <set>
#include <string>

#include "properties/contract.hpp"
#include "properties/witness.hpp"
#include "tests/properties/family_terms.hpp"

namespace onefold::properties {
namespace {

using venue::Retention;

constexpr TimeNs second = 1'000'000'000;

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

}  // namespace
}  // namespace onefold::properties
