// The one codec of faults, over every kind: a kind that is added without one fails here.
#include "harness/scenario/fault_codec.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/scenario/fault_place.hpp"
#include "tests/harness/scenario/samples.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;
using sim::FaultKind;

// Reads one fault alone.
std::optional<FaultWords> read(const std::string& text, std::string* errors = nullptr) {
  venue::JsonDocument document(text, "f");
  Complaints complaints(document);
  std::optional<FaultWords> fault = read_fault(complaints, document.root(), "");
  try {
    complaints.throw_if_any();
  } catch (const ScenarioError& error) {
    if (errors) *errors = error.what();
  }
  return fault;
}

TEST(FaultCodec, KnowsEveryKindOfFaultByItsWord) {
  const std::vector<FaultWords> faults = samples::all_faults();
  ASSERT_EQ(faults.size(), static_cast<std::size_t>(sim::fault_kind_count));
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    EXPECT_EQ(faults[static_cast<std::size_t>(i)].fault.kind, static_cast<FaultKind>(i));
  }
}

TEST(FaultCodec, WritesTheReadableFormAsATesterWroteIt) {
  const std::vector<FaultWords> faults = samples::all_faults();
  for (std::size_t i = 0; i < faults.size(); ++i) {
    EXPECT_EQ(json::parse(to_json(faults[i], FaultForm::readable).dump()),
              json::parse(samples::readable_faults[i]));
  }
}

TEST(FaultCodec, ReadsBothFormsBackToTheSameFault) {
  for (const FaultWords& fault : samples::all_faults()) {
    for (FaultForm form : {FaultForm::exact, FaultForm::readable}) {
      std::string text = to_json(fault, form).dump();
      EXPECT_EQ(read(text), fault) << text;
    }
  }
}

TEST(FaultCodec, KeepsAnchorsAtEveryKindOfPoint) {
  for (const char* key :
       {"message venue->desk-1 orders accepted I1 #1", "connection desk-1->venue events #2",
        "effect desk-1 fsync ledger.log - #3", "effect desk-1 send new-order I1 #3",
        "query venue->A orders query-open - #1", "boot venue #2", "stimulus desk-1 I1 #1", "start"}) {
    FaultWords fault;
    fault.key = key;
    fault.node = "desk-1";
    fault.fault.kind = FaultKind::pause;
    fault.fault.offset_ns = 17;
    fault.fault.duration_ns = 5;
    for (FaultForm form : {FaultForm::exact, FaultForm::readable}) {
      std::string text = to_json(fault, form).dump();
      EXPECT_EQ(read(text), fault) << text;
      EXPECT_EQ(text.find("\"key\"") == std::string::npos, form == FaultForm::readable) << text;
    }
  }
}

TEST(FaultCodec, FallsBackToTheExactFormWhereWordsCannotSayIt) {
  FaultWords fault;
  fault.fault.kind = FaultKind::stale_query;
  fault.fault.delay_ns = 1;
  fault.key =
      "query elsewhere->A orders query-open - #1";  // the readable form has no word for the venue's name
  std::string text = to_json(fault, FaultForm::readable).dump();
  EXPECT_NE(text.find(fault.key), std::string::npos);
  EXPECT_EQ(read(text), fault);
}

TEST(FaultCodec, SurvivesTheWorldAndBack) {
  sim::NameTable names;
  for (const FaultWords& fault : samples::all_faults()) EXPECT_EQ(words_of(names, bind(names, fault)), fault);
}

TEST(FaultCodec, LeavesFieldsOfOtherKindsNeutral) {
  std::optional<FaultWords> fault =
      read(R"({"drop": {"from": "venue", "to": "desk-1", "message": "accepted", "nth": 1}})");
  ASSERT_TRUE(fault);
  FaultWords expected;
  expected.key = "message venue->desk-1 orders accepted - #1";
  EXPECT_EQ(*fault, expected);
}

TEST(FaultCodec, DerivesTheChannelFromTheKindOfMessage) {
  auto key = [](const char* message) {
    auto fault = read(std::string(R"({"drop": {"from": "a", "to": "b", "message": ")") + message + "\"}}");
    return fault ? fault->key : "";
  };
  EXPECT_EQ(key("new-order"), "message a->b orders new-order - #1");
  EXPECT_EQ(key("subscribe"), "message a->b events subscribe - #1");
  EXPECT_EQ(key("event-filled"), "message a->b events event-filled - #1");
}

struct Broken {
  const char* text;
  const char* error;
};

class BrokenFault : public testing::TestWithParam<Broken> {};

TEST_P(BrokenFault, IsRefusedWithWhatWasExpected) {
  std::string errors;
  EXPECT_FALSE(read(GetParam().text, &errors));
  EXPECT_NE(errors.find(GetParam().error), std::string::npos) << errors;
}

INSTANTIATE_TEST_SUITE_P(
    FaultCodec, BrokenFault,
    testing::Values(
        Broken{"[]", "f:1:1: expected an object, found a list"},
        Broken{"{}", "expected an object with one key, the kind of fault, found 0 keys"},
        Broken{R"({"lose": {}})", R"(found "lose")"},
        Broken{R"({"drop": 3})", "f:1:10: expected an object, found 3"},
        Broken{R"({"drop": {"to": "b", "message": "accepted"}})", R"(expected a key "from", found none)"},
        Broken{R"({"drop": {"key": "message a->b orders x - #0"}})",
               "expected the text of a key, of kind message"},
        Broken{R"({"drop": {"key": "boot venue #1"}})", "expected the text of a key, of kind message"},
        Broken{R"({"drop": {"key": "message a->b orders x - #1", "nth": 2}})",
               R"(expected nothing beside "key")"},
        Broken{R"({"kill": {"node": "a", "role": "x"}})", R"(expected a key "operation")"},
        Broken{R"({"kill": {"node": "a", "nth": 1}})", R"("role" (of a file) and "message")"},
        Broken{R"({"kill": {"node": "a", "message": "cancel", "when": "later"}})",
               R"(expected "before" or "after")"},
        Broken{R"({"delay": {"from": "a", "to": "b", "message": "cancel"}})", R"(expected a key "by")"},
        Broken{R"({"delay": {"from": "a", "to": "b", "message": "cancel", "by": "-3s"}})", R"(found "-3s")"},
        Broken{R"({"duplicate": {"from": "a", "to": "b", "message": "cancel", "by": "1s", "copies": 9}})",
               "from 1 to 8"},
        Broken{R"({"short-write": {"node": "a", "operation": "write", "role": "x", "bytes": 0}})", "found 0"},
        Broken{R"({"clock-skew": {"node": "a", "life": 0, "by": "1s"}})", "from 1 to"},
        Broken{R"({"pause": {"node": "a", "for": "1s"}})", R"("at", "after" and "key")"},
        Broken{R"({"pause": {"node": "a", "for": "1s", "at": "1s", "offset": "1s"}})",
               R"(no offset beside "at")"},
        Broken{R"({"pause": {"node": "a", "for": "1s", "after": {"boot": {"node": "a"}, "message": {}}}})",
               "expected an object with one key"},
        Broken{R"({"pause": {"node": "a", "for": "1s", "after": {"start": {}}}})", R"(found "start")"}));

TEST(FaultDescription, IsAlignedInColumns) {
  std::vector<FaultWords> faults(2);
  faults[0].key = "message venue->desk-1 orders accepted I1 #1";
  faults[1].key = "effect desk-1 send new-order I1 #1";
  faults[1].fault.kind = FaultKind::kill;
  faults[1].fault.when = sim::When::after;
  faults[1].fault.restart_after_ns = 50 * sim::millisecond_ns;
  EXPECT_EQ(
      describe(faults),
      (std::vector<std::string>{"drop   venue -> desk-1   accepted I1 #1",
                                "kill   desk-1            after send new-order I1 #1; restart after 50 ms"}));
}

TEST(FaultDescription, SaysForEveryKindWhereAndHowHard) {
  std::string all;
  for (const FaultWords& fault : samples::all_faults()) all += describe({fault}).front() + "\n";
  EXPECT_EQ(all,
            "drop   venue -> desk-1   accepted I1 #1\n"
            "duplicate   desk-1 -> venue   new-order #2; 3 copies, 5 ms apart\n"
            "reorder   venue -> desk-1   event-filled #1; held for at most 1 s\n"
            "delay   venue -> desk-1   rejected #1 (events); by 1500 us\n"
            "cut   venue -> desk-1   accepted * #4; after 0 bytes\n"
            "reset-before   desk-1 -> venue   subscribe #1\n"
            "reset-after   desk-1 -> venue   cancel I1 #1\n"
            "silence   desk-1 -> venue   heartbeat #7\n"
            "refuse   desk-1 -> venue   connection events #2\n"
            "unanswered   desk-1 -> venue   connection orders #1\n"
            "kill   desk-1   after send new-order I1 #1; restart after 50 ms\n"
            "power-loss   venue   before fsync journal.# #3; unsynced data: torn; restart after 2 s\n"
            "short-write   desk-1   write ledger.log #1; after 7 bytes\n"
            "no-space   desk-1   open ledger.log #1\n"
            "write-error   desk-1   write ledger.log #9\n"
            "fsync-error   desk-1   fsync ledger.log #1; unsynced data: part\n"
            "lose-disk   desk-1   life #2\n"
            "old-disk   desk-1   life #3\n"
            "clock-skew   venue   life #1; by -5 s\n"
            "clock-drift   venue   life #1; by -40 ppm\n"
            "stale-query   A at venue   query-order #1; state of 100 ms ago\n"
            "partition   venue <-> desk-1   at 500 ms; for 1 s\n"
            "pause   desk-1   3 ms after venue -> desk-1 accepted I1 #1; for 20 ms\n"
            "clock-jump   desk-1   right after desk-1 life #2; by 90 m\n"
            "crash   desk-1   1 ms after desk-1 intent I1 #1; power lost; unsynced data: all; restart after "
            "10 ms\n"
            "ambiguous-error   venue to A   new-order I1 #1; after the effect, error 2\n"
            "stored-error   venue to A   new-order I1 #2; before the effect\n"
            "lost-answer   venue to A   cancel I1 #1\n"
            "late-answer   venue to A   replace #1; by 20 ms\n"
            "slow-processing   venue to A   new-order I1 #3; by 3 ms\n"
            "late-fill   venue to A   cancel I1 #2; by 5 ms\n"
            "evicted-id   venue to A   new-order I1 #4\n"
            "freed-id   venue to A   new-order I1 #5\n"
            "logout   venue to A   cancel I1 #3\n"
            "rollover   venue to A   cancel I1 #4\n"
            "bust   venue to A   new-order I1 #6\n"
            "lost-ids   venue   recovery #1\n"
            "lost-orders   venue   recovery #2; 3 records\n"
            "lost-event   venue to A   event-filled I1 #1\n"
            "repeated-event   venue to A   event-filled I1 #2; 2 copies\n"
            "late-events   venue to A   event-accepted I1 #1; by 40 ms\n"
            "overtaken-event   venue to A   event-accepted I1 #2\n"
            "replayed-events   venue to A   subscribe #2; 5 events\n"
            "short-page   venue to A   query-open #1; 1 entry\n"
            "shifted-page   venue to A   query-trades #1; 2 entries\n");
}

}  // namespace
}  // namespace onefold::harness
