// Stock Asio programs, unchanged, on the virtual kernel.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "sim/door/door.hpp"
#include "tests/sim/door/door_program.hpp"

namespace onefold::sim::test {
namespace {

using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using namespace std::chrono_literals;

// Answers each line with itself and a random number.
awaitable<void> answer_lines(tcp::socket socket) {
  std::string input;
  for (;;) {
    const auto [error, size] = co_await asio::async_read_until(socket, asio::dynamic_buffer(input, 4096),
                                                               '\n', asio::as_tuple(use_awaitable));
    if (error) co_return;
    std::string answer = input.substr(0, size - 1) + " " + std::to_string(std::random_device{}()) + "\n";
    input.erase(0, size);
    co_await asio::async_write(socket, asio::buffer(answer), use_awaitable);
  }
}

awaitable<void> serve() {
  const auto executor = co_await asio::this_coro::executor;
  tcp::acceptor acceptor(executor, {tcp::v4(), 7000});
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
    asio::co_spawn(executor, answer_lines(std::move(socket)), asio::detached);
  }
}

struct Seen {
  std::string answers;
  bool done = false;
};

awaitable<void> ask(Seen& seen) {
  const auto executor = co_await asio::this_coro::executor;
  tcp::resolver resolver(executor);
  const auto found = co_await resolver.async_resolve("server", "7000", use_awaitable);
  tcp::socket socket(executor);
  co_await asio::async_connect(socket, found, use_awaitable);
  std::string input;
  for (int i = 0; i < 5; ++i) {
    const std::string line = "line " + std::to_string(i) + "\n";
    co_await asio::async_write(socket, asio::buffer(line), use_awaitable);
    const auto size =
        co_await asio::async_read_until(socket, asio::dynamic_buffer(input, 4096), '\n', use_awaitable);
    seen.answers += input.substr(0, size);
    input.erase(0, size);
    asio::steady_timer timer(executor, 100ms);
    co_await timer.async_wait(use_awaitable);
  }
  seen.done = true;
}

struct Outcome {
  std::uint64_t digest = 0;
  std::uint64_t points = 0;
  TimeNs end_ns = 0;
  RunEnd end = RunEnd::horizon;
  std::string answers;
  std::string failure;
};

Outcome run_once(std::uint64_t background_seed) {
  WorldOptions options;
  options.background_seed = background_seed;
  options.latency_max_ns = 8 * millisecond_ns;
  options.heal_ns = 30 * second_ns;
  NeutralDecider decider;
  options.decider = &decider;
  World world(options, {{7000, "lines"}});
  const NodeId server = world.add_node(asio_node("server", spawn(serve)));
  Seen seen;
  const NodeId client = world.add_node(asio_node("client", spawn([&seen] { return ask(seen); })));
  world.start(server);
  world.start(client);
  Outcome outcome;
  outcome.end = world.run([&] { return seen.done; });
  outcome.digest = world.digest();
  outcome.points = world.points();
  outcome.end_ns = world.now();
  outcome.answers = seen.answers;
  outcome.failure = world.failure();
  return outcome;
}

TEST(StockAsio, TheDoorIsInEffect) {
  std::string problem;
  EXPECT_TRUE(door_in_effect(problem)) << problem;
}

TEST(StockAsio, ServerAndClientTalkInVirtualTime) {
  const Outcome outcome = run_once(1);
  ASSERT_EQ(outcome.end, RunEnd::condition) << outcome.failure;
  EXPECT_EQ(std::count(outcome.answers.begin(), outcome.answers.end(), '\n'), 5);
  EXPECT_EQ(outcome.answers.substr(0, 7), "line 0 ");
  EXPECT_GE(outcome.end_ns, 500 * millisecond_ns);
  EXPECT_LT(outcome.end_ns, 600 * millisecond_ns);
  EXPECT_GT(outcome.points, 20u);
}

TEST(StockAsio, TheSameSeedGivesTheSameDigestAndAnotherSeedAnother) {
  const Outcome first = run_once(1);
  const Outcome second = run_once(1);
  const Outcome other = run_once(2);
  EXPECT_EQ(first.digest, second.digest);
  EXPECT_EQ(first.answers, second.answers);
  EXPECT_EQ(first.end_ns, second.end_ns);
  EXPECT_NE(first.digest, other.digest);
  EXPECT_NE(first.answers, other.answers);
}

// The same on each compiler, at each level of optimisation, with and without sanitizers. A change is a
// reviewed act.
TEST(StockAsio, TheDigestIsTheGoldenOne) {
  const Outcome outcome = run_once(1);
  EXPECT_EQ(outcome.digest, 0x9f40a85cf9de0ea9u) << std::hex << "0x" << outcome.digest;
  EXPECT_EQ(outcome.end_ns, 552'724'954);
}

}  // namespace
}  // namespace onefold::sim::test
