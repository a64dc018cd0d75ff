// An exchange under one documented profile, its gateways included, and the answers of places by words.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "tests/venue/engine/engine_fixture.hpp"
#include "tests/venue/server/temporary_directory.hpp"
#include "venue/profile/place.hpp"
#include "venue/server/gateways.hpp"

namespace onefold::venue {

inline constexpr AccountId a = 0;
inline constexpr AccountId b = 1;
inline constexpr std::int64_t hour = 3'600'000 * ms;

enum class State { live, filled, cancelled };

class DocumentedVenue {
 public:
  explicit DocumentedVenue(const std::string& name) : DocumentedVenue(built_in_profile(name)) {}
  explicit DocumentedVenue(Profile documented)
      : profile(without_limits(std::move(documented))),
        x(compared_by_engine(profile) ? profile : with_ids_as_labels(profile)),
        gateways(profile) {
    if (!gateways.any()) return;
    directory_.emplace();
    bool tail_cut = false;
    std::string failure;
    EXPECT_FALSE(gateways.open(directory_->path(), x.engine, tail_cut, failure)) << failure;
  }
  ~DocumentedVenue() { gateways.close(); }
  DocumentedVenue(const DocumentedVenue&) = delete;
  DocumentedVenue& operator=(const DocumentedVenue&) = delete;

  // As the exchange does it: a gateway that knows the request answers, else the engine.
  Reply send(AccountId account, const Request& request) {
    Arrival arrival = gateways.answer(0, account, request, x.now_ns, x.engine);
    if (arrival.next == Arrival::Next::execute) arrival = x.engine.arrive(account, request, x.now_ns);
    silent = arrival.next == Arrival::Next::nothing;
    if (arrival.next != Arrival::Next::execute) return arrival.reply;
    const std::string_view name = x.engine.account_name(account);
    gateways.enter(0, name, request);
    x.now_ns += profile.processing_ns;
    const Reply reply = x.effect(account, request);
    gateways.executed(0, name, request, x.execution, x.now_ns, x.engine);
    silent = x.execution.silent;
    return reply;
  }

  // The n-th id that fits the format: digits are permitted everywhere.
  std::string id(int n) const {
    std::string text = std::to_string(n);
    if (text.size() < profile.id.length_min) text.insert(0, profile.id.length_min - text.size(), '0');
    return text;
  }

  NewOrder order(int n, Side side = Side::buy, Lots quantity = 5) {
    NewOrder made = buy(id(n), quantity, 100);
    made.side = side;
    if (profile.orders.good_till_time) {
      made.tif = TimeInForce::good_till_time;
      made.expires_ns = expires_ns;
    }
    return made;
  }

  // Signed anew each time.
  Reply place(AccountId account, NewOrder made) {
    made.nonce = static_cast<std::uint64_t>(x.now_ns / ms) + ++signed_;
    return send(account, made);
  }

  // Order 1 of account a in this state.
  void bring(State state) {
    first = accepted(place(a, order(1)));
    if (state == State::filled) place(b, order(2, Side::sell));
    if (state == State::cancelled) {
      CancelOrder request = profile.cancel.by_client_id ? cancel(id(1)) : cancel("");
      if (!profile.cancel.by_client_id) request.order_id = first.order_id;
      request.valid_until_ns = profile.retention == Retention::until_expiry ? expires_ns : 0;
      ASSERT_TRUE(std::holds_alternative<Cancelled>(send(a, request)));
    }
    last = x.engine.last_order();
  }

  // The word of what a place got.
  std::string outcome(const Reply& reply) {
    if (silent) return "ignore";
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
    const ErrorCode* row = code_for(profile, refusal->reason);
    EXPECT_EQ(refusal->code, row == nullptr ? "" : row->code) << to_string(refusal->reason);
  }

  bool recalled(State state) const {
    if (profile.retention == Retention::none) return false;
    return profile.retention != Retention::while_open || state == State::live;
  }

  std::string expected(State state) const {
    if (!recalled(state)) return "accept-new";
    switch (profile.duplicate) {
      case DuplicateAnswer::amend:
        return state == State::live ? "replaced" : "reject";
      case DuplicateAnswer::upsert:
        return "reject";
      default:
        return std::string(to_string(profile.duplicate));
    }
  }

  Profile profile;  // the whole of it; x has what is left to the engine
  EngineFixture x;
  Gateways gateways;
  bool silent = false;  // the last request got no answer
  TimeNs expires_ns = 1'000'000 * ms + hour;
  OrderState first;
  OrderId last = 0;
  std::uint64_t signed_ = 0;

 private:
  std::optional<TemporaryDirectory> directory_;  // of the gateways' stores

  // What comes too often is another matter.
  static Profile without_limits(Profile made) {
    made.rate_limit = {};
    return made;
  }
};

}  // namespace onefold::venue
