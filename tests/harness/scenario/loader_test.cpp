#include "harness/scenario/loader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/harness/scenario/samples.hpp"

namespace onefold::harness {
namespace {

using samples::errors_of;
using sim::millisecond_ns;
using sim::second_ns;

TEST(Loader, ReadsTheExampleOfTheManual) {
  Scenario s = parse_scenario(samples::lost_acknowledgement, "t.json");
  EXPECT_EQ(s.name, "lost acknowledgement, then a retry");
  EXPECT_EQ(s.venue.profile, "reject-for-ever");
  ASSERT_EQ(s.clients.size(), 1u);
  EXPECT_EQ(s.clients[0].account, "A");
  ASSERT_EQ(s.intents.size(), 2u);
  EXPECT_EQ(s.intents[0].intent.quantity, 15);
  EXPECT_EQ(s.intents[0].intent.limit, 10'110);
  EXPECT_EQ(s.intents[0].client, "desk-1");
  EXPECT_EQ(s.intents[1].intent.kind, venue::IntentKind::cancel);
  EXPECT_EQ(s.intents[1].intent.target, "I1");
  EXPECT_EQ(s.chaos.rate[static_cast<int>(sim::FaultKind::kill)].denominator, 50u);
  ASSERT_EQ(s.faults.size(), 1u);
  EXPECT_EQ(s.faults[0].key, "message venue->desk-1 orders accepted I1 #1");
  EXPECT_EQ(s.expect.reach, (std::vector<std::string>{"retry", "duplicate-suppressed"}));
}

TEST(Loader, FillsInTheDocumentedDefaults) {
  Scenario s = parse_scenario(samples::with_faults(""), "t.json");
  EXPECT_EQ(s.venue.implementation, "reference");
  EXPECT_EQ(s.venue.instruments, (std::vector<venue::Instrument>{{"BTC-USD", 2, 1}, {"ETH-USD", 2, 1}}));
  EXPECT_EQ(s.network, Network{});
  EXPECT_EQ(s.chaos, ChaosRates{});
  EXPECT_EQ(s.heal_ns, 10 * millisecond_ns + 2 * second_ns);
  EXPECT_EQ(s.horizon_ns, s.heal_ns + 60 * second_ns);
  EXPECT_EQ(s.venue.crowd, (Crowd{crowd_calm_ns, s.heal_ns}));
  EXPECT_EQ(s.events_max, events_default);
  EXPECT_EQ(s.expect, Expectation{});
}

TEST(Loader, LetsChaosEndWithHealing) {
  std::string text = samples::with_faults("");
  text.insert(1, R"("chaos": {"drop": "1/2"}, "heal": "3s",)");
  EXPECT_EQ(parse_scenario(text, "t.json").chaos.until_ns, 3 * second_ns);
}

TEST(Loader, HealsAfterTheLastAnchoredFault) {
  Scenario s = parse_scenario(
      samples::with_faults(R"({"pause": {"at": "5s", "node": "desk-1", "for": "2s"}})"), "t.json");
  EXPECT_GT(s.heal_ns, 7 * second_ns);
}

TEST(Loader, ReportsEveryErrorInTheOrderOfTheFile) {
  EXPECT_EQ(
      errors_of(R"({
  "name": 7,
  "venue": { "profile": "p", "speed": 1 },
  "clients": [{ "name": "desk-1" }],
  "intents": [
    { "id": "I1", "at": "soon", "place": { "symbol": "BTC-USD", "side": "buy", "quantity": "-1", "limit": "1.001" } },
    { "id": "I2", "at": "1s", "cancel": "I9" }
  ],
  "unknown_max": "1"
})"),
      "t.json:2:11: expected a text of at most 4000 bytes, found 7\n"
      "t.json:3:30: expected \"profile\", \"profile_document\", \"implementation\", \"dialect\", \"tls\", "
      "\"instruments\", "
      "\"crowd\", "
      "\"window\", \"processing\", \"query_lag\", \"rate_limit\" or \"rollover\", found \"speed\"\n"
      "t.json:6:25: expected a time such as \"10ms\" (ns, us, ms, s, m, h), found \"soon\"\n"
      "t.json:6:92: expected a positive decimal text, a multiple of the lot 0.1, at most 100000000000, found "
      "\"-1\"\n"
      "t.json:6:107: expected a positive decimal text, a multiple of the tick 0.01, at most 10000000000, "
      "found "
      "\"1.001\"\n"
      "t.json:9:18: expected a whole number from 0 to 20000, found \"1\"");
}

TEST(Loader, SaysWhereASyntaxErrorStands) {
  EXPECT_EQ(errors_of("{\n  \"name\": }").substr(0, 11), "t.json:2:11");
  EXPECT_NE(errors_of(R"({"name": "a", "name": "b"})"), "");
  EXPECT_NE(errors_of("[]"), "");
  EXPECT_NE(errors_of(""), "");
}

TEST(Loader, KeepsAtMostFiftyErrors) {
  std::string many;
  for (int i = 0; i < 200; ++i) many += (i ? "," : "") + std::string("\"k") + std::to_string(i) + "\": 1";
  try {
    parse_scenario("{" + many + "}", "t.json");
    FAIL();
  } catch (const ScenarioError& error) {
    EXPECT_EQ(error.errors().size(), 50u);
  }
}

struct Broken {
  const char* from;  // a piece of the scenario that uses everything
  const char* to;
  const char* error;
  int errors = 1;  // with what follows from it
};

class BrokenScenario : public testing::TestWithParam<Broken> {};

TEST_P(BrokenScenario, IsRefusedWithWhatWasExpected) {
  std::string text(samples::everything);
  std::size_t at = text.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string(GetParam().from).size(), GetParam().to);
  std::string errors = errors_of(text);
  EXPECT_NE(errors.find(GetParam().error), std::string::npos) << errors;
  EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n') + 1, GetParam().errors) << errors;
}

INSTANTIATE_TEST_SUITE_P(
    Loader, BrokenScenario,
    testing::Values(
        Broken{R"("name": "all of it",)", "", R"(t.json:1:1: expected a key "name", found none)"},
        Broken{R"("dialect": "http")", R"("dialect": "fix")",
               R"(t.json:6:77: expected "native" or "http", found "fix")", 2},
        Broken{R"("tls": true)", R"("tls": "yes")", R"(expected true or false, found "yes")"},
        Broken{R"("name": "all of it")", R"("name": "")", "expected a name"},
        Broken{R"("stored-response")", R"("a b")", "the name of a profile, with :stricter or :laxer"},
        Broken{R"("symbol": "DEF")", R"("symbol": "ABC")", "expected a symbol not given before", 3},
        Broken{R"("price_decimals": 4)", R"("price_decimals": 10)", "a whole number from 0 to 9, found 10"},
        Broken{R"("period": "3ms")", R"("period": "0s")", "a time of at least 1ns"},
        Broken{R"({ "period": "3ms", "until": "4s" })", R"("wild")", R"("off", "calm" or "busy")"},
        Broken{R"("requests": 50, "per": "1s")", R"("requests": 50)", R"(expected a key "per")"},
        Broken{R"("count": 3)", R"("count": 0)", "a whole number from 1 to 256, found 0"},
        Broken{R"("count": 3)", R"("count": 256)", "at most 256 clients"},
        Broken{R"("name": "solo")", R"("name": "venue")", "expected a name that no other node has", 2},
        Broken{R"("name": "solo")", R"("name": "desk-2")", "expected a name that no other node has", 2},
        Broken{R"("name": "solo")", R"("name": "an-unreasonably-long-name-for-a-client")", "1 to 32 letters"},
        Broken{R"({ "b": [1, 2], "a": { "c": "é" } })", "[1]", "an object of at most 4000 bytes"},
        Broken{R"("id": "I2")", R"("id": "I1")", "expected an id that no other intent of the client has"},
        Broken{R"("id": "I4")", R"("id": "a b")", "printable bytes without blanks"},
        Broken{R"("id": "I4")", R"("id": "*")", "printable bytes without blanks"},
        Broken{R"("id": "I4")", R"("id": "bulk7")", "expected an id other than the generated ones"},
        Broken{R"("again": ["20ms", "1s"])", R"("again": ["20ms", "15ms"])",
               "a time not before 20ms, found 15ms"},
        Broken{R"("again": ["20ms", "1s"])", R"("again": ["5ms"])", "a time not before 10ms"},
        Broken{R"("again": ["20ms", "1s"])", R"("again": "20ms")", "a list of times"},
        Broken{R"("side": "sell")", R"("side": "short")", R"("buy" or "sell", found "short")"},
        Broken{R"("symbol": "ABC", "side")", R"("symbol": "XYZ", "side")",
               "expected an instrument of the venue"},
        Broken{R"("quantity": "15")", R"("quantity": 15)", "a positive decimal text"},
        Broken{R"("quantity": "15")", R"("quantity": "0")", "a positive decimal text"},
        Broken{R"("quantity": "15")", R"("quantity": "1.5")", "a multiple of the lot 1"},
        Broken{R"("quantity": "15")", R"("quantity": "9999999999999")", "at most 1000000000000"},
        Broken{R"("limit": "0.0001")", R"("limit": "0.00001")", "a multiple of the tick 0.0001"},
        Broken{R"("quantity": "0.1")", R"("quantity": "0.1", "limit": "3")", "no limit on a market order"},
        Broken{R"("target": "I1", "quantity": "20")", R"("target": "I1", "quantity": "2.5")",
               "a multiple of the lot 1"},
        Broken{R"("cancel": "I1")", R"("cancel": "I9")",
               R"(expected the id of a place intent of client "desk-2", found "I9")"},
        Broken{R"("cancel": "I1")", R"("cancel": "I2")", "expected the id of a place intent"},
        Broken{R"("at": "40ms", "cancel")", R"("at": "1ms", "cancel")", "submitted by then, at 1ms"},
        Broken{R"("at": "40ms", "cancel": "I1")", R"("at": "40ms")",
               R"("place", "cancel", "replace" and "transfer")"},
        Broken{R"("at": "50ms")", R"("at": "2h")", "expected a time before the horizon, 90s"},
        Broken{R"("client": "solo")", R"("client": "nobody")", R"(expected a client, found "nobody")"},
        Broken{R"("client": "solo")", R"("client": "venue")", R"(expected a client, found "venue")"},
        Broken{R"("to": "2s")", R"("to": "1ms")", "expected a time not before 100ms"},
        Broken{R"("count": 40)", R"("count": 20001)", "from 1 to 20000"},
        Broken{R"("twins": "1/6")", R"("twins": "7/6")", "a ratio such as"},
        Broken{R"("model": "direct")", R"("model": "magic")", R"("direct" or "hops", found "magic")"},
        Broken{R"(["50us", "20ms"])", R"(["20ms", "50us"])", "the first not above the second"},
        Broken{R"(["50us", "20ms"])", R"(["50us"])", "two times such as"},
        Broken{R"("longest_delay": "800ms")", R"("longest_delay": "1ms")",
               "at least the latency, 20ms, found 1ms"},
        Broken{R"("delay": "1/10")", R"("delay": 0.1)", "whole number"},
        Broken{R"("delay": "1/10")", R"("delay": "1/0")", "a ratio such as"},
        Broken{R"("delay": "1/10")", R"("drop": "1/10")", "a fault of the direct model"},
        Broken{R"("delay": "1/10")", R"("gremlins": "1/10")", R"(found "gremlins")"},
        Broken{R"("until": "3s")", R"("until": "6s")", "expected a time not after the heal time, 5s"},
        Broken{R"("desk-3"])", R"("desk-4"])", R"(expected a client or "venue", found "desk-4")"},
        Broken{R"("delay": { "from": "desk-1")", R"("delay": { "from": "desk-9")", R"(found "desk-9")"},
        Broken{R"("message": "new-order")", R"("message": "accepted")", R"(a message that "desk-1" sends)"},
        Broken{R"("message": "new-order")", R"("message": "order")", "a kind of message"},
        Broken{R"("message": "new-order")", R"("channel": "events", "message": "new-order")",
               R"(expected "orders")"},
        Broken{R"("heal": "5s")", R"("heal": "100s")", "expected a time after the heal time"},
        Broken{R"("events_max": 1234)", R"("events_max": 0)", "from 1 to"},
        Broken{R"("beyond": true)", R"("beyond": "yes")", "true or false"},
        Broken{R"("unknown_max": 3)", R"("unknown_max": -1)", "from 0 to"},
        Broken{R"("property": "one-order-per-intent",)", "",
               R"(a key "property" where the verdict is "violated")"},
        Broken{R"("verdict": "violated", "property": "one-order-per-intent", "blame": "client")",
               R"("verdict": "held", "property": "x")", R"(none where the verdict is "held")"},
        Broken{R"("blame": "client")", R"("blame": "nobody")", R"("client" or "venue")"}));

TEST(Loader, RefusesFaultsThatCanNeverStrike) {
  auto refused = [](const char* fault, const char* why) {
    std::string errors = errors_of(samples::with_faults(fault));
    EXPECT_NE(errors.find(why), std::string::npos) << fault << ": " << errors;
  };
  refused(R"({"pause": {"at": "5s", "node": "desk-2", "for": "2s"}})",
          R"(a client or "venue", found "desk-2")");
  refused(R"({"partition": {"at": "5s", "node": "venue", "peer": "venue", "for": "2s"}})",
          "expected another node");
  refused(R"({"drop": {"from": "venue", "to": "venue", "message": "accepted"}})", "one end to be the venue");
  refused(R"({"drop": {"from": "venue", "to": "desk-1", "message": "accepted", "intent": "I7"}})",
          "the id of an intent");
  refused(R"({"refuse": {"from": "desk-1", "to": "venue", "channel": "pigeons"}})",
          R"("orders", "events" or "webhook")");
  refused(R"({"stale-query": {"account": "B", "message": "query-order", "by": "1s"}})",
          "an account of a client");
  refused(R"({"stale-query": {"account": "A", "message": "accepted", "by": "1s"}})", "a kind of query");
  refused(R"({"kill": {"node": "desk-1", "message": "letter"}})", "a kind of message");
  refused(R"({"crash": {"at": "1s", "node": "desk-1", "unsynced": "torn"}})", "nothing where power stays on");
  std::string late = samples::with_faults(R"({"pause": {"at": "5s", "node": "desk-1", "for": "2s"}})");
  late.insert(1, R"("heal": "4s",)");
  EXPECT_NE(errors_of(late).find("expected a time before the heal time, 4s"), std::string::npos);
}

TEST(Loader, RefusesWhatGatewaysNeverDoToHttp) {
  auto over_http = [](const char* fault) {
    std::string text = samples::with_faults(fault);
    text.insert(text.find("\"profile\""), "\"dialect\": \"http\", ");
    return errors_of(text);
  };
  const char* overtaken =
      R"({"reorder": {"from": "desk-1", "to": "venue", "message": "cancel", "by": "1s"}})";
  EXPECT_NE(over_http(overtaken).find("no \"reorder\" of HTTP messages"), std::string::npos);
  EXPECT_EQ(errors_of(samples::with_faults(overtaken)), "");
  const char* answer =
      R"({"duplicate": {"from": "venue", "to": "desk-1", "message": "accepted", "by": "1s"}})";
  EXPECT_NE(over_http(answer).find("no \"duplicate\" of an answer"), std::string::npos);
  EXPECT_EQ(errors_of(samples::with_faults(answer)), "");
  for (const char* possible :
       {R"({"duplicate": {"from": "desk-1", "to": "venue", "message": "new-order", "by": "1s"}})",
        R"({"reorder": {"from": "venue", "to": "desk-1", "message": "event-filled", "by": "1s"}})",
        R"({"drop": {"from": "venue", "to": "desk-1", "channel": "events", "message": "answer"}})"}) {
    EXPECT_EQ(over_http(possible), "");
  }
}

TEST(Loader, KnowsTheGateOfEachClientWhereThereIsTls) {
  auto errors = [](const char* venue, const char* fault) {
    std::string text = samples::with_faults(fault);
    return errors_of(text.insert(text.find("\"profile\""), venue));
  };
  const char* before = R"({"cut": {"from": "desk-1", "to": "desk-1-gate", "message": "tls", "bytes": 3}})";
  EXPECT_EQ(errors(R"("dialect": "http", "tls": true, )", before), "");
  EXPECT_NE(errors(R"("dialect": "http", )", before).find("found \"desk-1-gate\""), std::string::npos);
  EXPECT_NE(errors(R"("tls": true, )", before).find("TLS with dialect \"http\" only"), std::string::npos);
  const char* behind =
      R"({"drop": {"from": "desk-1", "to": "venue", "message": "new-order", "intent": "I1"}})";
  EXPECT_EQ(errors(R"("dialect": "http", "tls": true, )", behind), "");
}

TEST(Loader, ChecksWordsThatOnlyTheProgramKnows) {
  KnownWords known;
  known.profiles = {"reject-for-ever", "no-deduplication"};
  known.client_implementations = {"reference"};
  known.probes = {"retry", "duplicate-suppressed"};
  EXPECT_EQ(errors_of(samples::lost_acknowledgement, known), "");
  known.profiles = {"no-deduplication"};
  EXPECT_NE(errors_of(samples::lost_acknowledgement, known)
                .find("expected \"no-deduplication\", found \"reject-for-ever\""),
            std::string::npos);
  known.profiles.clear();
  known.client_implementations = {"other"};
  EXPECT_NE(errors_of(samples::lost_acknowledgement, known), "");
  known.client_implementations.clear();
  known.probes = {"retry"};
  EXPECT_NE(errors_of(samples::lost_acknowledgement, known).find("t.json:14:"), std::string::npos);
}

TEST(Loader, DoesNotJudgeWhatDependsOnABrokenPart) {
  std::string text(samples::everything);
  text.replace(text.find(R"("name": "solo")"), 14, R"("name": "so lo")");
  std::string errors = errors_of(text);
  EXPECT_EQ(errors.find('\n'), std::string::npos) << errors;
}

class Files : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(testing::TempDir()) /
        ("onefold-loader-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "fast");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, std::string_view text) { std::ofstream(folder_ / name) << text; }

  std::filesystem::path folder_;
};

TEST_F(Files, AreFoundInOrderWithoutSchemas) {
  for (const char* name : {"fast/b.json", "fast/a.json", "z.json", "scenario.schema.json", "notes.txt"})
    write(name, "{}");
  EXPECT_EQ(find_scenarios(folder_),
            (std::vector<std::filesystem::path>{folder_ / "fast/a.json", folder_ / "fast/b.json",
                                                folder_ / "z.json"}));
  EXPECT_EQ(find_scenarios(folder_ / "notes.txt"),
            (std::vector<std::filesystem::path>{folder_ / "notes.txt"}));
  EXPECT_THROW(find_scenarios(folder_ / "none"), ScenarioError);
  std::filesystem::create_directories(folder_ / "empty");
  EXPECT_THROW(find_scenarios(folder_ / "empty"), ScenarioError);
}

TEST_F(Files, ThatCannotBeReadAreNamed) {
  EXPECT_THROW(load_scenario(folder_ / "none.json"), ScenarioError);
  EXPECT_THROW(load_scenario(folder_), ScenarioError);
  write("large.json", std::string(file_size_max + 1, ' '));
  try {
    load_scenario(folder_ / "large.json");
    FAIL();
  } catch (const ScenarioError& error) {
    EXPECT_NE(std::string(error.what()).find("large.json: cannot be read: longer than 4194304 bytes"),
              std::string::npos);
  }
  write("good.json", samples::everything);
  EXPECT_EQ(load_scenario(folder_ / "good.json"), parse_scenario(samples::everything, "t.json"));
}

Background background_of(const std::string& value) {
  std::string text(samples::lost_acknowledgement);
  text.insert(text.find("\"chaos\""), "\"background\": " + value + ", ");
  return parse_scenario(text, "t.json").background;
}

TEST(Loader, ReadsTheBackgroundAsAWordOrAnObject) {
  EXPECT_EQ(parse_scenario(samples::lost_acknowledgement, "t.json").background, Background{});
  EXPECT_EQ(background_of("\"calm\""), (Background{std::nullopt, true}));
  EXPECT_EQ(background_of("{ \"seed\": 0 }"), (Background{0, false}));
  EXPECT_EQ(background_of("{ \"seed\": \"18446744073709551615\", \"calm\": true }"),
            (Background{18'446'744'073'709'551'615u, true}));
  EXPECT_EQ(background_of("{}"), Background{});
  for (const char* wrong : {"\"wild\"", "7", "true", "{ \"seed\": -1 }", "{ \"seed\": \"17\" }",
                            "{ \"seed\": 1.5 }", "{ \"calm\": 1 }", "{ \"speed\": 1 }"}) {
    EXPECT_THROW(background_of(wrong), ScenarioError) << wrong;
  }
}

}  // namespace
}  // namespace onefold::harness
