// Where duplicates are caught: by each gateway for itself, at the engine's door, or by both; by id, by
// fingerprint or by terms; and what is left of it after a restart.
#include "venue/server/gateways.hpp"

#include <gtest/gtest.h>

#include "tests/venue/server/temporary_directory.hpp"
#include "venue/server/exchange.hpp"

namespace onefold::venue {
namespace {

using Key = DeduplicationPlace::Key;

struct Paths final : VenueObserver {
  void on_execution(const ExecutionReport&) override {}
  void on_recovered(std::uint64_t) override {}
  void on_path(const PathEvent& event) override { names.emplace_back(event.name); }
  bool took(std::string_view name) const { return std::count(names.begin(), names.end(), name) != 0; }
  std::vector<std::string> names;
};

class InFront : public testing::Test {
 protected:
  InFront() {
    options.instruments = {{"BTC-USD", 2, 1}};
    options.accounts = {"A", "B"};
    options.data_dir = directory_.path();
    options.profile.retention = Retention::window;
    options.profile.window_ns = 1'000;
    options.profile.duplicate = DuplicateAnswer::return_original;
    options.profile.mismatch = MismatchAnswer::reject;
    options.profile.place.at_engine = false;
    options.profile.place.at_gateway = true;
    options.profile.place.gateways = 2;
  }

  void start() {
    exchange.reset();
    exchange.emplace(options, paths, nullptr);
    std::string failure;
    ASSERT_FALSE(exchange->open(failure)) << failure;
  }

  static NewOrder order(const std::string& id, Lots quantity = 15) {
    NewOrder order;
    order.request = 1;
    order.client_order_id = id;
    order.symbol = "BTC-USD";
    order.quantity = quantity;
    order.limit = 10'000;
    return order;
  }

  // Of account A, on the connection of this number: a whole turn.
  Reply send(std::size_t connection, const Request& request, TimeNs now_ns = 10) {
    const Arrival& arrival = exchange->arrive(connection, 0, request, now_ns);
    if (arrival.next == Arrival::Next::nothing) return Heartbeat{};
    const Reply* reply = &arrival.reply;
    if (arrival.next == Arrival::Next::execute) reply = exchange->execute(connection, 0, request, now_ns);
    Reply copy = reply == nullptr ? Reply{Heartbeat{}} : *reply;
    EXPECT_FALSE(exchange->commit());
    return copy;
  }

  OrderId made(const Reply& reply) const {
    const auto* accepted = std::get_if<Accepted>(&reply);
    return accepted != nullptr && !accepted->original ? accepted->order.order_id : 0;
  }
  OrderId returned(const Reply& reply) const {
    const auto* accepted = std::get_if<Accepted>(&reply);
    return accepted != nullptr && accepted->original ? accepted->order.order_id : 0;
  }
  static Reason refused(const Reply& reply) {
    const auto* rejected = std::get_if<Rejected>(&reply);
    return rejected != nullptr ? rejected->reason : Reason::none;
  }

  VenueOptions options;
  Paths paths;
  std::optional<Exchange> exchange;

 private:
  TemporaryDirectory directory_;
};

TEST_F(InFront, AGatewayKnowsWhatCameThroughItself) {
  start();
  EXPECT_EQ(made(send(0, order("a"))), 1U);
  EXPECT_EQ(returned(send(0, order("a"))), 1U);
  EXPECT_EQ(returned(send(2, order("a"))), 1U);  // the third connection is of the first gateway too
  EXPECT_TRUE(paths.took(path::caught_at_gateway));
  EXPECT_TRUE(paths.took(path::duplicate_suppressed));
}

TEST_F(InFront, AGatewayDoesNotKnowWhatCameThroughAnother) {
  start();
  EXPECT_EQ(made(send(0, order("a"))), 1U);
  EXPECT_EQ(made(send(1, order("a"))), 2U);
  EXPECT_TRUE(paths.took(path::duplicate_accepted));
}

TEST_F(InFront, WithTheEngineComparingTooEveryCopyIsCaught) {
  options.profile.place.at_engine = true;
  start();
  EXPECT_EQ(made(send(0, order("a"))), 1U);
  EXPECT_EQ(returned(send(1, order("a"))), 1U);
  EXPECT_FALSE(paths.took(path::caught_at_gateway));
  EXPECT_EQ(returned(send(0, order("a"))), 1U);
  EXPECT_TRUE(paths.took(path::caught_at_gateway));
}

TEST_F(InFront, OtherTermsUnderTheIdAreRefused) {
  start();
  send(0, order("a"));
  EXPECT_EQ(refused(send(0, order("a", 16))), Reason::payload_mismatch);
  EXPECT_TRUE(paths.took(path::payload_mismatch));
}

TEST_F(InFront, TheAnswerIsTheProfiles) {
  options.profile.duplicate = DuplicateAnswer::reject;
  options.profile.codes = {{200, "dup-1", "", {Reason::duplicate_id}}};
  start();
  send(0, order("a"));
  const Reply again = send(0, order("a"));
  EXPECT_EQ(refused(again), Reason::duplicate_id);
  EXPECT_EQ(std::get<Rejected>(again).code, "dup-1");
}

TEST_F(InFront, AVenueThatIgnoresCopiesSaysNothing) {
  options.profile.duplicate = DuplicateAnswer::ignore;
  start();
  send(0, order("a"));
  EXPECT_TRUE(std::holds_alternative<Heartbeat>(send(0, order("a"))));
}

TEST_F(InFront, AStoredAnswerIsOfTheStateThatItToldFirst) {
  options.profile.duplicate = DuplicateAnswer::stored_response;
  start();
  send(0, order("a"));
  CancelOrder cancel;
  cancel.target = "a";
  send(0, cancel);
  const Reply again = send(0, order("a"));
  ASSERT_TRUE(std::holds_alternative<Accepted>(again));
  EXPECT_EQ(std::get<Accepted>(again).order.status, OrderStatus::open);
  EXPECT_FALSE(std::get<Accepted>(again).original);
}

TEST_F(InFront, AStoredRefusalStaysOne) {
  options.profile.duplicate = DuplicateAnswer::stored_response;
  start();
  ReplaceOrder replace;
  replace.client_order_id = "b";
  replace.target = "a";
  replace.quantity = 20;
  replace.limit = 10'000;
  EXPECT_EQ(refused(send(0, replace)), Reason::unknown_order);
  send(0, order("a"));
  EXPECT_EQ(refused(send(0, replace)), Reason::unknown_order);
  EXPECT_TRUE(std::holds_alternative<Replaced>(send(1, replace)));
}

TEST_F(InFront, ACopyIsToldToWaitWhileTheFirstIsWorkedOn) {
  options.profile.in_flight_conflict = true;
  options.profile.processing_ns = 500;
  start();
  EXPECT_EQ(exchange->arrive(0, 0, order("a"), 10).next, Arrival::Next::execute);
  const Arrival& copy = exchange->arrive(0, 0, order("a"), 11);
  ASSERT_EQ(copy.next, Arrival::Next::answer);
  EXPECT_EQ(refused(copy.reply), Reason::in_flight);
  EXPECT_EQ(std::get<Rejected>(copy.reply).retry_after_ns, 500);
  EXPECT_EQ(exchange->arrive(1, 0, order("a"), 12).next, Arrival::Next::execute);  // the other one
  EXPECT_EQ(made(*exchange->execute(0, 0, order("a"), 510)), 1U);
  EXPECT_EQ(returned(send(0, order("a"), 520)), 1U);
}

TEST_F(InFront, WithoutAConflictTheSecondOfTwoIsKnownWhenItsTurnComes) {
  start();
  EXPECT_EQ(exchange->arrive(0, 0, order("a"), 10).next, Arrival::Next::execute);
  EXPECT_EQ(exchange->arrive(0, 0, order("a"), 11).next, Arrival::Next::execute);
  EXPECT_EQ(made(*exchange->execute(0, 0, order("a"), 20)), 1U);
  EXPECT_EQ(returned(*exchange->execute(0, 0, order("a"), 21)), 1U);
}

TEST_F(InFront, AKeyIsFreeAgainWhenItsTimeIsOver) {
  start();
  EXPECT_EQ(made(send(0, order("a"), 10)), 1U);
  EXPECT_EQ(returned(send(0, order("a"), 1'009)), 1U);
  EXPECT_EQ(made(send(0, order("a"), 1'010)), 2U);
}

TEST_F(InFront, AccountsDoNotMeet) {
  start();
  send(0, order("a"));
  EXPECT_EQ(made(*exchange->execute(0, 1, order("a"), 10)), 2U);
}

TEST_F(InFront, AFingerprintLetsTwinsPassAndCatchesCopies) {
  options.profile.place.key = Key::fingerprint;
  start();
  EXPECT_EQ(made(send(0, order("a"))), 1U);
  EXPECT_EQ(made(send(0, order("b"))), 2U);  // a twin
  EXPECT_EQ(returned(send(0, order("a"))), 1U);
  EXPECT_EQ(made(send(0, order("a", 16))), 3U);  // another request, whatever its id
}

TEST_F(InFront, AFingerprintIsTheSameWhenOnlyTheSendingDiffers) {
  options.profile.place.key = Key::fingerprint;
  start();
  send(0, order("a"));
  NewOrder again = order("a");
  again.request = 9;
  again.valid_until_ns = 77;
  again.sent_ns = 78;
  again.nonce = 79;
  again.seq = 80;
  EXPECT_EQ(returned(send(0, again)), 1U);
}

TEST_F(InFront, TermsAloneCatchACopyUnderAnotherIdAndSwallowTwins) {
  options.profile.place.key = Key::terms;
  start();
  EXPECT_EQ(made(send(0, order("a"))), 1U);
  EXPECT_EQ(returned(send(0, order("b"))), 1U);
  EXPECT_EQ(made(send(0, order("b", 16))), 2U);
}

TEST_F(InFront, AFingerprintAtTheEngineIsOneForAllGateways) {
  options.profile.place = {true, false, 2, Key::fingerprint};
  start();
  EXPECT_EQ(made(send(0, order("a"))), 1U);
  EXPECT_EQ(returned(send(1, order("a"))), 1U);
  EXPECT_FALSE(paths.took(path::caught_at_gateway));
}

TEST_F(InFront, KeysSurviveARestart) {
  start();
  send(0, order("a"));
  start();
  EXPECT_EQ(returned(send(0, order("a"))), 1U);
  EXPECT_EQ(made(send(1, order("a"))), 2U);
}

TEST_F(InFront, AKeyWhoseEffectTheJournalLostIsForgottenWithIt) {
  start();
  send(0, order("a"));
  const auto journal = options.data_dir / "journal";
  const auto before = std::filesystem::file_size(journal);
  send(0, order("b"));
  exchange.reset();
  // Power was lost between the two commits of the last turn.
  std::filesystem::resize_file(journal, before);
  start();
  EXPECT_EQ(made(send(0, order("b"))), 2U);
  EXPECT_EQ(returned(send(0, order("a"))), 1U);
  EXPECT_EQ(returned(send(0, order("b"))), 2U);
}

TEST_F(InFront, ATornEndOfAGatewaysKeysIsToldOfAndTheJournalStands) {
  start();
  send(0, order("a"));
  send(0, order("b"));
  exchange.reset();
  const auto keys = options.data_dir / "gateway-1" / "keys-1";
  std::filesystem::resize_file(keys, std::filesystem::file_size(keys) - 3);
  start();
  EXPECT_TRUE(paths.took(path::journal_tail_cut));
  EXPECT_EQ(returned(send(0, order("a"))), 1U);
}

TEST_F(InFront, DamagedKeysKeepTheExchangeFromStarting) {
  start();
  send(0, order("a"));
  send(0, order("b"));
  exchange.reset();
  const auto keys = options.data_dir / "gateway-1" / "keys-1";
  std::string bytes = file_bytes(keys);
  bytes[20] = static_cast<char>(bytes[20] ^ 1);
  replace_file(keys, bytes);
  exchange.emplace(options, paths, nullptr);
  std::string failure;
  EXPECT_EQ(exchange->open(failure), std::errc::bad_message);
  EXPECT_NE(failure.find("gateway-1"), std::string::npos) << failure;
}

}  // namespace
}  // namespace onefold::venue
