// The life of the exchange process: restarts, a journal that fails, limits, timers, and the order of
// destruction.
#include <gtest/gtest.h>

#include "tests/venue/server/file_size_limit.hpp"
#include "tests/venue/server/venue_house.hpp"
#include "venue/server/server.hpp"

namespace onefold::venue {
namespace {

class ServerLife : public testing::Test {
 protected:
  void trade() {
    OrderClient a(house, "A");
    OrderClient b(house, "B");
    a.ask<Accepted>(limit_order("a-1", Side::buy, 15, 10110));
    b.ask<Accepted>(limit_order("b-1", Side::sell, 5, 10100));
    b.ask<Accepted>(limit_order("b-2", Side::sell, 3, 10500));
  }

  VenueHouse house;
};

TEST_F(ServerLife, AFreshVenueRecoversNothing) {
  house.start();
  EXPECT_EQ(house.told.recovered_number, 0u);
  EXPECT_FALSE(house.told.took(path::venue_recovered));
}

TEST_F(ServerLife, ARestartRecoversBookIdsTradesAndStreams) {
  house.start();
  trade();
  const std::vector<ExecutionReport> before = house.told.executions;
  house.start();
  EXPECT_EQ(house.told.recovered_number, before.size());
  EXPECT_EQ(house.told.executions, before);
  EXPECT_TRUE(house.told.took(path::venue_recovered));
  EXPECT_FALSE(house.told.took(path::journal_tail_cut));

  OrderClient a(house, "A");
  EXPECT_EQ(a.logged_in.last_seq, 2u);
  EXPECT_EQ(a.ask<Rejected>(limit_order("a-1", Side::buy, 15, 10110)).reason, Reason::duplicate_id);
  EXPECT_EQ(a.ask<Trades>(QueryTrades{1, 0}).fills.size(), 1u);
  // The rest of a-1 still stands in the book, at its price.
  OrderClient b(house, "B");
  EXPECT_EQ(b.ask<Accepted>(limit_order("b-3", Side::sell, 10, 10110)).order.status, OrderStatus::filled);
  RawClient events(house, house.server->events_port());
  EXPECT_EQ(events.ask<LoggedIn>(subscription("A", 1)).last_seq, 3u);
  for (std::uint64_t seq = 1; seq <= 3; ++seq) EXPECT_EQ(events.receive_one<ExecutionReport>().seq, seq);
}

TEST_F(ServerLife, AnAnswerIsInTheJournalBeforeItIsSent) {
  house.start();
  OrderClient a(house, "A");
  a.ask<Accepted>(limit_order("a-1", Side::buy, 15, 10110));
  const std::string on_disk = file_bytes(house.journal());

  VenueHouse copy;
  replace_file(copy.journal(), on_disk);
  copy.start();
  OrderClient reader(copy, "A");
  EXPECT_EQ(reader.ask<OrderReport>(QueryOrder{1, "a-1", 0}).orders.size(), 1u);
}

TEST_F(ServerLife, ATornTailIsForgottenAndTheRestIsKept) {
  house.start();
  trade();
  const std::vector<ExecutionReport> before = house.told.executions;
  house.server.reset();
  const std::string whole = file_bytes(house.journal());
  replace_file(house.journal(), whole.substr(0, whole.size() - 1));
  house.start();
  EXPECT_TRUE(house.told.took(path::journal_tail_cut));
  ASSERT_EQ(house.told.executions.size(), before.size() - 1);
  EXPECT_EQ(house.told.recovered_number, before.size() - 1);
  OrderClient b(house, "B");
  EXPECT_EQ(b.ask<Accepted>(limit_order("b-2", Side::sell, 3, 10500)).order.client_order_id, "b-2");
}

TEST_F(ServerLife, DamageInTheMiddleOfTheJournalIsAClearError) {
  house.start();
  trade();
  house.server.reset();
  std::string bytes = file_bytes(house.journal());
  bytes[20] = static_cast<char>(~bytes[20]);
  replace_file(house.journal(), bytes);
  EXPECT_EQ(house.try_start(), std::errc::bad_message);
  EXPECT_NE(house.server->failure().find("damaged at byte 0"), std::string_view::npos)
      << house.server->failure();
  EXPECT_FALSE(house.server->serving());
}

TEST_F(ServerLife, AJournalOfAnotherConfigurationIsAClearError) {
  house.start();
  trade();
  house.options.accounts = {"B", "C"};
  EXPECT_EQ(house.try_start(), std::errc::bad_message);
  EXPECT_NE(house.server->failure().find("record 1 of the journal does not fit"), std::string_view::npos)
      << house.server->failure();
}

TEST_F(ServerLife, ADirectoryThatAnotherVenueHasIsAClearError) {
  house.start();
  VenueHouse other;
  other.options.data_dir = house.options.data_dir;
  EXPECT_EQ(other.try_start(), std::errc::resource_unavailable_try_again);
  EXPECT_NE(other.server->failure().find("in use by another venue"), std::string_view::npos);
  house.server->stop();
  EXPECT_FALSE(other.try_start()) << other.server->failure();
}

TEST_F(ServerLife, APortThatIsTakenIsAClearError) {
  house.start();
  VenueHouse other;
  other.options.orders_port = house.server->orders_port();
  EXPECT_EQ(other.try_start(), std::errc::address_in_use);
  EXPECT_NE(other.server->failure().find("cannot listen"), std::string_view::npos);
}

TEST_F(ServerLife, AnAddressThatIsNoneIsAClearError) {
  house.options.listen_address = "localhost:1";
  EXPECT_TRUE(house.try_start());
  EXPECT_NE(house.server->failure().find("localhost:1"), std::string_view::npos);
}

TEST_F(ServerLife, AFullDiskStopsTheVenueWithoutAnAnswer) {
  house.start();
  int failures = 0;
  house.server->on_failed([&failures] { ++failures; });
  OrderClient a(house, "A");
  RawClient events(house, house.server->events_port());
  events.ask<LoggedIn>(subscription("A", 1));
  a.ask<Accepted>(limit_order("a-1", Side::buy, 1, 10));
  events.receive_one<ExecutionReport>();
  {
    const FileSizeLimit full(std::filesystem::file_size(house.journal()) + 10);
    ASSERT_TRUE(a.send(limit_order("a-2", Side::buy, 1, 10)));
    EXPECT_TRUE(a.ended());
    EXPECT_TRUE(events.ended());
  }
  EXPECT_EQ(failures, 1);
  EXPECT_FALSE(house.server->serving());
  EXPECT_NE(house.server->failure().find("journal cannot be written"), std::string_view::npos);
  EXPECT_EQ(house.told.executions.size(), 1u);

  house.start();
  OrderClient again(house, "A");
  EXPECT_EQ(again.ask<OrderReport>(QueryOrder{1, "a-1", 0}).orders.size(), 1u);
  EXPECT_EQ(again.ask<OrderReport>(QueryOrder{1, "a-2", 0}).orders.size(), 0u);
  EXPECT_EQ(again.ask<Accepted>(limit_order("a-2", Side::buy, 1, 10)).order.client_order_id, "a-2");
}

TEST_F(ServerLife, MayBeDestroyedByTheNewsOfItsFailure) {
  house.start();
  house.server->on_failed([this] { house.server.reset(); });
  OrderClient a(house, "A");
  {
    const FileSizeLimit full(1);
    ASSERT_TRUE(a.send(limit_order("a-1", Side::buy, 1, 10)));
    EXPECT_TRUE(a.ended());
  }
  EXPECT_EQ(house.server, nullptr);
}

TEST_F(ServerLife, ProcessingTimePassesBeforeTheEffectAndTheAnswer) {
  house.options.profile.processing_ns = 2'000'000;
  house.start();
  OrderClient a(house, "A");
  ASSERT_TRUE(a.send_bytes(framed(limit_order("a-1", Side::buy, 1, 10)) + framed(QueryOpenOrders{7})));
  EXPECT_TRUE(a.receive_one<OpenOrders>().orders.empty());  // overtakes the order
  EXPECT_EQ(a.receive_one<Accepted>().order.client_order_id, "a-1");
}

TEST_F(ServerLife, ARequestIsProcessedThoughItsConnectionIsGone) {
  house.options.profile.processing_ns = 2'000'000;
  house.start();
  {
    OrderClient a(house, "A");
    ASSERT_TRUE(a.send_bytes(framed(limit_order("a-1", Side::buy, 1, 10)) + framed(QueryOpenOrders{7})));
    a.receive_one<OpenOrders>();  // so the order has arrived
    a.close();
  }
  EXPECT_TRUE(house.run_until([this] { return house.told.executions.size() == 1; }));
}

TEST_F(ServerLife, AnswersWhatIsBeingProcessedBeforeItHangsUp) {
  house.options.profile.processing_ns = 1'000'000;
  house.start();
  OrderClient a(house, "A");
  ASSERT_TRUE(a.send_bytes(framed(limit_order("a-1", Side::buy, 1, 10)) + std::string(4, '\0')));
  EXPECT_EQ(a.receive_one<Rejected>().reason, Reason::malformed);
  EXPECT_EQ(a.receive_one<Accepted>().order.client_order_id, "a-1");
  EXPECT_TRUE(a.ended());
}

TEST_F(ServerLife, DisconnectsAClientWithTooManyRequestsInProcessing) {
  house.options.profile.processing_ns = 3'600'000'000'000;
  house.start();
  OrderClient a(house, "A");
  bool connected = true;
  std::size_t sent = 0;
  for (; connected && sent < 4 * waiting_per_connection_max; ++sent) {
    connected = a.send(limit_order("a-" + std::to_string(sent), Side::buy, 1, 10));
  }
  EXPECT_TRUE(a.ended());
  EXPECT_GT(sent, waiting_per_connection_max);
}

TEST_F(ServerLife, ConnectionsOverTheLimitAreClosedAtOnce) {
  house.options.connections_max = 2;
  house.start();
  auto a = std::make_unique<OrderClient>(house, "A");
  OrderClient b(house, "B");
  RawClient third(house, house.server->events_port());
  EXPECT_TRUE(third.ended());
  a.reset();
  EXPECT_TRUE(house.run_until([this] {
    RawClient next(house, house.server->orders_port());
    return next.send(Login{1, "A"}) && next.receive().has_value();
  }));
}

TEST_F(ServerLife, SilentConnectionsAreClosed) {
  house.options.idle_timeout_ns = 1'000'000;
  house.start();
  RawClient silent(house, house.server->events_port());
  EXPECT_TRUE(silent.ended());
}

TEST_F(ServerLife, TheCrowdTradesUntilItsTime) {
  house.options.crowd.period_ns = 100'000;
  house.options.crowd.seed = 7;
  house.start();
  EXPECT_TRUE(house.run_until([this] { return house.told.executions.size() >= 20; }));
  for (const ExecutionReport& report : house.told.executions) EXPECT_EQ(report.account, crowd_account_name);
  const std::size_t count = house.told.executions.size();

  house.options.crowd.until_ns = 1;
  house.start();
  EXPECT_EQ(house.told.executions.size(), count);
  OrderClient a(house, "A");
  a.ask<OpenOrders>(QueryOpenOrders{1});
  EXPECT_EQ(house.told.executions.size(), count);
}

TEST_F(ServerLife, StoppingTwiceIsHarmless) {
  house.start();
  OrderClient a(house, "A");
  house.server->stop();
  house.server->stop();
  EXPECT_FALSE(house.server->serving());
  EXPECT_TRUE(a.ended());
}

TEST_F(ServerLife, MayOutliveItsContextOrGoBeforeIt) {
  for (const bool context_first : {true, false}) {
    house.options.profile.processing_ns = 1'000'000'000;
    house.options.crowd.period_ns = 1'000'000'000;
    house.context = std::make_unique<boost::asio::io_context>(1);
    house.start();
    auto a = std::make_unique<OrderClient>(house, "A");
    RawClient events(house, house.server->events_port());
    events.ask<LoggedIn>(subscription("A", 1));
    ASSERT_TRUE(a->send(limit_order("a-1", Side::buy, 1, 10)));
    a->ask<OpenOrders>(QueryOpenOrders{1});
    if (context_first) {
      house.context.reset();
      house.server->stop();
      house.server.reset();
      house.context = std::make_unique<boost::asio::io_context>(1);
    } else {
      house.server.reset();
      house.context.reset();
      house.context = std::make_unique<boost::asio::io_context>(1);
    }
    EXPECT_TRUE(events.ended());
    EXPECT_TRUE(a->ended());
  }
}

TEST_F(ServerLife, ACrashInATurnLosesNothingThatWasAnswered) {
  house.start();
  std::size_t answered = 0;
  for (int life = 0; life < 5; ++life) {
    OrderClient a(house, "A");
    for (int i = 0; i < 10; ++i) {
      const std::string id = "a-" + std::to_string(life) + "-" + std::to_string(i);
      if (i < 9) {
        a.ask<Accepted>(limit_order(id, Side::buy, 1, 10));
        ++answered;
      } else {
        ASSERT_TRUE(a.send(limit_order(id, Side::buy, 1, 10)));  // in flight when the venue dies
      }
    }
    house.start();
    EXPECT_GE(house.told.executions.size(), answered);
    EXPECT_LE(house.told.executions.size(), answered + static_cast<std::size_t>(life) + 1);
  }
}

}  // namespace
}  // namespace onefold::venue
