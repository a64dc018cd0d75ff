// A venue that misbehaves on demand: at requests, in its streams, in its pages and when it starts again.
#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "tests/venue/server/venue_house.hpp"
#include "venue/server/ambiguous_error.hpp"

namespace onefold::venue {
namespace {

constexpr std::int64_t short_ns = 2'000'000;

// Misbehaves as it is told, once for each thing it was told.
class ScriptedConduct : public Misbehaviour {
 public:
  std::deque<RequestConduct> requests;
  std::map<std::uint64_t, EventConduct> events;  // by seq
  std::uint64_t replayed = 0;
  PageConduct page;
  RecoveryConduct recovery;

  std::int64_t query_age_ns(std::string_view, std::string_view, std::string_view) override { return 0; }
  RequestConduct at_request(std::string_view, const Request&) override {
    if (requests.empty()) return {};
    const RequestConduct next = requests.front();
    requests.pop_front();
    return next;
  }
  EventConduct at_event(std::string_view, const ExecutionReport& report) override {
    const auto found = events.find(report.seq);
    return found == events.end() ? EventConduct{} : found->second;
  }
  std::uint64_t replayed_events(std::string_view) override { return std::exchange(replayed, 0); }
  PageConduct at_page(std::string_view, std::string_view) override { return std::exchange(page, {}); }
  RecoveryConduct at_recovery() override { return std::exchange(recovery, {}); }
};

RequestConduct conduct_of(RequestConduct::Kind kind, std::int64_t delay_ns = 0, bool before = false) {
  return {kind, before, 0, delay_ns};
}

class Conduct : public testing::Test {
 protected:
  using Kind = RequestConduct::Kind;

  void SetUp() override {
    house.misbehaviour = &misbehaviour;
    house.start();
  }
  void TearDown() override { house.server.reset(); }

  std::vector<OrderState> orders_of(RawClient& client, std::string id) {
    return client.ask<OrderReport>(QueryOrder{9, std::move(id), 0}).orders;
  }

  std::vector<std::uint64_t> seqs(RawClient& stream, int count) {
    std::vector<std::uint64_t> found;
    for (int i = 0; i < count; ++i) found.push_back(stream.receive_one<ExecutionReport>().seq);
    return found;
  }

  ScriptedConduct misbehaviour;
  VenueHouse house;
};

TEST_F(Conduct, AnswersWithAnErrorThoughTheOrderIsThere) {
  OrderClient client(house, "A");
  misbehaviour.requests = {conduct_of(Kind::ambiguous_error)};
  const auto answer = client.ask<Rejected>(limit_order("a-1", Side::buy, 1, 10));
  EXPECT_EQ(certainty(answer.reason), Certainty::unknown);
  EXPECT_EQ(answer.client_order_id, "a-1");
  EXPECT_EQ(orders_of(client, "a-1").size(), 1u);
}

TEST_F(Conduct, AnswersWithTheSameErrorInPlaceOfTheOrder) {
  house.options.profile.in_flight_conflict = true;
  house.start();
  OrderClient client(house, "A");
  misbehaviour.requests = {conduct_of(Kind::ambiguous_error, 0, true)};
  EXPECT_EQ(client.ask<Rejected>(limit_order("a-1", Side::buy, 1, 10)).reason, Reason::internal_error);
  EXPECT_TRUE(orders_of(client, "a-1").empty());
  EXPECT_EQ(client.ask<Accepted>(limit_order("a-1", Side::buy, 1, 10)).order.client_order_id, "a-1")
      << "nothing is in flight any more";
}

TEST(AmbiguousError, IsOneOfTheProfilesOwn) {
  Profile profile;
  EXPECT_EQ(ambiguous_error(profile, limit_order("a-1", Side::buy, 1, 10), 3).code, "");
  profile.codes = {{503, "-1", "", {Reason::throttled}, Effect::maybe, RetryAdvice::after_query, true, ""},
                   {400, "-2", "", {Reason::duplicate_id}, Effect::always, RetryAdvice::no, false, ""},
                   {504, "-3", "", {}, Effect::maybe, RetryAdvice::same_id, true, ""}};
  const std::string codes[] = {"-1", "-3", "-1"};
  for (std::uint32_t which = 0; which < 3; ++which) {
    const Rejected answer = ambiguous_error(profile, CancelOrder{4, "a-1"}, which);
    EXPECT_EQ(answer.code, codes[which]);
    EXPECT_EQ(answer.reason, Reason::internal_error);
    EXPECT_EQ(answer.request, 4u);
    EXPECT_EQ(answer.client_order_id, "a-1");
  }
}

TEST_F(Conduct, NeverAnswersAndIsAskedAboutIt) {
  OrderClient client(house, "A");
  misbehaviour.requests = {conduct_of(Kind::lost_answer)};
  EXPECT_TRUE(client.send(limit_order("a-1", Side::buy, 1, 10)));
  EXPECT_EQ(orders_of(client, "a-1").size(), 1u) << "its report comes first, so no answer came before it";
}

TEST_F(Conduct, AnswersAfterTheEventThatWasBehindTheAnswer) {
  OrderClient client(house, "A");
  misbehaviour.requests = {conduct_of(Kind::late_answer, short_ns)};
  EXPECT_TRUE(client.send(limit_order("a-1", Side::buy, 1, 10)));
  EXPECT_EQ(client.ask<Accepted>(limit_order("a-2", Side::buy, 1, 10)).order.client_order_id, "a-2");
  EXPECT_EQ(client.receive_one<Accepted>().order.client_order_id, "a-1");
}

TEST_F(Conduct, WorksSlowlyWhileOthersAreServed) {
  house.options.profile.processing_ns = 1'000;
  house.options.profile.in_flight_conflict = true;
  house.start();
  OrderClient client(house, "A");
  misbehaviour.requests = {conduct_of(Kind::slow_processing, short_ns)};
  EXPECT_TRUE(client.send(limit_order("a-1", Side::buy, 1, 10)));
  EXPECT_EQ(client.ask<Rejected>(limit_order("a-1", Side::buy, 1, 10)).reason, Reason::in_flight);
  EXPECT_EQ(client.ask<Accepted>(limit_order("a-2", Side::buy, 1, 10)).order.order_id, 1u);
  EXPECT_EQ(client.receive_one<Accepted>().order.order_id, 2u);
}

TEST_F(Conduct, EndsTheSessionWithItsAnswer) {
  OrderClient client(house, "A");
  misbehaviour.requests = {conduct_of(Kind::logout)};
  EXPECT_EQ(client.ask<Accepted>(limit_order("a-1", Side::buy, 1, 10)).order.client_order_id, "a-1");
  EXPECT_TRUE(client.ended());
}

TEST_F(Conduct, FillsAnOrderAfterItSaidThatItIsCancelled) {
  OrderClient a(house, "A");
  OrderClient b(house, "B");
  a.ask<Accepted>(limit_order("a-1", Side::buy, 5, 10));
  misbehaviour.requests = {conduct_of(Kind::late_fill, short_ns)};
  EXPECT_EQ(a.ask<Cancelled>(CancelOrder{2, "a-1"}).order.status, OrderStatus::cancelled);
  EXPECT_EQ(b.ask<Accepted>(limit_order("b-1", Side::sell, 2, 10)).order.status, OrderStatus::filled);
  EXPECT_TRUE(house.run_until([this] { return house.told.executions.size() == 5; }));
  const OrderState order = orders_of(a, "a-1").front();
  EXPECT_EQ(order.status, OrderStatus::cancelled);
  EXPECT_EQ(order.filled, 2);
}

TEST_F(Conduct, LeavesOutRepeatsAndSwapsEvents) {
  OrderClient client(house, "A");
  place_many(client, 5);
  misbehaviour.events = {{1, {EventConduct::Kind::repeated, 2, 0}},
                         {2, {EventConduct::Kind::lost, 0, 0}},
                         {3, {EventConduct::Kind::overtaken, 0, 0}},
                         {5, {EventConduct::Kind::overtaken, 0, 0}}};
  RawClient stream(house, house.server->events_port());
  stream.ask<LoggedIn>(subscription("A", 1));
  EXPECT_EQ(seqs(stream, 6), (std::vector<std::uint64_t>{1, 1, 1, 4, 3, 5}));
}

TEST_F(Conduct, HoldsAStreamBackAndGoesOn) {
  OrderClient client(house, "A");
  misbehaviour.events = {{2, {EventConduct::Kind::late, 0, short_ns}}};
  RawClient stream(house, house.server->events_port());
  stream.ask<LoggedIn>(subscription("A", 1));
  place_many(client, 3);
  EXPECT_EQ(seqs(stream, 3), (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST_F(Conduct, ReplaysEventsBeforeTheFirstThatIsWanted) {
  OrderClient client(house, "A");
  place_many(client, 4);
  misbehaviour.replayed = 2;
  RawClient stream(house, house.server->events_port());
  stream.ask<LoggedIn>(subscription("A", 4));
  EXPECT_EQ(seqs(stream, 3), (std::vector<std::uint64_t>{2, 3, 4}));
  misbehaviour.replayed = 9;
  RawClient other(house, house.server->events_port());
  other.ask<LoggedIn>(subscription("A", 2));
  EXPECT_EQ(seqs(other, 2), (std::vector<std::uint64_t>{1, 2}));
}

TEST_F(Conduct, LeavesEntriesOutOfAList) {
  OrderClient client(house, "A");
  place_many(client, 3);
  misbehaviour.page = {1, 0};
  EXPECT_EQ(client.ask<OpenOrders>(QueryOpenOrders{1}).orders.back().order_id, 2u);
  misbehaviour.page = {0, 2};
  EXPECT_EQ(client.ask<OpenOrders>(QueryOpenOrders{1}).orders.front().order_id, 3u);
  misbehaviour.page = {4, 4};
  EXPECT_TRUE(client.ask<OpenOrders>(QueryOpenOrders{1}).orders.empty());
  EXPECT_EQ(client.ask<OpenOrders>(QueryOpenOrders{1}).orders.size(), 3u);
}

TEST_F(Conduct, LosesItsLastRecordsAndGoesOnFromThere) {
  {
    OrderClient client(house, "A");
    place_many(client, 3);
  }
  misbehaviour.recovery = {false, 2};
  house.start();
  EXPECT_EQ(house.told.recovered_number, 1u);
  {
    OrderClient client(house, "A");
    EXPECT_EQ(client.ask<OpenOrders>(QueryOpenOrders{1}).orders.size(), 1u);
    client.ask<Accepted>(limit_order("other", Side::buy, 1, 10));
  }
  house.start();
  EXPECT_EQ(house.told.recovered_number, 2u);
}

}  // namespace
}  // namespace onefold::venue
