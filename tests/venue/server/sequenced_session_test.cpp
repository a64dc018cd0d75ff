// Sequenced sessions on real TCP: fencing, numbers and logout; and streams that begin with what is, or with
// nothing.
#include <gtest/gtest.h>

#include "tests/venue/server/venue_house.hpp"

namespace onefold::venue {
namespace {

NewOrder numbered(std::string id, std::uint64_t seq) {
  NewOrder order = limit_order(std::move(id), Side::buy, 1, 10);
  order.seq = seq;
  return order;
}

// Cancels are confirmed long before they are done.
class EarlyCancels final : public Misbehaviour {
 public:
  std::int64_t query_age_ns(std::string_view, std::string_view, std::string_view) override { return 0; }
  RequestConduct at_request(std::string_view, const Request& request) override {
    if (!std::holds_alternative<CancelOrder>(request)) return {};
    return {RequestConduct::Kind::late_fill, false, 0, 20'000'000};
  }
};

class Session : public testing::Test {
 protected:
  void SetUp() override { house.options.profile.sequence.numbered = true; }
  void TearDown() override { house.server.reset(); }

  VenueHouse house;
};

TEST_F(Session, ANewLoginEndsTheOlderConnectionAndWhatIsUnderWayOnIt) {
  house.options.profile.processing_ns = 20'000'000;
  house.start();
  OrderClient older(house, "A");
  ASSERT_TRUE(older.send(numbered("a-1", 1)));
  EXPECT_TRUE(older.send(QueryOrder{9, "none", 0}));
  older.receive_one<OrderReport>();  // so the order has come before it
  OrderClient newer(house, "A");
  EXPECT_TRUE(older.ended());
  EXPECT_EQ(newer.logged_in.last_received, 0u);
  EXPECT_EQ(newer.ask<Accepted>(numbered("a-2", 1)).order.client_order_id, "a-2");
  EXPECT_TRUE(newer.ask<OrderReport>(QueryOrder{9, "a-1", 0}).orders.empty()) << "it came to life after all";
}

TEST_F(Session, AnotherAccountsConnectionIsLeftAlone) {
  house.start();
  OrderClient other(house, "B");
  OrderClient client(house, "A");
  EXPECT_EQ(other.ask<Accepted>(numbered("b-1", 1)).order.client_order_id, "b-1");
}

TEST_F(Session, ACancelThatWasConfirmedIsDoneThoughItsSessionIsFenced) {
  EarlyCancels conduct;
  house.misbehaviour = &conduct;
  house.start();
  OrderClient older(house, "A");
  const OrderId order = older.ask<Accepted>(numbered("a-1", 1)).order.order_id;
  CancelOrder cancel{2, "a-1", order};
  cancel.seq = 2;
  EXPECT_EQ(older.ask<Cancelled>(cancel).order.status, OrderStatus::cancelled);
  OrderClient newer(house, "A");
  EXPECT_TRUE(house.run_until([&] { return house.told.executions.size() == 2; }));
  EXPECT_EQ(house.told.executions.back().kind, ExecutionKind::cancelled);
}

TEST_F(Session, ANumberThatIsTooLowEndsTheSessionWithoutAWord) {
  house.options.profile.sequence.low = SequenceRules::Low::logout;
  house.start();
  OrderClient client(house, "A");
  client.ask<Accepted>(numbered("a-1", 1));
  ASSERT_TRUE(client.send(numbered("a-2", 1)));
  EXPECT_TRUE(client.ended());
  OrderClient again(house, "A");
  EXPECT_EQ(again.logged_in.last_received, 1u);
  EXPECT_TRUE(again.ask<OrderReport>(QueryOrder{9, "a-2", 0}).orders.empty());
}

TEST_F(Session, AGapIsRefusedUntilTheMissingMessageComes) {
  house.start();
  OrderClient client(house, "A");
  EXPECT_EQ(client.ask<Rejected>(numbered("a-2", 2)).reason, Reason::sequence_gap);
  client.ask<Accepted>(numbered("a-1", 1));
  client.ask<Accepted>(numbered("a-2", 2));
}

TEST_F(Session, NumbersGoOnAfterARestartUnlessItIsAskedToCountAnew) {
  house.options.profile.sequence.reset_permitted = true;
  house.start();
  {
    OrderClient client(house, "A");
    client.ask<Accepted>(numbered("a-1", 1));
  }
  house.start();
  OrderClient client(house, "A");
  EXPECT_EQ(client.logged_in.last_received, 1u);
  RawClient anew(house, house.server->orders_port());
  Login login{1, "A"};
  login.reset_seq = true;
  EXPECT_EQ(anew.ask<LoggedIn>(login).last_received, 0u);
  EXPECT_EQ(anew.ask<Accepted>(numbered("a-2", 1)).order.client_order_id, "a-2");
}

class StreamStarts : public testing::Test {
 protected:
  void TearDown() override { house.server.reset(); }

  // Two orders, the second one closed, before anybody subscribes, and a third one afterwards.
  std::vector<std::string> told(StreamStart start, int count) {
    house.options.profile.stream.on_connect = start;
    house.start();
    OrderClient client(house, "A");
    client.ask<Accepted>(limit_order("open", Side::buy, 1, 10));
    const OrderId closed = client.ask<Accepted>(limit_order("closed", Side::buy, 1, 10)).order.order_id;
    client.ask<Cancelled>(CancelOrder{2, "closed", closed});
    RawClient stream(house, house.server->events_port());
    stream.ask<LoggedIn>(subscription("A", 1));
    client.ask<Accepted>(limit_order("later", Side::buy, 1, 10));
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i)
      ids.push_back(stream.receive_one<ExecutionReport>().order.client_order_id);
    return ids;
  }

  VenueHouse house;
};

TEST_F(StreamStarts, WithWhatWasWhereItIsReplayed) {
  EXPECT_EQ(told(StreamStart::replay, 4), (std::vector<std::string>{"open", "closed", "closed", "later"}));
}

TEST_F(StreamStarts, WithWhatIsOpenWhereASnapshotIsTold) {
  EXPECT_EQ(told(StreamStart::snapshot, 2), (std::vector<std::string>{"open", "later"}));
}

TEST_F(StreamStarts, WithWhatComesWhereNothingIsTold) {
  EXPECT_EQ(told(StreamStart::nothing, 1), (std::vector<std::string>{"later"}));
}

}  // namespace
}  // namespace onefold::venue
