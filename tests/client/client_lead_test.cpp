// One of two instances on an account: what it sends, and what it takes over.
#include <gtest/gtest.h>

#include "client/client_core.hpp"
#include "client/paths.hpp"
#include "tests/client/scripted_host.hpp"

namespace onefold::client {
namespace {

using namespace venue;

class Lead : public testing::Test, public ScriptedHost {
 protected:
  Lead() { options.led = true; }

  void lead_for(std::int64_t span_ns) {
    core->lead_until(time_ns + span_ns);
    turn();
  }
  void copy(const Intent& intent) {
    core->submit_copy(intent);
    turn();
  }
  // Answers each query: there is no such order.
  void find_nothing() {
    while (!sent.empty() && std::holds_alternative<QueryOrder>(sent.front().request))
      reply(OrderReport{take_one<QueryOrder>().request, {}});
  }
  std::size_t orders_sent() const {
    return static_cast<std::size_t>(std::count_if(sent.begin(), sent.end(), [](const SentMessage& one) {
      return std::holds_alternative<NewOrder>(one.request);
    }));
  }
};

TEST_F(Lead, IsNeededToSendOrders) {
  start_online();
  submit(place_intent("I1"));
  find_nothing();
  EXPECT_EQ(orders_sent(), 0u);
  lead_for(1'000 * ms);
  pass(100 * ms);
  find_nothing();
  EXPECT_EQ(orders_sent(), 1u);
  EXPECT_TRUE(heard.took(path::taken_over));
}

TEST_F(Lead, EndsWithItsTime) {
  start_online();
  lead_for(100 * ms);
  submit(place_intent("I1"));
  EXPECT_EQ(orders_sent(), 1u);
  sent.clear();
  pass(5'000 * ms);
  EXPECT_EQ(orders_sent(), 0u) << "not even a retry";
}

TEST_F(Lead, SendsACopyUnderTheIdThatTheOtherInstanceGivesIt) {
  start_online();
  lead_for(1'000 * ms);
  submit(place_intent("I1"));
  const ClientOrderId id = take_one<NewOrder>().client_order_id;
  disk = MemoryDisk();
  start_online();
  copy(place_intent("I1"));
  find_nothing();
  lead_for(1'000 * ms);
  pass(100 * ms);
  find_nothing();
  EXPECT_EQ(take_one<NewOrder>().client_order_id, id);
}

TEST_F(Lead, WaitsForTheOthersMessagesWhereTheVenueForgets) {
  options.profile.retention = Retention::while_open;
  start_online();
  lead_for(10'000 * ms);
  copy(place_intent("I1"));
  find_nothing();
  for (int i = 0; i < 19; ++i) {
    pass(100 * ms);
    find_nothing();
    EXPECT_EQ(orders_sent(), 0u) << i;
  }
  pass(500 * ms);
  find_nothing();
  pass(500 * ms);
  EXPECT_EQ(orders_sent(), 1u);
}

TEST_F(Lead, LeavesACancelToTheOtherThatMayHaveSentThePlace) {
  start_online();
  submit(place_intent("I1"));
  submit(cancel_intent("I2", "I1"));
  EXPECT_EQ(seen("I1").outcome, Outcome::pending);
  EXPECT_EQ(seen("I2").outcome, Outcome::pending);
  EXPECT_FALSE(heard.took(path::cancelled_unsent));
}

TEST_F(Lead, TellsTheOtherOfWhatIsNotResolvedWithThePlacesBefore) {
  start_online();
  lead_for(1'000 * ms);
  submit(place_intent("I1"));
  const auto request = take_one<NewOrder>();
  reply(Accepted{request.request, order_of(request, 1), false});
  EXPECT_TRUE(core->pending().empty());
  submit(cancel_intent("I2", "I1"));
  const std::vector<Intent> pending = core->pending();
  ASSERT_EQ(pending.size(), 2u);
  EXPECT_EQ(pending[0].id, "I1");
  EXPECT_EQ(pending[1].id, "I2");
}

TEST_F(Lead, BelievesTheOthersRefusalUnlessItLeadsItself) {
  start_online();
  submit(place_intent("I1"));
  lead_for(100 * ms);
  core->conclude("I1", Outcome::refused, Reason::invalid_price);
  turn();
  EXPECT_EQ(seen("I1").outcome, Outcome::pending);
  pass(200 * ms);
  core->conclude("I1", Outcome::refused, Reason::invalid_price);
  turn();
  EXPECT_EQ(seen("I1").outcome, Outcome::refused);
  EXPECT_EQ(seen("I1").reason, Reason::invalid_price);
  ASSERT_TRUE(core->resolution_of("I1"));
  EXPECT_EQ(core->resolution_of("I1")->outcome, Outcome::refused);
  EXPECT_FALSE(core->resolution_of("I9"));
}

TEST_F(Lead, IsRefusedWhereNobodyElseCanGoOn) {
  auto refused = [this] { return start() == std::errc::invalid_argument && !core->complaint().empty(); };
  options.ids = IdScheme::uuid_v7;
  EXPECT_TRUE(refused()) << core->complaint();
  options.ids = IdScheme::derived;
  options.profile.sequence.numbered = true;
  EXPECT_TRUE(refused());
  options.profile.sequence.numbered = false;
  options.profile.nonce.recalled = 20;
  EXPECT_TRUE(refused());
  options.profile.nonce.recalled = 0;
  options.profile.duplicate = DuplicateAnswer::amend;
  EXPECT_TRUE(refused());
  options.profile.duplicate = DuplicateAnswer::reject;
  EXPECT_FALSE(start());
}

}  // namespace
}  // namespace onefold::client
