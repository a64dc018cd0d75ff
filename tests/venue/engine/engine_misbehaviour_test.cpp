// What an exchange does when it misbehaves on demand: errors that it stores, ids that it forgets, days that
// end.
#include <gtest/gtest.h>

#include "tests/venue/engine/engine_fixture.hpp"

namespace onefold::venue {
namespace {

class Misbehaving : public testing::Test {
 protected:
  Misbehaving() : x("stored-response") {}

  void act(VenueAct::Kind kind, std::string id = {}, bool before = false) {
    x.act({kind, 0, std::move(id), before}, 0);
  }
  std::size_t orders() const { return x.engine.last_order(); }

  EngineFixture x;
};

TEST_F(Misbehaving, StoresAnErrorInPlaceOfTheEffect) {
  act(VenueAct::Kind::store_error, "a", true);
  EXPECT_EQ(reason_of(x.send(0, buy("a", 1, 10))), Reason::internal_error);
  EXPECT_EQ(reason_of(x.send(0, buy("a", 1, 10))), Reason::internal_error);
  EXPECT_EQ(orders(), 0u);
  EXPECT_EQ(reason_of(x.send(0, buy("b", 1, 10))), Reason::none);
}

TEST_F(Misbehaving, StoresAnErrorThoughTheEffectHappened) {
  act(VenueAct::Kind::store_error, "a");
  EXPECT_EQ(reason_of(x.send(0, buy("a", 1, 10))), Reason::internal_error);
  EXPECT_EQ(reason_of(x.send(0, buy("a", 1, 10))), Reason::internal_error);
  EXPECT_EQ(orders(), 1u);
}

TEST_F(Misbehaving, StoresNoErrorForAnotherRequest) {
  act(VenueAct::Kind::store_error, "a");
  EXPECT_EQ(reason_of(x.send(0, buy("b", 1, 10))), Reason::none);
  EXPECT_EQ(reason_of(x.send(0, buy("a", 1, 10))), Reason::none);
}

TEST_F(Misbehaving, ForgetsOneIdAndNoOther) {
  x.send(0, buy("a", 1, 10));
  x.send(0, buy("b", 1, 10));
  act(VenueAct::Kind::free_id, "a");
  x.send(0, buy("a", 1, 10));
  x.send(0, buy("b", 1, 10));
  EXPECT_EQ(orders(), 3u);
}

TEST_F(Misbehaving, EvictsTheOldestId) {
  for (const char* id : {"a", "b", "c"}) x.send(0, buy(id, 1, 10));
  act(VenueAct::Kind::evict_id);
  act(VenueAct::Kind::evict_id);
  for (const char* id : {"a", "b", "c"}) x.send(0, buy(id, 1, 10));
  EXPECT_EQ(orders(), 5u);
}

TEST_F(Misbehaving, LosesAllIds) {
  for (const char* id : {"a", "b"}) x.send(0, buy(id, 1, 10));
  act(VenueAct::Kind::lose_ids);
  for (const char* id : {"a", "b"}) x.send(0, buy(id, 1, 10));
  EXPECT_EQ(orders(), 4u);
}

TEST_F(Misbehaving, EndsItsDayOnDemandOnlyWhereDaysEnd) {
  const auto status_after_end = [](bool daily) {
    Profile profile = built_in_profile("stored-response");
    profile.orders.day = true;
    profile.rollover = {daily, 0};
    EngineFixture other(std::move(profile));
    NewOrder order = buy("a", 1, 10);
    order.tif = TimeInForce::day;
    other.send(0, order);
    other.act({VenueAct::Kind::end_day}, other.engine.crowd_account());
    return other.engine.order(0, 1)->status;
  };
  EXPECT_EQ(status_after_end(true), OrderStatus::cancelled);
  EXPECT_EQ(status_after_end(false), OrderStatus::open);
}

}  // namespace
}  // namespace onefold::venue
