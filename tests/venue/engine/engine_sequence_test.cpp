// Sequenced sessions: which messages are taken, and that the numbers survive a restart.
#include <gtest/gtest.h>

#include "tests/venue/engine/engine_fixture.hpp"

namespace onefold::venue {
namespace {

constexpr AccountId a = 0;
constexpr AccountId b = 1;

Profile numbered(SequenceRules::Low low = SequenceRules::Low::ignore,
                 SequenceRules::Gap gap = SequenceRules::Gap::reject) {
  Profile profile = built_in_profile("reject-for-ever");
  profile.sequence.numbered = true;
  profile.sequence.low = low;
  profile.sequence.gap = gap;
  return profile;
}

NewOrder number(std::uint64_t seq, std::string id) {
  NewOrder order = buy(std::move(id), 5, 100);
  order.seq = seq;
  return order;
}

std::uint64_t last_received(EngineFixture& x, AccountId account = a) {
  const std::string name(x.engine.account_name(account));
  return std::get<LoggedIn>(x.engine.arrive(no_account, Login{1, name}, x.now_ns).reply).last_received;
}

TEST(EngineSequence, TakesMessagesInTheOrderOfTheirNumbersPerAccount) {
  EngineFixture x(numbered());
  EXPECT_EQ(reason_of(x.send(a, number(1, "x"))), Reason::none);
  EXPECT_EQ(reason_of(x.send(b, number(1, "x"))), Reason::none);
  EXPECT_EQ(reason_of(x.send(a, number(2, "y"))), Reason::none);
  EXPECT_EQ(last_received(x), 2U);
  EXPECT_EQ(last_received(x, b), 1U);
}

TEST(EngineSequence, ANumberThatCameBeforeIsIgnoredRefusedOrEndsTheConnection) {
  for (const auto low :
       {SequenceRules::Low::ignore, SequenceRules::Low::reject, SequenceRules::Low::logout}) {
    EngineFixture x(numbered(low));
    x.send(a, number(1, "x"));
    const Reply reply = x.send(a, number(1, "y"));
    EXPECT_EQ(x.execution.silent, low != SequenceRules::Low::reject);
    EXPECT_EQ(x.execution.logs_out, low == SequenceRules::Low::logout);
    if (low == SequenceRules::Low::reject) {
      EXPECT_EQ(reason_of(reply), Reason::sequence_low);
    }
    EXPECT_EQ(x.engine.open_orders(a).size(), 1U);
    EXPECT_TRUE(x.took(path::sequence_refused));
  }
}

TEST(EngineSequence, AGapIsAppliedRefusedOrEndsTheConnection) {
  using Gap = SequenceRules::Gap;
  for (const Gap gap : {Gap::apply, Gap::reject, Gap::not_applied, Gap::logout}) {
    EngineFixture x(numbered(SequenceRules::Low::reject, gap));
    const Reply reply = x.send(a, number(3, "x"));
    const bool taken = gap == Gap::apply || gap == Gap::not_applied;
    EXPECT_EQ(x.engine.open_orders(a).size(), taken ? 1U : 0U);
    EXPECT_EQ(last_received(x), taken ? 3U : 0U);
    EXPECT_EQ(x.execution.logs_out, gap == Gap::logout);
    if (gap == Gap::reject) {
      EXPECT_EQ(reason_of(reply), Reason::sequence_gap);
    }
    if (taken) {
      EXPECT_EQ(reason_of(x.send(a, number(2, "y"))), Reason::sequence_low) << "what is missing is void";
    }
  }
}

TEST(EngineSequence, ARefusedMessageUsesUpItsNumberAndIsJournaled) {
  EngineFixture x(numbered());
  EXPECT_EQ(reason_of(x.send(a, number(1, ""))), Reason::invalid_id);
  EXPECT_FALSE(x.execution.record.empty());
  x.send(a, number(2, "x"));
  EXPECT_EQ(reason_of(x.send(a, number(3, "x"))), Reason::duplicate_id);
  EngineFixture restarted(x.profile);
  for (const std::string& record : x.journal) ASSERT_EQ(restarted.engine.recover(record), "");
  EXPECT_EQ(restarted.engine.state_digest(), x.engine.state_digest());
  EXPECT_EQ(last_received(restarted), 3U);
  EXPECT_EQ(reason_of(restarted.send(a, number(4, "y"))), Reason::none);
}

TEST(EngineSequence, NumbersStartAnewOnlyWherePermitted) {
  Profile profile = numbered();
  EngineFixture strict(profile);
  Login login{1, "A"};
  login.reset_seq = true;
  EXPECT_EQ(reason_of(strict.engine.arrive(no_account, login, strict.now_ns).reply), Reason::unsupported);
  profile.sequence.reset_permitted = true;
  EngineFixture x(profile);
  x.send(a, number(1, "x"));
  x.act({VenueAct::Kind::reset_sequence, 0}, a);
  EXPECT_EQ(last_received(x), 0U);
  EngineFixture restarted(profile);
  for (const std::string& record : x.journal) ASSERT_EQ(restarted.engine.recover(record), "");
  EXPECT_EQ(last_received(restarted), 0U);
  EXPECT_EQ(reason_of(restarted.send(a, number(1, "y"))), Reason::none);
}

TEST(EngineSequence, AMessageWithoutANumberIsNoPartOfTheSession) {
  EngineFixture x(numbered());
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, 100))), Reason::none);
  EXPECT_EQ(last_received(x), 0U);
}

}  // namespace
}  // namespace onefold::venue
