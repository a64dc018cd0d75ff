// `onefold venue`: what it serves, what it keeps, how it stops, what it refuses.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <variant>

#include "tests/app/program.hpp"
#include "tests/app/venue_process.hpp"

namespace onefold::test {
namespace {

using venue::Side;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> arguments(const std::vector<std::string>& more = {}) {
  std::vector<std::string> all{"--listen", "127.0.0.1:0", "--profile", "reject-for-ever"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST(VenueCommand, PlacesQueriesFillsAndCancelsForARawClient) {
  ScratchDirectory scratch;
  VenueProcess process(scratch.path(), arguments({"--account", "A", "--account", "B"}));
  ASSERT_NE(process.orders_port(), 0) << process.rest();

  RawConnection events(process.events_port());
  ASSERT_TRUE(events.ask(venue::Subscribe{1, "A", 1}));
  RawConnection seller = logged_in(process.orders_port(), "A");
  RawConnection buyer = logged_in(process.orders_port(), "B");
  const auto accepted = seller.ask(limit_order(2, "s-1", Side::sell, 30, 10'110));
  ASSERT_TRUE(accepted && std::holds_alternative<venue::Accepted>(*accepted));
  const auto taken = buyer.ask(limit_order(2, "b-1", Side::buy, 10, 10'110));
  ASSERT_TRUE(taken && std::holds_alternative<venue::Accepted>(*taken));
  EXPECT_EQ(std::get<venue::Accepted>(*taken).order.status, venue::OrderStatus::filled);

  const auto report = seller.ask(venue::QueryOrder{3, "s-1", 0});
  ASSERT_TRUE(report && std::holds_alternative<venue::OrderReport>(*report));
  ASSERT_EQ(std::get<venue::OrderReport>(*report).orders.size(), 1u);
  EXPECT_EQ(std::get<venue::OrderReport>(*report).orders[0].filled, 10);
  const auto cancelled = seller.ask(venue::CancelOrder{4, "s-1", 0});
  ASSERT_TRUE(cancelled && std::holds_alternative<venue::Cancelled>(*cancelled));

  for (const auto kind :
       {venue::ExecutionKind::accepted, venue::ExecutionKind::filled, venue::ExecutionKind::cancelled}) {
    const auto event = events.reply();
    ASSERT_TRUE(event && std::holds_alternative<venue::ExecutionReport>(*event));
    EXPECT_EQ(std::get<venue::ExecutionReport>(*event).kind, kind);
  }
}

TEST(VenueCommand, RecoversItsJournalAfterAKill) {
  ScratchDirectory scratch;
  {
    VenueProcess process(scratch.path(), arguments({"--data", "journal-here"}));
    RawConnection client = logged_in(process.orders_port());
    ASSERT_TRUE(client.ask(limit_order(2, "kept", Side::buy, 15, 10'110)));
    EXPECT_EQ(process.stop(SIGKILL), -1);
  }
  VenueProcess process(scratch.path(), arguments({"--data", "journal-here"}));
  RawConnection client = logged_in(process.orders_port());
  const auto open = client.ask(venue::QueryOpenOrders{2});
  ASSERT_TRUE(open && std::holds_alternative<venue::OpenOrders>(*open));
  ASSERT_EQ(std::get<venue::OpenOrders>(*open).orders.size(), 1u);
  EXPECT_EQ(std::get<venue::OpenOrders>(*open).orders[0].client_order_id, "kept");
  const auto again = client.ask(limit_order(3, "kept", Side::buy, 15, 10'110));
  ASSERT_TRUE(again && std::holds_alternative<venue::Rejected>(*again));
  EXPECT_EQ(std::get<venue::Rejected>(*again).reason, venue::Reason::duplicate_id);
}

TEST(VenueCommand, StopsCleanlyOnSigtermAndSigint) {
  for (const int signal : {SIGTERM, SIGINT}) {
    ScratchDirectory scratch;
    VenueProcess process(scratch.path(), arguments({"--data", "d"}));
    RawConnection client = logged_in(process.orders_port());
    RawConnection silent(process.events_port());
    EXPECT_EQ(process.stop(signal), 0) << process.rest();
    EXPECT_TRUE(client.ends());
    EXPECT_EQ(process.rest(), "");
  }
}

TEST(VenueCommand, WarnsWhenOtherMachinesCanReachIt) {
  ScratchDirectory scratch;
  VenueProcess process(scratch.path(), {"--listen", "0.0.0.0:0", "--profile", "reject-for-ever"});
  EXPECT_NE(process.orders_port(), 0);
  EXPECT_TRUE(contains(process.rest(), "warning: 0.0.0.0:0 can be reached")) << process.rest();
}

TEST(VenueCommand, Is64ForWrongArguments) {
  ScratchDirectory scratch;
  const auto status_of = [&](const std::vector<std::string>& more) {
    std::vector<std::string> all = arguments(more);
    all.insert(all.begin(), "venue");
    return run_program(scratch.path(), all).status;
  };
  EXPECT_EQ(run_program(scratch.path(), {"venue"}).status, 64);
  EXPECT_EQ(
      run_program(scratch.path(), {"venue", "--listen", "nowhere", "--profile", "reject-for-ever"}).status,
      64);
  EXPECT_EQ(run_program(scratch.path(), {"venue", "--listen", "127.0.0.1:0", "--profile", "none"}).status,
            64);
  EXPECT_EQ(status_of({"--dialect", "fix"}), 64);
  EXPECT_EQ(status_of({"--dialect", "http"}), 64);
  EXPECT_EQ(status_of({"--instrument", "BTC-USD"}), 64);
  EXPECT_EQ(status_of({"--instrument", "BTC-USD:2:10"}), 64);
  EXPECT_EQ(status_of({"--instrument", "X:1:1", "--instrument", "X:2:2"}), 64);
  EXPECT_EQ(status_of({"--account", "crowd"}), 64);
  EXPECT_EQ(status_of({"--metrics", "9090"}), 64);
  EXPECT_EQ(status_of({"--fault-log", "log"}), 64);
}

TEST(VenueCommand, Is65ForAWrongFile) {
  ScratchDirectory scratch;
  const auto run = [&](const std::vector<std::string>& more) {
    std::vector<std::string> all = arguments(more);
    all.insert(all.begin(), "venue");
    return run_program(scratch.path(), all);
  };
  scratch.write("chaos.json", "{\n  \"chaos\": { \"drop\": \"2/1\" }\n}\n");
  Outcome outcome = run({"--chaos", "chaos.json"});
  EXPECT_EQ(outcome.status, 65) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "chaos.json:2:")) << outcome.output;
  EXPECT_EQ(run({"--chaos", "missing.json"}).status, 65);

  scratch.write("profile.json", "{ \"name\": \"profile\" }");
  EXPECT_EQ(
      run_program(scratch.path(), {"venue", "--listen", "127.0.0.1:0", "--profile", "profile.json"}).status,
      65);

  {
    VenueProcess process(scratch.path(), arguments({"--data", "d"}));
    RawConnection client = logged_in(process.orders_port());
    ASSERT_TRUE(client.ask(limit_order(2, "kept", Side::buy, 15, 10'110)));
  }
  outcome = run({"--data", "d", "--instrument", "OTHER:2:1"});
  EXPECT_EQ(outcome.status, 65) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "does not fit")) << outcome.output;
}

TEST(VenueCommand, Is70WhenItCannotListen) {
  ScratchDirectory scratch;
  VenueProcess first(scratch.path(), arguments());
  const std::string taken = "127.0.0.1:" + std::to_string(first.orders_port());
  const Outcome outcome =
      run_program(scratch.path(), {"venue", "--listen", taken, "--profile", "reject-for-ever"});
  EXPECT_EQ(outcome.status, 70) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "cannot listen on " + taken)) << outcome.output;
}

TEST(VenueCommand, RefusesCredentialsThatOthersMayReadAndNeverPrintsASecret) {
  ScratchDirectory scratch;
  const auto run = [&] {
    std::vector<std::string> all = arguments({"--credentials", "keys.json"});
    all.insert(all.begin(), "venue");
    return run_program(scratch.path(), all);
  };
  scratch.write("keys.json", R"([{ "account": "A", "api_key": "key-1", "secret": "hush hush" }])");
  ::chmod((scratch.path() / "keys.json").c_str(), 0644);
  Outcome outcome = run();
  EXPECT_EQ(outcome.status, 65) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "chmod 600")) << outcome.output;

  ::chmod((scratch.path() / "keys.json").c_str(), 0600);
  outcome = run();
  EXPECT_EQ(outcome.status, 65) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "keys.json:1:")) << outcome.output;
  EXPECT_FALSE(contains(outcome.output, "hush")) << outcome.output;
}

TEST(VenueCommand, TellsItsMetricsInTheTextFormatOfPrometheus) {
  ScratchDirectory scratch;
  VenueProcess process(scratch.path(), arguments({"--metrics", "127.0.0.1:0"}));
  RawConnection client = logged_in(process.orders_port());
  ASSERT_TRUE(client.ask(limit_order(2, "one", Side::buy, 15, 10'110)));
  ASSERT_TRUE(client.ask(limit_order(3, "one", Side::buy, 15, 10'110)));
  const std::string text = http_get(process.metrics_port(), "/metrics");
  for (const std::string line :
       {"# TYPE onefold_requests_total counter\n", "onefold_requests_total{kind=\"new-order\"} 2\n",
        "onefold_requests_total{kind=\"login\"} 1\n", "onefold_duplicates_caught_total 1\n",
        "onefold_duplicates_missed_total 0\n", "onefold_id_expiries_total 0\n",
        "onefold_rejects_total{reason=\"duplicate-id\"} 1\n",
        "onefold_executions_total{kind=\"accepted\"} 1\n",
        "onefold_connections_total{channel=\"orders\"} 1\n", "onefold_connections_open 1\n",
        "onefold_request_seconds_bucket{le=\"+Inf\"} 3\n", "onefold_request_seconds_count 3\n"}) {
    EXPECT_TRUE(contains(text, line)) << line << text;
  }
  EXPECT_EQ(http_get(process.metrics_port(), "/elsewhere"), "GET /metrics\n");
}

TEST(VenueCommand, CountsDuplicatesThatTheVenueMissed) {
  ScratchDirectory scratch;
  VenueProcess process(scratch.path(), {"--listen", "127.0.0.1:0", "--profile", "no-deduplication",
                                        "--metrics", "127.0.0.1:0"});
  ASSERT_NE(process.orders_port(), 0) << process.rest();
  RawConnection client = logged_in(process.orders_port());
  for (std::uint64_t request = 2; request < 4; ++request) {
    const auto answer = client.ask(limit_order(request, "same", Side::buy, 15, 10'110));
    ASSERT_TRUE(answer && std::holds_alternative<venue::Accepted>(*answer));
  }
  EXPECT_TRUE(contains(http_get(process.metrics_port(), "/metrics"), "onefold_duplicates_missed_total 1\n"));
}

}  // namespace
}  // namespace onefold::test
