// What every profile documents is what the engine does: the expectations are derived from the profile's
// values by the contract in venue/profile/profile.hpp, for each built-in profile and its variants.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/venue/documented/documented_profiles.hpp"

namespace onefold::venue {
namespace {

class Documented : public testing::TestWithParam<std::string>, protected DocumentedVenue {
 protected:
  Documented() : DocumentedVenue(GetParam()) {}
};

class Duplicate : public Documented {
 protected:
  void expect_in(State state) {
    bring(state);
    EXPECT_EQ(outcome(place(a, order(1))), expected(state));
  }
};

TEST_P(Duplicate, OfALiveOrder) {
  expect_in(State::live);
}

TEST_P(Duplicate, OfAFilledOrder) {
  expect_in(State::filled);
}

TEST_P(Duplicate, OfACancelledOrder) {
  expect_in(State::cancelled);
}

TEST_P(Duplicate, OfAnOtherAccountIsAnotherOrderWhereIdsAreKeyedByAccount) {
  bring(State::live);
  const bool shared = recalled(State::live) && !profile.id.per_account;
  EXPECT_EQ(outcome(place(b, order(1))) == "accept-new", !shared);
}

TEST_P(Duplicate, AfterTheWindowIsAnotherOrder) {
  if (profile.retention != Retention::window) return;
  bring(State::filled);
  x.now_ns += profile.window_ns + 1;
  EXPECT_EQ(outcome(place(a, order(1))), "accept-new");
}

TEST_P(Duplicate, WithALaterExpiryReplacesOrRevivesWhereItIsAnUpsert) {
  if (profile.duplicate != DuplicateAnswer::upsert) return;
  bring(State::live);
  expires_ns += 1;
  EXPECT_EQ(outcome(place(a, order(1))), "replaced");
  CancelOrder stop = cancel(id(1));
  stop.valid_until_ns = expires_ns;
  send(a, stop);
  EXPECT_EQ(outcome(place(a, order(1))), "reject");
  expires_ns += 1;
  EXPECT_EQ(outcome(place(a, order(1))), "accept-new");
}

TEST_P(Duplicate, WithOtherTermsIsComparedOnlyWhereDocumented) {
  bring(State::live);
  const Reply reply = place(a, order(1, Side::buy, 7));
  const bool refused = recalled(State::live) && profile.mismatch == MismatchAnswer::reject;
  EXPECT_EQ(reason_of(reply) == Reason::payload_mismatch && !silent, refused);
  EXPECT_EQ(outcome(reply), refused ? "reject" : expected(State::live));
}

TEST_P(Documented, IdsAreCheckedForLengthAndAlphabet) {
  NewOrder made = order(1);
  made.client_order_id = std::string(profile.id.length_max + 1, '1');
  const Reply longer = place(a, made);
  EXPECT_EQ(reason_of(longer), Reason::invalid_id);
  check_code(longer);
  if (profile.id.alphabet.empty() || profile.id.alphabet.find('~') != std::string::npos) return;
  made.client_order_id = id(1);
  made.client_order_id.back() = '~';
  EXPECT_EQ(reason_of(place(a, made)), Reason::invalid_id);
}

TEST_P(Documented, AnOmittedIdIsMadeUpOrRefused) {
  NewOrder made = order(1);
  made.client_order_id.clear();
  const Reply reply = place(a, made);
  if (profile.id.required) {
    EXPECT_EQ(reason_of(reply), Reason::invalid_id);
  } else {
    EXPECT_EQ(check_id(profile.id, accepted(reply).client_order_id), "");
  }
}

// What a cancel of a dead target gets.
class DeadCancel : public Documented {
 protected:
  void expect(DeadTarget rule, Reason reason, const CancelOrder& request) {
    const Reply reply = send(a, request);
    EXPECT_EQ(silent, rule == DeadTarget::ignore);
    if (rule == DeadTarget::ignore) return;
    const bool refused =
        rule == DeadTarget::reject || (rule == DeadTarget::success && reason == Reason::unknown_order);
    EXPECT_EQ(reason_of(reply), refused ? reason : Reason::none);
    EXPECT_EQ(std::holds_alternative<Cancelled>(reply), !refused);
    check_code(reply);
  }

  CancelOrder cancel_first(OrderId order_id) const {
    CancelOrder request = profile.cancel.by_client_id ? cancel(id(1)) : cancel("");
    if (!profile.cancel.by_client_id) request.order_id = order_id;
    request.valid_until_ns = profile.retention == Retention::until_expiry ? expires_ns : 0;
    return request;
  }
};

TEST_P(DeadCancel, OfAFilledOrder) {
  bring(State::filled);
  expect(profile.cancel.filled, Reason::already_closed, cancel_first(first.order_id));
}

TEST_P(DeadCancel, OfACancelledOrder) {
  bring(State::cancelled);
  const bool gone = profile.cancel.renames && profile.cancel.by_client_id;
  expect(gone ? profile.cancel.never_seen : profile.cancel.cancelled,
         gone ? Reason::unknown_order : Reason::already_closed, cancel_first(first.order_id));
}

TEST_P(DeadCancel, OfAnOrderNeverSeen) {
  expect(profile.cancel.never_seen, Reason::unknown_order, cancel_first(999));
}

TEST_P(DeadCancel, ByClientOrderIdIsUnsupportedWhereDocumented) {
  bring(State::live);
  const Reply reply = send(a, cancel(id(1)));
  EXPECT_EQ(reason_of(reply), profile.cancel.by_client_id ? Reason::none : Reason::unsupported);
}

class Query : public Documented {
 protected:
  std::vector<OrderState> found(const Reply& reply) {
    const auto* report = std::get_if<OrderReport>(&reply);
    return report == nullptr ? std::vector<OrderState>() : report->orders;
  }
  bool supported() const { return profile.query.by_client_id != QueryRules::Shape::unsupported; }
};

TEST_P(Query, ByClientOrderIdFindsWhatItShould) {
  const Reply none = send(a, QueryOrder{9, id(1), 0});
  EXPECT_EQ(reason_of(none), supported() ? Reason::none : Reason::unsupported);
  EXPECT_TRUE(found(none).empty());
  bring(State::filled);
  if (recalled(State::filled)) {
    EXPECT_EQ(found(send(a, QueryOrder{9, id(1), 0})).size(), supported() ? 1U : 0U);
    return;
  }
  const OrderState second = accepted(place(a, order(1)));
  const std::vector<OrderState> orders = found(send(a, QueryOrder{9, id(1), 0}));
  const bool all = profile.query.by_client_id == QueryRules::Shape::all;
  ASSERT_EQ(orders.size(), !supported() ? 0U : all ? 2U : 1U);
  if (!orders.empty()) {
    EXPECT_EQ(orders.back().order_id, second.order_id);
  }
}

TEST_P(Query, OfAnOrderCancelledWithoutAFill) {
  bring(State::cancelled);
  const bool purged = profile.query.purge_unfilled;
  EXPECT_EQ(found(send(a, QueryOrder{9, "", first.order_id})).size(), purged ? 0U : 1U);
  const bool by_id = supported() && !purged && !profile.cancel.renames;
  EXPECT_EQ(found(send(a, QueryOrder{9, id(1), 0})).size(), by_id ? 1U : 0U);
}

INSTANTIATE_TEST_SUITE_P(Venues, Documented, testing::ValuesIn(profiles_and_variants()), test_name);
INSTANTIATE_TEST_SUITE_P(Venues, Duplicate, testing::ValuesIn(profiles_and_variants()), test_name);
INSTANTIATE_TEST_SUITE_P(Venues, DeadCancel, testing::ValuesIn(profiles_and_variants()), test_name);
INSTANTIATE_TEST_SUITE_P(Venues, Query, testing::ValuesIn(profiles_and_variants()), test_name);

}  // namespace
}  // namespace onefold::venue
