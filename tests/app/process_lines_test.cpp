// The JSON lines of docs/process-door.md, and how commands are split.
#include "app/process_lines.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace onefold::app {
namespace {

const std::vector<venue::Instrument> instruments{{"BTC-USD", 2, 1}, {"ETH-USD", 2, 1}};

ProgramLine parsed(const std::string& text) {
  ProgramLine line;
  std::string problem;
  EXPECT_TRUE(parse_program_line(text, instruments, line, problem)) << problem;
  return line;
}

std::string problem_of(const std::string& text) {
  ProgramLine line;
  std::string problem;
  EXPECT_FALSE(parse_program_line(text, instruments, line, problem)) << text;
  return problem;
}

TEST(ProcessLines, AnAcceptedIntentIsACallback) {
  const auto callback = std::get<venue::ClientCallback>(parsed(R"({"accepted":"I1","number":3})"));
  EXPECT_EQ(callback.kind, venue::ClientCallback::Kind::accepted);
  EXPECT_EQ(callback.intent, "I1");
  EXPECT_EQ(callback.number, 3u);
}

TEST(ProcessLines, AnOutcomeNamesItsIntentAndItsReason) {
  const auto callback = std::get<venue::ClientCallback>(
      parsed(R"({"outcome":"refused","intent":"I1","number":2,"reason":"invalid-price"})"));
  EXPECT_EQ(callback.outcome, venue::Outcome::refused);
  EXPECT_EQ(callback.reason, venue::Reason::invalid_price);
}

TEST(ProcessLines, AFillIsInTicksAndLotsOfItsInstrument) {
  const auto callback = std::get<venue::ClientCallback>(
      parsed(R"({"fill":{"trade_id":4,"order_id":"9","symbol":"BTC-USD","side":"sell","quantity":"1.5",)"
             R"("price":"101.10","time_ns":"1700000000123456789"},"intent":"I1","number":3})"));
  EXPECT_EQ(callback.fill.quantity, 15);
  EXPECT_EQ(callback.fill.price, 10110);
  EXPECT_EQ(callback.fill.order_id, 9u);
  EXPECT_EQ(callback.fill.time_ns, 1700000000123456789);
}

TEST(ProcessLines, AViewIsSortedAndMayLeaveOutAllButReady) {
  const auto view = std::get<venue::ClientView>(parsed(
      R"({"view":{"ready":true,"positions":{"BTC-USD":"-1.5"},"ghosts":["b","a"],)"
      R"("intents":[{"id":"I2","outcome":"pending"},{"id":"I1","outcome":"done","symbol":"BTC-USD","filled":"0.5"}]}})"));
  EXPECT_TRUE(view.ready);
  ASSERT_EQ(view.positions.size(), 1u);
  EXPECT_EQ(view.positions[0].quantity, -15);
  ASSERT_EQ(view.intents.size(), 2u);
  EXPECT_EQ(view.intents[0].id, "I1");
  EXPECT_EQ(view.intents[0].filled, 5);
  EXPECT_EQ(view.ghosts, (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(std::get<venue::ClientView>(parsed(R"({"view":{"ready":false}})")).ready);
}

TEST(ProcessLines, WhatIsNotOfTheProtocolIsToldWithWhatWasExpected) {
  EXPECT_EQ(problem_of("hello"), "a JSON object");
  EXPECT_EQ(problem_of("[1]"), "a JSON object");
  EXPECT_NE(problem_of(R"({"order":1})").find("one of: accepted"), std::string::npos);
  EXPECT_NE(problem_of(R"({"accepted":1})").find("accepted"), std::string::npos);
  EXPECT_NE(problem_of(R"({"outcome":"perhaps","intent":"I1"})").find("done"), std::string::npos);
  EXPECT_NE(problem_of(R"({"view":{}})").find("ready"), std::string::npos);
  EXPECT_NE(problem_of(R"({"view":{"ready":true,"positions":{"BTC-USD":1.5}}})").find("decimal"),
            std::string::npos);
  EXPECT_NE(problem_of(R"({"view":{"ready":true,"positions":{"DOGE":"1"}}})").find("DOGE"),
            std::string::npos);
}

TEST(ProcessLines, IntentsAreWrittenAsTheManualSays) {
  venue::Intent place;
  place.id = "I1";
  place.symbol = "BTC-USD";
  place.quantity = 15;
  place.limit = 10110;
  const std::string line = intent_line(place, place.symbol, instruments);
  EXPECT_EQ(line.back(), '\n');
  EXPECT_EQ(
      nlohmann::json::parse(line),
      nlohmann::json::parse(R"({"intent":{"id":"I1","place":{"symbol":"BTC-USD","side":"buy","type":"limit",)"
                            R"("time_in_force":"good-till-cancel","quantity":"1.5","limit":"101.10"}}})"));
  venue::Intent replace;
  replace.id = "I3";
  replace.kind = venue::IntentKind::replace;
  replace.target = "I1";
  replace.quantity = 20;
  replace.limit = 10120;
  EXPECT_EQ(nlohmann::json::parse(intent_line(replace, "BTC-USD", instruments)),
            nlohmann::json::parse(
                R"({"intent":{"id":"I3","replace":{"target":"I1","quantity":"2.0","limit":"101.20"}}})"));
}

}  // namespace
}  // namespace onefold::app
