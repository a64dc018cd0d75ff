// An exchange under one documented profile, and the answers of places by words.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/venue/engine/engine_fixture.hpp"
#include "venue/profile/place.hpp"

namespace onefold::venue {

inline constexpr AccountId a = 0;
inline constexpr AccountId b = 1;
inline constexpr std::int64_t hour = 3'600'000 * ms;

enum class State { live, filled, cancelled };

class DocumentedVenue {
 public:
  explicit DocumentedVenue(const std::string& name) : x(built_in_profile(name)) {
    // The market behind the gateways: what comes late or too often is another matter.
    x.profile.rate_limit = {};
    x.profile.query.closed_for_ns = 0;
  }

  // The n-th id that fits the format: digits are permitted everywhere.
  std::string id(int n) const {
    std::string text = std::to_string(n);
    if (text.size() < x.profile.id.length_min) text.insert(0, x.profile.id.length_min - text.size(), '0');
    return text;
  }

  NewOrder order(int n, Side side = Side::buy, Lots quantity = 5) {
    NewOrder made = buy(id(n), quantity, 100);
    made.side = side;
    if (x.profile.orders.good_till_time) {
      made.tif = TimeInForce::good_till_time;
      made.expires_ns = expires_ns;
    }
    return made;
  }

  // Signed anew each time.
  Reply place(AccountId account, NewOrder made) {
    made.nonce = static_cast<std::uint64_t>(x.now_ns / ms) + ++signed_;
    return x.send(account, made);
  }

  // Order 1 of account a in this state.
  void bring(State state) {
    first = accepted(place(a, order(1)));
    if (state == State::filled) place(b, order(2, Side::sell));
    if (state == State::cancelled) {
      CancelOrder request = x.profile.cancel.by_client_id ? cancel(id(1)) : cancel("");
      if (!x.profile.cancel.by_client_id) request.order_id = first.order_id;
      request.valid_until_ns = x.profile.retention == Retention::until_expiry ? expires_ns : 0;
      ASSERT_TRUE(std::holds_alternative<Cancelled>(x.send(a, request)));
    }
    last = x.engine.last_order();
  }

  // The word of what a place got.
  std::string outcome(const Reply& reply) {
    if (x.execution.silent) return "ignore";
    check_code(reply);
    if (std::holds_alternative<Rejected>(reply)) return "reject";
    if (std::holds_alternative<Replaced>(reply)) return "replaced";
    if (accepted(reply).order_id > last) return "accept-new";
    return std::get<Accepted>(reply).original ? "return-original" : "stored-response";
  }

  // A refusal carries the venue's code for its reason.
  void check_code(const Reply& reply) {
    const auto* refusal = std::get_if<Rejected>(&reply);
    if (refusal == nullptr) return;
    const ErrorCode* row = code_for(x.profile, refusal->reason);
    EXPECT_EQ(refusal->code, row == nullptr ? "" : row->code) << to_string(refusal->reason);
  }

  bool recalled(State state) const {
    if (!compared_by_engine(x.profile) || x.profile.retention == Retention::none) return false;
    return x.profile.retention != Retention::while_open || state == State::live;
  }

  std::string expected(State state) const {
    if (!recalled(state)) return "accept-new";
    switch (x.profile.duplicate) {
      case DuplicateAnswer::amend:
        return state == State::live ? "replaced" : "reject";
      case DuplicateAnswer::upsert:
        return "reject";
      default:
        return std::string(to_string(x.profile.duplicate));
    }
  }

  EngineFixture x;
  TimeNs expires_ns = 1'000'000 * ms + hour;
  OrderState first;
  OrderId last = 0;
  std::uint64_t signed_ = 0;
};

}  // namespace onefold::venue
