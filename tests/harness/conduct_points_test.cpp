// From the venue's named points to keys, and from faults to what the venue then does.
#include "harness/conduct_points.hpp"

#include <gtest/gtest.h>

#include "harness/scenario/conduct_menu.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;

// Strikes with one kind wherever it can.
class OneKind : public ConductPoints {
 public:
  OneKind(sim::NameTable& names, FaultKind kind, sim::FaultSet wanted)
      : ConductPoints(names, wanted), names_(names), kind_(kind) {}

  std::string asked;  // the key of the last point

 private:
  std::optional<sim::Fault> strike(sim::Key key, sim::FaultSet menu) override {
    key.n = 1;
    asked = to_text(names_, key);
    if (!menu.has(kind_)) return std::nullopt;
    sim::Fault fault;
    fault.key = key;
    fault.kind = kind_;
    fault.amount = fault.delay_ns = 7;
    fault.copies = 2;
    return fault;
  }
  sim::Name intent_of(std::string_view, const venue::Request&) override { return names_.intern("I1"); }
  sim::Name intent_of(std::string_view, const venue::ExecutionReport&) override {
    return names_.intern("I2");
  }

  sim::NameTable& names_;
  FaultKind kind_;
};

// Whether anything goes wrong at some point of the venue.
bool does_something(OneKind& points) {
  using venue::EventConduct;
  using venue::RequestConduct;
  bool does = false;
  for (const venue::Request& request :
       {venue::Request(venue::NewOrder{}), venue::Request(venue::CancelOrder{})})
    does |= points.at_request("A", request).kind != RequestConduct::Kind::none;
  does |= points.at_event("A", venue::ExecutionReport{}).kind != EventConduct::Kind::none;
  does |= points.replayed_events("A") == 7;
  const venue::PageConduct page = points.at_page("A", "query-open");
  does |= page.newest + page.oldest == 7;
  const venue::RecoveryConduct recovery = points.at_recovery();
  return does || recovery.ids_lost || recovery.records_lost == 7;
}

TEST(ConductPoints, LetEachKindStrikeSomewhere) {
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    const auto kind = static_cast<FaultKind>(i);
    sim::NameTable names;
    OneKind points(names, kind, sim::conduct_faults);
    EXPECT_EQ(does_something(points), sim::conduct_faults.has(kind)) << sim::to_string(kind);
  }
}

TEST(ConductPoints, AreNotAskedWhereNobodyWantsThem) {
  sim::NameTable names;
  OneKind points(names, FaultKind::lost_event, {FaultKind::lost_event});
  points.at_request("A", venue::NewOrder{});
  points.at_recovery();
  points.at_page("A", "query-open");
  points.replayed_events("A");
  EXPECT_EQ(points.asked, "");
  EXPECT_EQ(points.at_event("A", venue::ExecutionReport{}).kind, venue::EventConduct::Kind::lost);
  EXPECT_EQ(points.asked, "conduct venue->A event-accepted I2 #1");
}

TEST(ConductPoints, AreNamedByAccountMessageAndIntent) {
  sim::NameTable names;
  OneKind points(names, FaultKind::drop, sim::conduct_faults);
  points.at_request("A", venue::NewOrder{});
  EXPECT_EQ(points.asked, "conduct venue->A new-order I1 #1");
  points.at_recovery();
  EXPECT_EQ(points.asked, "conduct venue->- recovery - #1");
  points.at_page("B", "query-trades");
  EXPECT_EQ(points.asked, "conduct venue->B query-trades - #1");
  points.query_age_ns("A", "query-order", "x");
  EXPECT_EQ(points.asked, "query venue->A orders query-order - #1");
}

TEST(ConductMenu, IsOfTheVenuesConductAlone) {
  for (const char* message : {"new-order", "cancel", "replace", "mass-cancel", "subscribe", "event-filled",
                              "query-open", "query-trades", "recovery"}) {
    const sim::FaultSet menu = conduct_menu(message);
    EXPECT_NE(menu.bits, 0u) << message;
    EXPECT_EQ(menu & sim::conduct_faults, menu) << message;
  }
  EXPECT_EQ(conduct_menu("login").bits, 0u);
}

}  // namespace
}  // namespace onefold::harness
