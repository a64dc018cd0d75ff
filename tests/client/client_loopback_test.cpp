// The client and the exchange on real TCP on loopback, from the objects that also run in the simulator.
#include <gtest/gtest.h>

#include "client/client.hpp"
#include "client/ledger_file.hpp"
#include "client/paths.hpp"
#include "tests/client/scripted_host.hpp"
#include "tests/venue/server/venue_house.hpp"
#include "venue/profile/find_profile.hpp"

namespace onefold::client {
namespace {

using venue::OrderStatus;
using venue::Outcome;

struct Spoken {
  std::string profile;
  venue::Dialect dialect;
};

std::vector<Spoken> every_profile_in_every_dialect() {
  std::vector<Spoken> all;
  for (const std::string& profile : venue::generic_profiles()) {
    all.push_back({profile, venue::Dialect::native});
    all.push_back({profile, venue::Dialect::http});
  }
  return all;
}

class Loopback : public testing::TestWithParam<Spoken> {
 protected:
  void SetUp() override {
    house.options.profile = venue::built_in_profile(GetParam().profile);
    house.options.dialect = GetParam().dialect;
    for (const std::string& account : house.options.accounts)
      house.options.credentials.push_back(venue::simulated_credentials(account));
    house.start();
    options.dialect = house.options.dialect;
    options.credentials = house.options.credentials[0];
    options.instruments = house.options.instruments;
    options.name = "desk-1";
    options.account = "A";
    options.venue_host = "127.0.0.1";
    options.orders_port = house.options.orders_port = house.server->orders_port();
    options.events_port = house.options.events_port = house.server->events_port();
    options.data_dir = directory.path() / "desk-1";
    options.profile = house.options.profile;
    options.bounds.late_delivery_ns = 50 * ms;
    options.bounds.request_timeout_ns = 100 * ms;
    options.bounds.first_backoff_ns = 5 * ms;
    options.bounds.backoff_max_ns = 20 * ms;
    options.bounds.ping_interval_ns = 100 * ms;
  }

  // Another life of the client.
  void start_client() {
    client.reset();
    heard = Heard();
    client = std::make_unique<ExecutionClient>(*house.context, options, heard);
    ASSERT_FALSE(client->start()) << client->complaint();
  }
  bool run_until_ready() {
    return house.run_until([&] { return client->view().ready; });
  }
  venue::IntentView seen(std::string_view intent) {
    for (const auto& one : client->view().intents) {
      if (one.id == intent) return one;
    }
    return {};
  }
  bool run_until_resolved(std::string_view intent) {
    return house.run_until([&] { return seen(intent).outcome != Outcome::pending; });
  }

  venue::VenueHouse house;
  venue::TemporaryDirectory directory;
  ClientOptions options;
  Heard heard;
  std::unique_ptr<ExecutionClient> client;
};

TEST_P(Loopback, PlacesReplacesAndCancels) {
  start_client();
  ASSERT_TRUE(run_until_ready());
  client->submit(place_intent("I1"));
  ASSERT_TRUE(run_until_resolved("I1"));
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
  client->submit(replace_intent("I2", "I1", 20, 10100));
  client->submit(cancel_intent("I3", "I1"));
  ASSERT_TRUE(run_until_resolved("I3"));
  EXPECT_EQ(seen("I2").outcome, Outcome::done);
  EXPECT_EQ(seen("I3").outcome, Outcome::done);
  EXPECT_EQ(seen("I1").status, OrderStatus::cancelled);
  EXPECT_TRUE(client->view().open_orders.empty());
}

TEST_P(Loopback, AgreesWithTheVenueOnFillsAndPositions) {
  start_client();
  options.name = "desk-2";
  options.account = "B";
  options.credentials = house.options.credentials[1];
  options.data_dir = directory.path() / "desk-2";
  Heard unheard;
  ExecutionClient other(*house.context, options, unheard);
  ASSERT_FALSE(other.start());
  ASSERT_TRUE(run_until_ready());
  client->submit(place_intent("I1", 15));
  ASSERT_TRUE(run_until_resolved("I1"));
  for (const venue::Lots quantity : {5, 4}) {
    venue::Intent sell = place_intent("sell-" + std::to_string(quantity), quantity);
    sell.side = venue::Side::sell;
    other.submit(sell);
  }
  ASSERT_TRUE(house.run_until([&] { return seen("I1").filled == 9; }));
  const venue::ClientView view = client->view();
  ASSERT_EQ(view.positions.size(), 1u);
  EXPECT_EQ(view.positions[0].quantity, 9);
  EXPECT_EQ(seen("I1").status, OrderStatus::partially_filled);
}

TEST_P(Loopback, GoesOnAfterBothSidesWereKilled) {
  start_client();
  ASSERT_TRUE(run_until_ready());
  client->submit(place_intent("I1"));
  ASSERT_TRUE(run_until_resolved("I1"));
  const auto before = seen("I1");
  client.reset();
  house.start();
  start_client();
  ASSERT_TRUE(run_until_ready());
  EXPECT_EQ(seen("I1").order_id, before.order_id);
  EXPECT_EQ(seen("I1").client_order_id, before.client_order_id);
  client->submit(place_intent("I1"));
  client->submit(cancel_intent("I2", "I1"));
  ASSERT_TRUE(run_until_resolved("I2"));
  EXPECT_EQ(seen("I1").status, OrderStatus::cancelled);
  EXPECT_EQ(house.told.executions.size(), 2u) << "accepted and cancelled, once each";
}

TEST_P(Loopback, AcceptsWhileTheVenueIsAwayAndPlacesWhenItIsBack) {
  house.server->stop();
  start_client();
  client->submit(place_intent("I1"));
  ASSERT_TRUE(house.run_until([&] { return !heard.callbacks.empty(); }));
  EXPECT_TRUE(heard.took(path::offline_accepted));
  house.start();
  ASSERT_TRUE(run_until_resolved("I1"));
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
}

TEST_P(Loopback, AClientKilledBeforeTheAnswerPlacesNothingTwice) {
  start_client();
  ASSERT_TRUE(run_until_ready());
  client->submit(place_intent("I1"));
  ASSERT_TRUE(house.run_until([&] { return client->counters().sends == 1; }));
  client.reset();
  start_client();
  ASSERT_TRUE(run_until_ready());
  ASSERT_TRUE(run_until_resolved("I1"));
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
  EXPECT_EQ(std::count_if(house.told.executions.begin(), house.told.executions.end(),
                          [](const auto& one) { return one.kind == venue::ExecutionKind::accepted; }),
            1);
}

INSTANTIATE_TEST_SUITE_P(Venues, Loopback, testing::ValuesIn(every_profile_in_every_dialect()),
                         [](const auto& spoken) {
                           std::string name =
                               spoken.param.profile + "-" + std::string(venue::name(spoken.param.dialect));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Client, RefusesToStartWithIdsThatTheVenueDoesNotTake) {
  boost::asio::io_context context;
  venue::TemporaryDirectory directory;
  Heard heard;
  ClientOptions options;
  options.account = "A";
  options.data_dir = directory.path();
  options.profile.id.length_max = 20;
  options.ids = IdScheme::uuid_v4;
  ExecutionClient client(context, options, heard);
  EXPECT_EQ(client.start(), std::errc::invalid_argument);
  EXPECT_EQ(client.complaint(), "UUIDv4 has 36 bytes, at most 20");
}

TEST(Client, RefusesToStartOnTheLedgerOfAnotherOne) {
  boost::asio::io_context context;
  venue::TemporaryDirectory directory;
  Heard heard;
  ClientOptions options;
  options.account = "A";
  options.data_dir = directory.path();
  ExecutionClient first(context, options, heard);
  ASSERT_FALSE(first.start());
  ExecutionClient second(context, options, heard);
  EXPECT_EQ(second.start(), std::errc::resource_unavailable_try_again);
  EXPECT_NE(second.complaint().find("in use by another client"), std::string_view::npos);
}

TEST(Client, RefusesToStartOnADamagedLedger) {
  boost::asio::io_context context;
  venue::TemporaryDirectory directory;
  {
    FileLedger ledger(directory.path());
    ASSERT_FALSE(ledger.open().error);
    for (int i = 0; i < 2; ++i) {
      ledger.append(StreamAdvanced{1});
      ASSERT_FALSE(ledger.sync());
    }
  }
  std::string bytes = venue::file_bytes(directory.path() / "ledger");
  bytes[8] = '!';
  venue::replace_file(directory.path() / "ledger", bytes);
  Heard heard;
  ClientOptions options;
  options.account = "A";
  options.data_dir = directory.path();
  options.profile.id.length_max = 64;
  ExecutionClient client(context, options, heard);
  EXPECT_EQ(client.start(), std::errc::bad_message);
  EXPECT_FALSE(client.view().ready);
}

}  // namespace
}  // namespace onefold::client
