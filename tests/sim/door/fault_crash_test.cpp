// Death and return of nodes, and their clocks.
#include <random>

#include "tests/sim/door/frame_world.hpp"

namespace onefold::sim::test {
namespace {

using Texts = std::vector<std::string>;
const std::vector<std::string> three{"n1..", "n2..", "n3.."};

Fault crash_at_send(FrameWorld& world, FaultKind kind, When when) {
  Fault fault = world.fault("effect a send n 2 #1", kind);
  fault.when = when;
  fault.restart_after_ns = 500 * millisecond_ns;
  return fault;
}

TEST(Crash, KillBeforeASendLosesTheFrameAndClosesTheConnection) {
  FrameWorld world;
  world.strike({crash_at_send(world, FaultKind::kill, When::before)});
  world.send(three);
  // The second life begins at 522 ms, and sends all three anew.
  const std::vector<Arrival> wanted{{3, "accepted"}, {13, "n1.."},  {23, "eof"},  {525, "accepted"},
                                    {535, "n1.."},   {545, "n2.."}, {555, "n3.."}};
  EXPECT_EQ(world.arrivals, wanted);
  EXPECT_EQ(world.world.life(world.a_node), 2u);
  EXPECT_EQ(world.world.life(world.b_node), 1u);
}

TEST(Crash, KillAfterASendLetsTheFrameLeave) {
  FrameWorld world;
  world.strike({crash_at_send(world, FaultKind::kill, When::after)});
  world.send(three);
  const std::vector<Arrival> wanted{{3, "accepted"},   {13, "n1.."},  {23, "n2.."},  {23, "eof"},
                                    {525, "accepted"}, {535, "n1.."}, {545, "n2.."}, {555, "n3.."}};
  EXPECT_EQ(world.arrivals, wanted);
}

TEST(Crash, PowerLossIsSilentUntilThePeerHearsFromTheNewLife) {
  FrameWorld world;
  world.strike({crash_at_send(world, FaultKind::power_loss, When::before)});
  world.send(three);
  const Texts texts = world.texts();
  EXPECT_EQ(std::count(texts.begin(), texts.end(), "eof"), 0);
  EXPECT_EQ(std::count(texts.begin(), texts.end(), "reset"), 0);
  EXPECT_EQ(Texts(texts.begin(), texts.begin() + 3), (Texts{"accepted", "n1..", "accepted"}));
}

TEST(Crash, APeerThatSendsToALostMachineIsResetOnceItIsBack) {
  FrameWorld world;
  Fault fault = world.fault("start", FaultKind::crash);
  fault.node = world.world.names().intern("b");
  fault.power = true;
  fault.offset_ns = 15 * millisecond_ns;
  fault.restart_after_ns = 500 * millisecond_ns;
  world.strike({fault});
  world.send(three);
  EXPECT_TRUE(world.send_errors.empty());
  EXPECT_EQ(world.sender_end, (Arrival{516, "Connection reset by peer"}));
}

TEST(Crash, AKilledReceiverIsSeenAtOnce) {
  FrameWorld world;
  Fault fault = world.fault("start", FaultKind::crash);
  fault.node = world.world.names().intern("b");
  fault.offset_ns = 15 * millisecond_ns;
  fault.restart_after_ns = 500 * millisecond_ns;
  world.strike({fault});
  world.send({"n1.."});
  EXPECT_EQ(world.sender_end, (Arrival{16, "End of file"}));
}

TEST(Crash, ADeadNodeIsBackWhenTheWorldHeals) {
  FrameWorld world;
  Fault fault = world.fault("start", FaultKind::crash);
  fault.node = world.world.names().intern("b");
  fault.restart_after_ns = 1000 * second_ns;
  std::vector<std::pair<std::int64_t, std::uint32_t>> boots;
  std::vector<std::int64_t> downs;
  world.world.on_boot = [&](NodeId node) {
    if (node == world.b_node) boots.emplace_back(world.now_ms(), world.world.life(node));
  };
  world.world.on_down = [&](NodeId, bool power) {
    EXPECT_FALSE(power);
    downs.push_back(world.now_ms());
  };
  world.strike({fault});
  world.b_node = 1;
  world.send(three);
  EXPECT_EQ(boots, (std::vector<std::pair<std::int64_t, std::uint32_t>>{{0, 1}, {10'000, 2}}));
  EXPECT_EQ(downs, std::vector<std::int64_t>{0});
  EXPECT_TRUE(world.world.all_running());
}

// What a dying node sees of its own calls.
TEST(Crash, TheDyingNodeRunsOnWithoutEffect) {
  FrameWorld world;
  Fault fault = world.fault("effect a send n 1 #1", FaultKind::kill);
  fault.restart_after_ns = 100 * second_ns;
  world.strike({fault});
  bool was_dying = false;
  std::size_t written = 0;
  boost::system::error_code read_error;
  std::chrono::steady_clock::duration passed{};
  world.run(spawn([&]() -> awaitable<void> {
              const auto executor = co_await asio::this_coro::executor;
              tcp::socket socket(executor);
              co_await socket.async_connect({asio::ip::make_address("10.0.0.2"), 7000}, use_awaitable);
              if (world.world.life(0) > 1) co_return;
              socket.non_blocking(true);
              const auto before = std::chrono::steady_clock::now();
              socket.write_some(asio::buffer("n1..", 4));
              was_dying = world.world.dying();
              written = socket.write_some(asio::buffer("n2..", 4));
              char byte;
              socket.read_some(asio::buffer(&byte, 1), read_error);
              passed = std::chrono::steady_clock::now() - before;
            }),
            world.receiver());
  EXPECT_TRUE(was_dying);
  EXPECT_EQ(written, 4u);
  EXPECT_EQ(read_error, asio::error::would_block);
  EXPECT_GE(passed, std::chrono::milliseconds(3));
  EXPECT_EQ(world.arrivals[0].text, "accepted");
  EXPECT_EQ(world.arrivals[1].text, "eof");
}

TEST(Crash, ADyingNodeThatDoesNotStopEndsTheRun) {
  FrameWorld world;
  world.strike({world.fault("effect a send n 1 #1", FaultKind::kill)});
  world.world.add_node(
      asio_node("a", spawn([&]() -> awaitable<void> {
                  const auto executor = co_await asio::this_coro::executor;
                  tcp::socket socket(executor);
                  co_await socket.async_connect({asio::ip::make_address("10.0.0.2"), 7000}, use_awaitable);
                  socket.non_blocking(true);
                  for (int i = 0; i < 20'000; ++i) socket.write_some(asio::buffer("n1..", 4));
                })));
  world.world.add_node(asio_node("b", world.receiver()));
  world.world.start(1);
  world.world.start(0);
  EXPECT_EQ(world.world.run({}), RunEnd::ghost_calls);
}

TEST(Crash, StaleDescriptorsOfAnEarlierLifeAreBad) {
  FrameWorld world;
  Fault fault = world.fault("start", FaultKind::crash);
  fault.node = world.world.names().intern("a");
  fault.offset_ns = 50 * millisecond_ns;
  world.strike({fault});
  std::vector<int> numbers;
  world.run(
      [&](asio::io_context& context) {
        tcp::acceptor acceptor(context, {tcp::v4(), 7100});
        for (int old : numbers) {
          EXPECT_EQ(::listen(old, 1), -1);
          EXPECT_EQ(errno, EBADF);
        }
        numbers.push_back(acceptor.native_handle());
      },
      world.receiver());
  ASSERT_EQ(numbers.size(), 2u);
  EXPECT_NE(numbers[0], numbers[1]);
}

TEST(Program, AnExceptionEndsTheRunWithItsText) {
  FrameWorld world;
  world.world.add_node(asio_node("a", [](asio::io_context& context) {
    asio::post(context, [] { throw std::runtime_error("the ledger is gone"); });
  }));
  world.world.start(0);
  EXPECT_EQ(world.world.run({}), RunEnd::program_failed);
  EXPECT_EQ(world.world.failure(), "a: the ledger is gone");
}

// Notes the steady and the system clock every 100 ms of its own time, for a second.
struct Clocks {
  std::vector<std::int64_t> world_ms, steady_ms, system_ms;
};

Start clock_watcher(FrameWorld& world, Clocks& clocks) {
  return spawn([&]() -> awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor);
    for (int i = 0; i <= 10; ++i) {
      using std::chrono::duration_cast;
      using std::chrono::milliseconds;
      clocks.world_ms.push_back(world.now_ms());
      clocks.steady_ms.push_back(
          duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
      clocks.system_ms.push_back(
          duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
      timer.expires_after(milliseconds(100));
      co_await timer.async_wait(use_awaitable);
    }
  });
}

Start idle() {
  return [](asio::io_context&) {};
}

TEST(Clock, SkewShiftsTheSystemClockOnly) {
  Clocks usual, skewed;
  FrameWorld plain;
  plain.run(clock_watcher(plain, usual), idle());
  FrameWorld world;
  Fault fault = world.fault("boot a #1", FaultKind::clock_skew);
  fault.amount = -250 * millisecond_ns;
  world.strike({fault});
  world.run(clock_watcher(world, skewed), idle());
  EXPECT_EQ(skewed.steady_ms, usual.steady_ms);
  EXPECT_EQ(skewed.world_ms, usual.world_ms);
  for (std::size_t i = 0; i < usual.system_ms.size(); ++i)
    EXPECT_EQ(skewed.system_ms[i], usual.system_ms[i] - 250);
}

TEST(Clock, DriftMakesTimersOfTheNodeFast) {
  Clocks clocks;
  FrameWorld world;
  Fault fault = world.fault("boot a #1", FaultKind::clock_drift);
  fault.amount = 100'000;  // 10 %
  world.strike({fault});
  world.run(clock_watcher(world, clocks), idle());
  EXPECT_EQ(clocks.steady_ms.back() - clocks.steady_ms.front(), 1000);
  EXPECT_EQ(clocks.world_ms.back(), 909);
}

TEST(Clock, AJumpMovesTheSystemClockWhileTimersRunOn) {
  Clocks clocks;
  FrameWorld world;
  Fault fault = world.fault("start", FaultKind::clock_jump);
  fault.node = world.world.names().intern("a");
  fault.amount = 60 * second_ns;
  fault.offset_ns = 450 * millisecond_ns;
  world.strike({fault});
  world.run(clock_watcher(world, clocks), idle());
  EXPECT_EQ(clocks.system_ms[5] - clocks.system_ms[4], 60'100);
  EXPECT_EQ(clocks.steady_ms[5] - clocks.steady_ms[4], 100);
  EXPECT_EQ(clocks.world_ms.back(), 1000);
}

TEST(Pause, TheNodeStandsStillAndFindsEverythingAfterwards) {
  Clocks clocks;
  FrameWorld world;
  Fault fault = world.fault("start", FaultKind::pause);
  fault.node = world.world.names().intern("b");
  fault.offset_ns = 20 * millisecond_ns;
  fault.duration_ns = 200 * millisecond_ns;
  world.strike({fault});
  world.send(three);
  const std::vector<Arrival> wanted{{3, "accepted"}, {13, "n1.."}, {220, "n2.."}, {220, "n3.."}};
  EXPECT_EQ(world.arrivals, wanted);
}

TEST(Randomness, IsAStreamPerNodeLifeAndStimulus) {
  const auto draw = [](bool stimulus) {
    FrameWorld world;
    std::vector<unsigned> drawn;
    world.world.add_node(asio_node("a", [&](asio::io_context&) { drawn.push_back(std::random_device{}()); }));
    world.world.add_node(asio_node("b", [&](asio::io_context&) { drawn.push_back(std::random_device{}()); }));
    world.world.start(0);
    world.world.start(1);
    Key key{PointKind::stimulus, world.world.names().intern("a"),  name_none, name_none,
            name_none,           world.world.names().intern("I1"), 0};
    if (stimulus) world.world.enter(0, key, [] { std::random_device{}(); });
    EXPECT_TRUE(world.world.enter(1, key, [&] { drawn.push_back(std::random_device{}()); }));
    return drawn;
  };
  const auto drawn = draw(false);
  EXPECT_EQ(draw(false), drawn);
  EXPECT_EQ((std::set<unsigned>(drawn.begin(), drawn.end()).size()), 3u);
}

TEST(Stimulus, RunsInsideTheNodeAndOnlyWhileItRuns) {
  FrameWorld world;
  world.world.add_node(asio_node("a", idle()));
  const Key key{
      PointKind::stimulus, world.world.names().intern("a"), name_none, name_none, name_none, name_none, 0};
  bool ran = false;
  EXPECT_FALSE(world.world.enter(0, key, [&] { ran = true; }));
  EXPECT_FALSE(ran);
  world.world.start(0);
  NodeId inside = 9;
  EXPECT_TRUE(world.world.enter(0, key, [&] { ran = world.world.current(inside); }));
  EXPECT_TRUE(ran);
  EXPECT_EQ(inside, 0u);
  EXPECT_FALSE(world.world.current(inside));
}

}  // namespace
}  // namespace onefold::sim::test
