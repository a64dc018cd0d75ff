// What the network understands of HTTP and WebSocket, before faults strike.
#include "harness/http_framer.hpp"

#include <gtest/gtest.h>

#include "tests/harness/sample_plan.hpp"
#include "venue/wire/http_websocket.hpp"

namespace onefold::harness {
namespace {

namespace http = venue::http;
using sim::Passage;

struct NoFaults final : sim::Decider {
  void decide(const sim::Point&, std::vector<sim::Fault>&) override {}
};

struct HttpEar : testing::Test {
  HttpEar() {
    world.add_node({"venue", nullptr});
    world.add_node({"desk-1", nullptr});
  }

  sim::WorldOptions options() {
    sim::WorldOptions options;
    options.decider = &decider;
    return options;
  }
  sim::StreamInfo stream(bool from_client, std::uint64_t connection = 1) {
    const sim::Name desk = world.name(1);
    const sim::Name venue = world.name(0);
    return {connection, from_client ? desk : venue, from_client ? venue : desk, {}, from_client, 0};
  }
  static std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
  }
  // "KIND INTENT" of one whole message; checks that no part of it passes for a message.
  std::string heard(const std::string& text, bool from_client, std::uint64_t connection = 1) {
    const sim::StreamInfo on = stream(from_client, connection);
    const std::string_view part = std::string_view(text).substr(0, text.size() - 1);
    EXPECT_EQ(framer.frame_size(on, bytes_of(part)), 0u);
    EXPECT_EQ(framer.frame_size(on, bytes_of(text + "GET")), text.size());
    const sim::MessageLabel label = framer.label(on, bytes_of(text));
    passage = label.passage;
    return std::string(world.names().text(label.kind)) + " " + std::string(world.names().text(label.intent));
  }
  http::Caller caller() { return {&plan.credentials[0], plan.scenario.venue.instruments, "10.0.0.1"}; }
  std::string said(const venue::Request& request) {
    std::string text;
    EXPECT_TRUE(http::write_request(request, caller(), 1'700'000'000'000'000'000, text));
    return text;
  }
  static std::string refused() {
    std::string text;
    http::AnswerHead head;
    head.status = 400;
    http::write_answer(head, R"({"code":-2010,"msg":"Duplicate order sent.","reason":"duplicate-id"})", text);
    return text;
  }
  // The first intent of the scenario.
  static venue::NewOrder first_order() {
    venue::NewOrder order;
    order.client_order_id = "x-1";
    order.symbol = "BTC-USD";
    order.quantity = 15;
    order.limit = 10010;
    return order;
  }

  Plan plan = test::plan_of("http/duplicated-requests");
  NoFaults decider;
  sim::World world{options()};
  properties::History history{plan.terms};
  AttributionTable table{plan.scenario, world.names()};
  WireRecord record{world, {1}, history, table};
  HttpFramer framer{record, plan.credentials};
  Passage passage = Passage::free;
};

TEST_F(HttpEar, NamesRequestsAndAnswersAsTheNativeDialectDoes) {
  EXPECT_EQ(heard(said(first_order()), true), "new-order I1");
  EXPECT_EQ(passage, Passage::repeatable);
  EXPECT_EQ(heard(refused(), false), "rejected I1");
  EXPECT_EQ(passage, Passage::in_order);
  ASSERT_EQ(history.requests().size(), 1u);
  ASSERT_EQ(history.replies().size(), 1u);
  const auto& order = std::get<venue::NewOrder>(history.requests()[0].request);
  const auto& answer = std::get<venue::Rejected>(history.replies()[0].reply);
  EXPECT_EQ(order.quantity, 15);
  EXPECT_EQ(answer.reason, venue::Reason::duplicate_id);
  EXPECT_EQ(answer.request, order.request) << "HTTP has no numbers: the framer gives them";
}

TEST_F(HttpEar, AnswersComeInTheOrderOfTheRequests) {
  EXPECT_EQ(heard(said(venue::QueryOpenOrders{}), true), "query-open -");
  EXPECT_EQ(heard(said(first_order()), true), "new-order I1");
  EXPECT_EQ(heard(refused(), false), "rejected -");
  EXPECT_EQ(heard(refused(), false), "rejected I1");
  EXPECT_EQ(heard(refused(), false), "answer -") << "nobody asked";
}

TEST_F(HttpEar, TheAnswerToACopyCountsAsOneToTheOriginal) {
  EXPECT_EQ(heard(said(first_order()), true), "new-order I1");
  framer.repeated(stream(true), 7);
  EXPECT_EQ(heard(refused(), false, 7), "rejected I1");
  ASSERT_EQ(history.replies().size(), 1u);
  EXPECT_EQ(history.replies()[0].connection, 1u);
}

TEST_F(HttpEar, AForgedRequestIsNamedAndTellsTheHistoryNothing) {
  std::string forged = said(first_order());
  char& digit = forged[forged.find("signature=") + 10];
  digit = digit == '0' ? '1' : '0';
  EXPECT_EQ(heard(forged, true), "new-order -");
  EXPECT_TRUE(history.requests().empty());
}

TEST_F(HttpEar, HearsWholeWebSocketMessagesAfterTheUpgrade) {
  std::string upgrade;
  http::write_upgrade("key", 3, "AAAAAAAAAAAAAAAAAAAAAA==", caller(), upgrade);
  EXPECT_EQ(heard(upgrade, true), "subscribe -");
  EXPECT_EQ(passage, Passage::in_order);
  std::string switching;
  http::write_switching(http::websocket_accept("AAAAAAAAAAAAAAAAAAAAAA=="), switching);
  EXPECT_EQ(heard(switching, false), "upgraded -");
  EXPECT_EQ(passage, Passage::fixed);
  ASSERT_EQ(history.requests().size(), 1u);
  EXPECT_EQ(std::get<venue::Subscribe>(history.requests()[0].request).from_seq, 3u);

  std::string start;
  http::write_stream_start(9, start);
  std::string message;
  http::append_frame(http::Opcode::text, start, message);
  EXPECT_EQ(heard(message, false), "logged-in -");
  EXPECT_EQ(passage, Passage::free);
  std::string ping;
  http::append_frame(http::Opcode::ping, "1", ping);
  EXPECT_EQ(heard(ping, false), "control -");
  EXPECT_EQ(passage, Passage::fixed);
}

TEST_F(HttpEar, BeforeAGateItHearsTheRecordsOfTls) {
  const std::string hello{"\x16\x03\x01\x00\x05hello", 10};
  EXPECT_EQ(heard(hello, true), "tls -");
  EXPECT_EQ(passage, Passage::fixed);
}

TEST_F(HttpEar, WhatIsNoHttpPassesAsAMessageOfItsOwn) {
  const std::string noise = "\x01\x02 no request\r\n\r\n";
  EXPECT_EQ(framer.frame_size(stream(true), bytes_of(noise)), noise.size());
  EXPECT_EQ(world.names().text(framer.label(stream(true), bytes_of(noise)).kind), "malformed");
}

}  // namespace
}  // namespace onefold::harness
