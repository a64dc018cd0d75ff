// What a repeated client order id gets, per profile.
#include "venue/semantics/id_store.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "venue/semantics/id_rules.hpp"
#include "venue/semantics/in_flight.hpp"

namespace onefold::venue {
namespace {

using Kind = IdVerdict::Kind;

Profile rules(Retention retention, DuplicateAnswer duplicate,
              MismatchAnswer mismatch = MismatchAnswer::ignore) {
  Profile profile;
  profile.retention = retention;
  profile.duplicate = duplicate;
  profile.mismatch = mismatch;
  if (retention == Retention::window) profile.window_ns = 100;
  return profile;
}

Terms terms(Lots quantity, Terms::Kind kind = Terms::Kind::place) {
  Terms result;
  result.kind = kind;
  result.quantity = quantity;
  return result;
}

const FirstAnswer done{Reason::none, 7, 3};

TEST(IdStore, WithoutRetentionEveryIdIsFresh) {
  Profile profile = rules(Retention::none, DuplicateAnswer::accept_new);
  IdStore store(profile);
  EXPECT_FALSE(store.remember(0, "x", terms(1), done, 10));
  EXPECT_EQ(store.judge(0, "x", terms(1), 11).kind, Kind::fresh);
  EXPECT_EQ(store.size(), 0U);
}

TEST(IdStore, WhileOpenAnIdIsFreeOnceItsOrderClosed) {
  Profile profile = rules(Retention::while_open, DuplicateAnswer::reject);
  IdStore store(profile);
  EXPECT_TRUE(store.remember(0, "x", terms(1), done, 10));
  EXPECT_EQ(store.judge(0, "x", terms(1), 1'000'000).kind, Kind::duplicate);
  store.close(0, "x", 7, true);
  EXPECT_EQ(store.judge(0, "x", terms(1), 11).kind, Kind::fresh);
  EXPECT_EQ(store.size(), 0U);
}

TEST(IdStore, ForEverAnIdStaysTakenWhateverHappensToItsOrder) {
  Profile profile = rules(Retention::for_ever, DuplicateAnswer::reject);
  IdStore store(profile);
  EXPECT_TRUE(store.remember(0, "x", terms(1), done, 10));
  store.close(0, "x", 7, true);
  EXPECT_EQ(store.judge(0, "x", terms(1), INT64_MAX).kind, Kind::duplicate);
}

TEST(IdStore, OnlyStoredResponsesClaimTheIdOfARefusal) {
  const FirstAnswer refused{Reason::deadline_passed, 0, 0};
  for (DuplicateAnswer answer : {DuplicateAnswer::reject, DuplicateAnswer::return_original}) {
    Profile profile = rules(Retention::for_ever, answer);
    IdStore store(profile);
    EXPECT_FALSE(store.remember(0, "x", terms(1), refused, 10));
    EXPECT_EQ(store.judge(0, "x", terms(1), 11).kind, Kind::fresh);
  }
  Profile profile = rules(Retention::window, DuplicateAnswer::stored_response);
  IdStore store(profile);
  EXPECT_TRUE(store.remember(0, "x", terms(1), refused, 10));
  IdVerdict verdict = store.judge(0, "x", terms(1), 11);
  EXPECT_EQ(verdict.kind, Kind::stored_response);
  EXPECT_EQ(verdict.first, refused);
}

TEST(IdStore, ReturnsTheOriginalWhateverTheTermsWhenMismatchIsIgnored) {
  Profile profile = rules(Retention::for_ever, DuplicateAnswer::return_original);
  IdStore store(profile);
  store.remember(0, "x", terms(1), done, 10);
  IdVerdict verdict = store.judge(0, "x", terms(2), 11);
  EXPECT_EQ(verdict.kind, Kind::return_original);
  EXPECT_EQ(verdict.first, done);
}

TEST(IdStore, RefusesOtherTermsWhereTheyAreCompared) {
  Profile profile = rules(Retention::window, DuplicateAnswer::stored_response, MismatchAnswer::reject);
  IdStore store(profile);
  store.remember(0, "x", terms(1), done, 10);
  EXPECT_EQ(store.judge(0, "x", terms(2), 11).kind, Kind::mismatch);
  EXPECT_EQ(store.judge(0, "x", terms(1), 11).kind, Kind::stored_response);
  EXPECT_EQ(store.judge(0, "x", terms(1, Terms::Kind::replace), 11).kind, Kind::mismatch);
}

TEST(IdStore, AnIdOfTheOtherKindOfRequestIsADuplicate) {
  Profile profile = rules(Retention::for_ever, DuplicateAnswer::return_original);
  IdStore store(profile);
  store.remember(0, "x", terms(1), done, 10);
  EXPECT_EQ(store.judge(0, "x", terms(1, Terms::Kind::replace), 11).kind, Kind::duplicate);
}

TEST(IdStore, AWindowEndsExactlyWhenItSaysAndFreesItsMemory) {
  Profile profile = rules(Retention::window, DuplicateAnswer::stored_response);
  IdStore store(profile);
  store.remember(0, "x", terms(1), done, 10);
  EXPECT_EQ(store.judge(0, "x", terms(1), 109).kind, Kind::stored_response);
  EXPECT_EQ(store.judge(0, "x", terms(1), 110).kind, Kind::fresh);
  store.remember(0, "y", terms(1), done, 110);
  EXPECT_EQ(store.size(), 1U);
}

TEST(IdStore, ManyIdsNeverStayLongerThanTheirWindow) {
  Profile profile = rules(Retention::window, DuplicateAnswer::stored_response);
  IdStore store(profile);
  for (int i = 0; i < 10'000; ++i) {
    store.remember(0, "id-" + std::to_string(i), terms(1), done, i);
    ASSERT_LE(store.size(), 100U);
  }
  EXPECT_EQ(store.judge(0, "id-9950", terms(1), 9'999).kind, Kind::stored_response);
}

TEST(IdStore, ScopesIdsByAccountOrByVenue) {
  Profile profile = rules(Retention::for_ever, DuplicateAnswer::reject);
  IdStore by_account(profile);
  by_account.remember(0, "x", terms(1), done, 10);
  EXPECT_EQ(by_account.judge(1, "x", terms(1), 11).kind, Kind::fresh);
  profile.id.per_account = false;
  IdStore by_venue(profile);
  by_venue.remember(0, "x", terms(1), done, 10);
  EXPECT_EQ(by_venue.judge(1, "x", terms(1), 11).kind, Kind::duplicate);
}

TEST(IdStore, ClocksThatJumpEitherWayNeitherCrashNorLeak) {
  bool held = rc::check("a window store under any clock equals a map of last claims", [] {
    Profile profile = rules(Retention::window, DuplicateAnswer::stored_response);
    IdStore store(profile);
    std::map<std::string, TimeNs> claims;
    auto steps = *rc::gen::container<std::vector<std::pair<int, TimeNs>>>(
        rc::gen::pair(rc::gen::inRange(0, 5), rc::gen::inRange<TimeNs>(0, 1000)));
    for (const auto& [name, now_ns] : steps) {
      std::string id = "id" + std::to_string(name);
      auto claim = claims.find(id);
      bool recalled = claim != claims.end() && now_ns - claim->second < profile.window_ns;
      RC_ASSERT((store.judge(0, id, terms(1), now_ns).kind != Kind::fresh) == recalled);
      if (recalled) continue;
      store.remember(0, id, terms(1), done, now_ns);
      // What expired at this moment may have left for good, as it would if time only went forward.
      std::erase_if(claims, [&](const auto& entry) {
        return store.judge(0, entry.first, terms(1), entry.second).kind == Kind::fresh;
      });
      claims[id] = now_ns;
    }
    RC_ASSERT(store.size() <= 5U);
  });
  EXPECT_TRUE(held);
}

TEST(IdStore, TheDigestDependsOnContentAlone) {
  Profile profile = rules(Retention::while_open, DuplicateAnswer::reject);
  IdStore one(profile);
  IdStore two(profile);
  one.remember(0, "x", terms(1), done, 10);
  one.remember(0, "y", terms(2), done, 11);
  two.remember(0, "z", terms(9), done, 9);
  two.remember(0, "y", terms(2), done, 11);
  two.remember(0, "x", terms(1), done, 10);
  EXPECT_NE(one.digest(), two.digest());
  two.close(0, "z", 7, true);
  EXPECT_EQ(one.digest(), two.digest());
  two.close(0, "x", 7, true);
  two.remember(0, "x", terms(3), done, 10);
  EXPECT_NE(one.digest(), two.digest());
}

TEST(Terms, CompareWhatIsAskedForAndNotHow) {
  NewOrder order;
  order.client_order_id = "x";
  order.symbol = "S";
  order.quantity = 5;
  order.limit = 10;
  NewOrder retry = order;
  retry.request = 77;
  retry.valid_until_ns = 99;
  EXPECT_EQ(terms_of(order), terms_of(retry));
  auto differs = [&](auto change) {
    NewOrder changed = order;
    change(changed);
    return terms_of(order) != terms_of(changed);
  };
  EXPECT_TRUE(differs([](NewOrder& o) { o.symbol = "T"; }));
  EXPECT_TRUE(differs([](NewOrder& o) { o.side = Side::sell; }));
  EXPECT_TRUE(differs([](NewOrder& o) { o.type = OrderType::market; }));
  EXPECT_TRUE(differs([](NewOrder& o) { o.tif = TimeInForce::immediate_or_cancel; }));
  EXPECT_TRUE(differs([](NewOrder& o) { o.quantity = 6; }));
  EXPECT_TRUE(differs([](NewOrder& o) { o.limit = 11; }));
  ReplaceOrder replace{1, "y", "x", 5, 10, 0};
  ReplaceOrder other = replace;
  other.target = "w";
  EXPECT_NE(terms_of(replace), terms_of(other));
}

TEST(IdRules, SayTheSameAsCheckId) {
  bool held = rc::check("fits() is check_id().empty()", [] {
    IdFormat format;
    format.length_min = *rc::gen::inRange<std::size_t>(1, 5);
    format.length_max = format.length_min + *rc::gen::inRange<std::size_t>(0, 5);
    format.alphabet = *rc::gen::element<std::string>("", "abc", "a-z ");
    auto id = *rc::gen::container<std::string>(
        rc::gen::weightedOneOf<char>({{8, rc::gen::element('a', 'b', 'c')},
                                      {1, rc::gen::arbitrary<char>()},
                                      {1, rc::gen::element(' ', '~', '\x7f')}}));
    RC_ASSERT(IdRules(format).fits(id) == check_id(format, id).empty());
  });
  EXPECT_TRUE(held);
}

TEST(InFlight, ASecondCopyConflictsUntilTheFirstLeaves) {
  Profile profile = rules(Retention::window, DuplicateAnswer::stored_response);
  profile.in_flight_conflict = true;
  InFlight in_flight(profile);
  EXPECT_TRUE(in_flight.enter(0, "x"));
  EXPECT_FALSE(in_flight.enter(0, "x"));
  EXPECT_TRUE(in_flight.enter(1, "x"));
  in_flight.leave(0, "x");
  EXPECT_TRUE(in_flight.enter(0, "x"));
}

TEST(InFlight, WithoutTheRuleCopiesPass) {
  Profile profile = rules(Retention::for_ever, DuplicateAnswer::reject);
  InFlight in_flight(profile);
  EXPECT_TRUE(in_flight.enter(0, "x"));
  EXPECT_TRUE(in_flight.enter(0, "x"));
}

}  // namespace
}  // namespace onefold::venue
