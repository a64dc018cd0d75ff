// Recovery at every point of random histories, and what must hold of each state on the way.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <functional>
#include <map>
#include <set>

#include "tests/venue/engine/engine_fixture.hpp"
#include "venue/engine/crowd.hpp"
#include "venue/engine/journal_record.hpp"
#include "venue/profile/find_profile.hpp"

namespace onefold::venue {
namespace {

// Of the types, times in force and modes that few venues have.
NewOrder special_order(std::string id) {
  NewOrder order = buy(std::move(id), *rc::gen::inRange<Lots>(1, 9), *rc::gen::inRange<Ticks>(98, 103));
  order.side = *rc::gen::element(Side::buy, Side::sell);
  order.self_trade = *rc::gen::element(SelfTrade::allow, SelfTrade::cancel_maker, SelfTrade::cancel_both,
                                       SelfTrade::decrement);
  if (*rc::gen::arbitrary<bool>()) {
    order.type = OrderType::stop;
    order.stop = *rc::gen::inRange<Ticks>(98, 103);
    if (*rc::gen::arbitrary<bool>()) order.limit = 0;
  }
  order.tif = *rc::gen::element(TimeInForce::good_till_cancel, TimeInForce::fill_or_kill, TimeInForce::day,
                                TimeInForce::good_till_time);
  if (order.tif == TimeInForce::good_till_time)
    order.expires_ns = 1'000'000 * ms + *rc::gen::inRange<std::int64_t>(0, 500) * ms;
  order.post_only = order.type == OrderType::limit && order.tif == TimeInForce::day;
  return order;
}

// One random request, from small ranges, so that ids repeat and orders meet.
rc::Gen<Request> any_request() {
  return rc::gen::exec([]() -> Request {
    auto id = [] { return "id" + std::to_string(*rc::gen::inRange(0, 12)); };
    int kind = *rc::gen::inRange(0, 14);
    if (kind == 10) return MassCancel{1, *rc::gen::element<std::string>("", "BTC-USD"), 0};
    if (kind == 11) return CancelAfter{1, *rc::gen::element<std::int64_t>(0, 30 * ms)};
    if (kind > 11) return special_order(id());
    if (kind < 6) {
      NewOrder order;
      order.client_order_id = id();
      order.symbol = *rc::gen::element<std::string>("BTC-USD", "ETH-USD");
      order.side = *rc::gen::element(Side::buy, Side::sell);
      order.type = *rc::gen::weightedElement<OrderType>({{6, OrderType::limit}, {1, OrderType::market}});
      order.tif = *rc::gen::weightedElement<TimeInForce>(
          {{4, TimeInForce::good_till_cancel}, {1, TimeInForce::immediate_or_cancel}});
      order.quantity = *rc::gen::inRange<Lots>(1, 9);
      order.limit = order.type == OrderType::market ? 0 : *rc::gen::inRange<Ticks>(98, 103);
      order.valid_until_ns = *rc::gen::weightedElement<TimeNs>({{8, 0}, {1, 1'000'000 * ms}});
      order.nonce = *rc::gen::inRange<std::uint64_t>(0, 40);
      return order;
    }
    if (kind < 8) {
      std::string target = id();
      std::string next = id();
      return replace(target, next, *rc::gen::inRange<Lots>(1, 9), *rc::gen::inRange<Ticks>(98, 103));
    }
    if (kind < 9) {
      CancelOrder request = cancel(id());
      request.valid_until_ns = 1'000'000 * ms + *rc::gen::inRange<std::int64_t>(0, 500) * ms;
      return request;
    }
    return CancelOrder{1, "", *rc::gen::inRange<OrderId>(0, 20)};
  });
}

// Every so many requests a trade is busted, and an account is absent.
constexpr std::size_t acts_every = 7;

void misbehave(EngineFixture& x, std::size_t count, AccountId account, const Request& request) {
  const AccountId everybody = x.engine.crowd_account();
  if (count % 11 == 0) x.act({VenueAct::Kind::evict_id}, everybody);
  if (count % 13 == 0) x.act({VenueAct::Kind::free_id, 0, "id3"}, 0);
  if (count % 17 == 0) x.act({VenueAct::Kind::end_day}, everybody);
  if (count % 19 == 0) x.act({VenueAct::Kind::lose_ids}, everybody);
  const auto* order = std::get_if<NewOrder>(&request);
  if (count % 3 == 0 && order != nullptr && account != everybody)
    x.act({VenueAct::Kind::store_error, 0, order->client_order_id, count % 2 == 0}, account);
}

struct History {
  std::string profile;
  int family = 0;
  std::vector<std::tuple<AccountId, Request, std::int64_t>>
      requests;  // account, request, time that passes before
};

rc::Gen<History> any_history() {
  return rc::gen::exec([] {
    History history;
    history.profile = *rc::gen::elementOf(generic_profiles());
    history.family = *rc::gen::inRange(0, 8);
    history.requests =
        *rc::gen::container<std::vector<std::tuple<AccountId, Request, std::int64_t>>>(rc::gen::tuple(
            rc::gen::inRange<AccountId>(0, 4), any_request(), rc::gen::inRange<std::int64_t>(0, 40 * ms)));
    return history;
  });
}

// Rules that no generic profile has; 0 to 3: as the profile says.
void make_family(int family, Profile& profile) {
  const auto rules = [&](Retention retention, DuplicateAnswer duplicate) {
    profile.retention = retention;
    profile.window_ns = 0;
    profile.duplicate = duplicate;
    profile.mismatch = MismatchAnswer::ignore;
  };
  if (family == 4) rules(Retention::day, DuplicateAnswer::ignore);
  if (family == 5) rules(Retention::until_expiry, DuplicateAnswer::upsert);
  if (family == 6) rules(Retention::for_ever, DuplicateAnswer::amend);
  if (family == 7) rules(Retention::session, DuplicateAnswer::reject);
  if (family == 4) profile.id.order = IdOrder::increasing;
  if (family == 5) profile.cancel.never_seen = profile.cancel.cancelled = DeadTarget::tombstone;
  if (family == 6) profile.refused_claims_id = true;
  if (family == 7) profile.nonce.recalled = 5;
}

// Short windows, so that ids expire within a history; no rate limit, which is not part of what recovers.
Profile rules_of(const History& history) {
  Profile profile = built_in_profile(history.profile);
  if (profile.window_ns != 0) profile.window_ns = 60 * ms;
  profile.late_bound.kind = LateBound::Kind::absolute;
  make_family(history.family, profile);
  profile.rate_limit = {};
  profile.orders = {true, true, true, true, true, SelfTrade::cancel_taker, {}, true, 0};
  profile.orders.self_trade_modes = {SelfTrade::allow, SelfTrade::cancel_maker, SelfTrade::cancel_both,
                                     SelfTrade::decrement};
  profile.cancel_on_disconnect = {CancelOnDisconnect::Kind::timer, 0, ms, 100 * ms};
  profile.rollover = {true, 1'000'200 * ms};
  return profile;
}

void play(EngineFixture& x, const History& history, const std::function<void()>& after_each) {
  std::size_t count = 0;
  for (const auto& [account, request, wait_ns] : history.requests) {
    x.now_ns += wait_ns;
    x.act({}, x.engine.crowd_account());
    if (++count % acts_every == 0) x.act({VenueAct::Kind::bust_trade, count / 3}, x.engine.crowd_account());
    if (count % (2 * acts_every) == 0) x.act({VenueAct::Kind::cancel_account, 0}, 1);
    misbehave(x, count, account, request);
    if (account == x.engine.crowd_account()) {
      const bool plain = std::holds_alternative<NewOrder>(request) &&
                         std::get<NewOrder>(request).self_trade == SelfTrade::venue_default;
      if (plain || std::holds_alternative<CancelOrder>(request)) x.effect(account, request);
    } else {
      x.send(account, request);
    }
    after_each();
  }
}

void check_state(const EngineFixture& x) {
  const Engine& engine = x.engine;
  std::map<OrderId, OrderState> orders;
  std::map<std::pair<std::string, std::string>, Lots> positions;
  std::map<std::string, std::uint64_t> seqs;
  std::map<TradeId, Lots> trades;
  for (std::uint64_t number = 1; number <= engine.last_number(); ++number) {
    ExecutionReport report = engine.report(number);
    RC_ASSERT(report.number == number);
    RC_ASSERT(report.seq == ++seqs[report.account]);
    RC_ASSERT(engine.report_at(engine.report_account(number), report.seq) == report);
    const OrderState& order = report.order;
    RC_ASSERT(order.filled >= 0 && order.filled <= order.quantity);
    RC_ASSERT((order.status == OrderStatus::filled) == (order.filled == order.quantity));
    const bool busted = report.kind == ExecutionKind::busted;
    const Lots lots = busted ? -report.last_quantity : report.last_quantity;
    auto before = orders.find(order.order_id);
    RC_ASSERT((before == orders.end()) == (report.kind == ExecutionKind::accepted));
    if (before != orders.end()) {
      RC_ASSERT(busted || !is_terminal(before->second.status));
      RC_ASSERT(!busted || is_terminal(before->second.status) == is_terminal(order.status));
      RC_ASSERT(order.filled == before->second.filled + lots);
    }
    if (report.kind == ExecutionKind::replaced) {
      RC_ASSERT(report.replaced_client_order_id == before->second.client_order_id);
    }
    orders[order.order_id] = order;
    if (report.kind != ExecutionKind::filled && !busted) continue;
    Lots quantity = order.side == Side::buy ? lots : -lots;
    positions[{report.account, order.symbol}] += quantity;
    trades[report.trade_id] += quantity;
  }
  for (const auto& [trade, sum] : trades) RC_ASSERT(sum == 0);
  for (AccountId account = 0; account <= engine.crowd_account(); ++account) {
    for (const Instrument& instrument : engine.instruments()) {
      RC_ASSERT(engine.position(account, instrument.symbol) ==
                (positions[{std::string(engine.account_name(account)), instrument.symbol}]));
    }
  }
  for (const Instrument& instrument : engine.instruments()) {
    Ticks bid = engine.best_price(instrument.symbol, Side::buy);
    Ticks ask = engine.best_price(instrument.symbol, Side::sell);
    RC_ASSERT(bid == 0 || ask == 0 || bid < ask);
  }
  std::size_t open = 0;
  for (const auto& [id, order] : orders) open += is_terminal(order.status) ? 0U : 1U;
  for (AccountId account = 0; account <= engine.crowd_account(); ++account) {
    for (const OrderState& order : engine.open_orders(account)) {
      --open;
      RC_ASSERT(orders.at(order.order_id) == order);
    }
  }
  RC_ASSERT(open == 0U);
}

TEST(EngineRecovery, QuantitiesAddUpSequencesHaveNoGapsAndBooksNeverCross) {
  bool held = rc::check("every state of every history is sound", [] {
    History history = *any_history();
    EngineFixture x(rules_of(history));
    play(x, history, [] {});
    check_state(x);
  });
  EXPECT_TRUE(held);
}

TEST(EngineRecovery, AfterEveryRecordTheRecoveredStateIsTheOriginal) {
  bool held = rc::check("recovery equals the original at every prefix", [] {
    History history = *any_history();
    EngineFixture x(rules_of(history));
    EngineFixture recovered(rules_of(history));
    std::size_t applied = 0;
    RC_ASSERT(recovered.engine.state_digest() == x.engine.state_digest());
    play(x, history, [&] {
      for (; applied < x.journal.size(); ++applied) {
        std::string_view misfit = recovered.engine.recover(x.journal[applied]);
        RC_ASSERT(misfit == "");
      }
      RC_ASSERT(recovered.engine.state_digest() == x.engine.state_digest());
    });
    for (std::uint64_t number = 1; number <= x.engine.last_number(); ++number) {
      RC_ASSERT(recovered.engine.report(number) == x.engine.report(number));
    }
  });
  EXPECT_TRUE(held);
}

TEST(EngineRecovery, ARestartInTheMiddleChangesNoLaterAnswer) {
  bool held = rc::check("a venue that restarted answers as one that did not", [] {
    History history = *any_history();
    auto stop = *rc::gen::inRange<std::size_t>(0, history.requests.size() + 1);
    EngineFixture x(rules_of(history));
    EngineFixture restarted(rules_of(history));
    History head = history;
    head.requests.resize(stop);
    play(x, head, [] {});
    for (const std::string& record : x.journal) RC_ASSERT(restarted.engine.recover(record).empty());
    restarted.now_ns = x.now_ns;
    History tail = history;
    tail.requests.erase(tail.requests.begin(), tail.requests.begin() + static_cast<std::ptrdiff_t>(stop));
    std::size_t before = x.journal.size();
    play(x, tail, [] {});
    play(restarted, tail, [] {});
    x.journal.erase(x.journal.begin(), x.journal.begin() + static_cast<std::ptrdiff_t>(before));
    RC_ASSERT(x.journal == restarted.journal);
    RC_ASSERT(x.engine.state_digest() == restarted.engine.state_digest());
  });
  EXPECT_TRUE(held);
}

TEST(EngineRecovery, StoredAnswersAndIdsSurvive) {
  EngineFixture x("stored-response");
  Reply first = x.send(0, buy("x", 5, 100));
  x.send(1, sell("s", 5, 100));
  x.send(0, replace("nope", "y", 5, 100));
  EngineFixture after("stored-response");
  for (const std::string& record : x.journal) ASSERT_EQ(after.engine.recover(record), "");
  EXPECT_EQ(accepted(after.send(0, buy("x", 5, 100))), accepted(first));
  EXPECT_EQ(reason_of(after.send(0, replace("nope", "y", 5, 100))), Reason::unknown_order);
  EXPECT_EQ(reason_of(after.send(0, buy("x", 6, 100))), Reason::payload_mismatch);
  EXPECT_EQ(after.engine.position(0, "BTC-USD"), 5);
}

TEST(EngineRecovery, RequestsInFlightWhenTheVenueDiedLockNoId) {
  EngineFixture x("stored-response");
  x.engine.arrive(0, buy("x", 5, 100), x.now_ns);
  EngineFixture after("stored-response");
  EXPECT_EQ(accepted(after.send(0, buy("x", 5, 100))).order_id, 1U);
}

TEST(EngineRecovery, RecordsThatDoNotFitAreNamed) {
  EngineFixture x("reject-for-ever");
  x.send(0, buy("x", 5, 100));
  x.send(1, sell("y", 5, 100));
  auto first_fault = [&](std::vector<std::string> records, std::string_view profile = "reject-for-ever") {
    EngineFixture after(profile);
    for (const std::string& record : records) {
      std::string_view fault = after.engine.recover(record);
      if (!fault.empty()) return std::string(fault);
    }
    return std::string("fits");
  };
  EXPECT_EQ(first_fault(x.journal), "fits");
  EXPECT_EQ(first_fault({x.journal[1]}), "out of order");
  EXPECT_EQ(first_fault({x.journal[0], x.journal[0]}), "out of order");
  EXPECT_EQ(first_fault({"nonsense"}), "malformed");
  EXPECT_EQ(first_fault({""}), "malformed");
  auto edited = [&](std::string account, NewOrder order, TimeNs time_ns, std::uint64_t last_number) {
    std::string bytes;
    encode_record(1, last_number, time_ns, account, order, bytes);
    return first_fault({bytes});
  };
  NewOrder good = buy("x", 5, 100);
  NewOrder bad = buy("x", -5, 100);
  EXPECT_EQ(edited("A", good, 1, 1), "fits");
  EXPECT_EQ(edited("Z", good, 1, 1), "an account that is not configured");
  EXPECT_EQ(edited("A", good, -1, 1), "a time before 1970 or after 2100");
  EXPECT_EQ(edited("A", good, INT64_MAX, 1), "a time before 1970 or after 2100");
  EXPECT_EQ(edited("A", bad, 1, 1), "a request that this venue would not admit");
  EXPECT_TRUE(edited("A", good, 1, 2).starts_with("another effect"));
}

TEST(EngineRecovery, DamagedRecordsAreRefusedAndNeverCrash) {
  EngineFixture x("reject-for-ever");
  x.send(0, buy("x", 5, 100));
  x.send(0, replace("x", "y", 7, 101));
  x.send(0, cancel("y"));
  for (std::size_t at = 0; at < x.journal.size(); ++at) {
    const std::string& record = x.journal[at];
    for (std::size_t i = 0; i < record.size(); ++i) {
      EXPECT_FALSE(decode_record(std::string_view(record).substr(0, i)).has_value());
      for (int bit = 0; bit < 8; ++bit) {
        EngineFixture after("reject-for-ever");
        for (std::size_t before = 0; before < at; ++before)
          ASSERT_EQ(after.engine.recover(x.journal[before]), "");
        std::string damaged = record;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
        after.engine.recover(damaged);
        EXPECT_LE(after.engine.last_number(), 3U);
      }
    }
    EXPECT_FALSE(decode_record(record + "x").has_value());
  }
}

TEST(JournalRecord, ReadsBackWhatWasWritten) {
  bool held = rc::check("decode is the inverse of encode", [] {
    Request request = *any_request();
    std::string bytes;
    auto index = *rc::gen::arbitrary<std::uint64_t>();
    auto time_ns = *rc::gen::arbitrary<TimeNs>();
    encode_record(index, 17, time_ns, "account", request, bytes);
    std::optional<JournalRecord> record = decode_record(bytes);
    RC_ASSERT(record.has_value());
    RC_ASSERT(record->index == index);
    RC_ASSERT(record->last_number == 17U);
    RC_ASSERT(record->time_ns == time_ns);
    RC_ASSERT(record->account == "account");
    std::string again;
    encode_record(index, 17, time_ns, "account", record->request, again);
    RC_ASSERT(again == bytes);
    RC_ASSERT(record->request.index() == request.index());
  });
  EXPECT_TRUE(held);
}

TEST(JournalRecord, ReadsBackWhatTheVenueDidOfItsOwnAccord) {
  for (const VenueAct& act :
       {VenueAct{VenueAct::Kind::let_time_pass, 0}, VenueAct{VenueAct::Kind::cancel_account, 0},
        VenueAct{VenueAct::Kind::bust_trade, 77}}) {
    std::string bytes;
    encode_record(3, 17, 5, "account", act, bytes);
    std::optional<JournalRecord> record = decode_record(bytes);
    ASSERT_TRUE(record.has_value());
    EXPECT_EQ(record->act, act);
    EXPECT_EQ(record->time_ns, 5);
    EXPECT_FALSE(decode_record(bytes + "x").has_value());
    EXPECT_FALSE(decode_record(std::string_view(bytes).substr(0, bytes.size() - 1)).has_value());
  }
}

TEST(JournalRecord, RefusesAnotherVersion) {
  std::string bytes;
  encode_record(1, 1, 1, "A", cancel("x"), bytes);
  ASSERT_TRUE(decode_record(bytes).has_value());
  bytes[0] = 2;
  EXPECT_FALSE(decode_record(bytes).has_value());
}

// A change of this number means that journals and digests of earlier versions no longer fit: a reviewed act.
TEST(JournalRecord, KeepsItsBytes) {
  std::string bytes;
  encode_record(1, 2, 3, "A", buy("x", 5, 100), bytes);
  const std::string expected(
      "\x01\x01"
      "\x01\0\0\0\0\0\0\0"
      "\x02\0\0\0\0\0\0\0"
      "\x03\0\0\0\0\0\0\0"
      "\x01"
      "A"
      "\x01"
      "x"
      "\x07"
      "BTC-USD"
      "\0\0\0"
      "\x05\0\0\0\0\0\0\0"
      "\x64\0\0\0\0\0\0\0"
      "\0\0\0\0\0\0\0\0",
      65);
  EXPECT_EQ(bytes, expected);
}

}  // namespace
}  // namespace onefold::venue
