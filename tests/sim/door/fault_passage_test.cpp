// What gateways do to messages that answer one another in order: nothing that would put the stream out of
// step.
#include "tests/sim/door/frame_world.hpp"

namespace onefold::sim::test {
namespace {

using Texts = std::vector<std::string>;

const char* second_message = "message a->b frames n 2 #1";

TEST(Passage, WhatFollowsASwallowedMessageThatMustKeepItsPlaceNeverPasses) {
  for (const char* kind : {"n2r.", "n2i."}) {
    FrameWorld world;
    world.strike({world.fault(second_message, FaultKind::drop)});
    world.send({"n1..", kind, "n3.."});
    EXPECT_EQ(world.texts(), (Texts{"accepted", "n1..", "reset"})) << "the reset of healing";
    EXPECT_EQ(world.arrivals.back().time_ms, 10'000);
  }
}

TEST(Passage, ADelayHoldsUpWhatFollows) {
  FrameWorld world;
  Fault fault = world.fault(second_message, FaultKind::delay);
  fault.delay_ns = 100 * millisecond_ns;
  world.strike({fault});
  world.send({"n1..", "n2i.", "n3.."});
  const std::vector<Arrival> wanted{{3, "accepted"}, {13, "n1.."}, {123, "n2i."}, {123, "n3.."}};
  EXPECT_EQ(world.arrivals, wanted);
}

TEST(Passage, TheMenuHasOnlyWhatKeepsTheStreamInStep) {
  using Kinds = std::vector<FaultKind>;
  const std::pair<const char*, Kinds> never[] = {
      {"n2r.", {FaultKind::reorder}},
      {"n2i.", {FaultKind::reorder, FaultKind::duplicate}},
      {"n2x.", {FaultKind::reorder, FaultKind::duplicate, FaultKind::drop}},
  };
  for (const auto& [frame, kinds] : never) {
    for (const FaultKind kind : kinds) {
      FrameWorld world;
      world.strike({world.fault(second_message, kind)});
      world.send({"n1..", frame, "n3.."});
      EXPECT_EQ(world.texts(), (Texts{"accepted", "n1..", frame, "n3.."})) << frame << to_string(kind);
    }
  }
}

// b answers each frame with the next number; a notes what comes back.
struct Answering {
  FrameWorld world;
  std::vector<Arrival> answers;
  int connections = 0;
  int given = 0;

  explicit Answering(const WorldOptions& options) : world(options) {}

  awaitable<void> answer_all(tcp::socket socket) {
    const std::string connection = std::to_string(++connections);
    for (;;) {
      char bytes[4];
      const auto [error, size] = co_await asio::async_read(socket, asio::buffer(bytes), as_tuple);
      const std::string text = error ? "ended" : std::string(bytes, size);
      world.arrivals.push_back({world.now_ms(), connection + " " + text});
      if (error) co_return;
      const std::string answer = "a" + std::to_string(++given) + "i.";
      co_await asio::async_write(socket, asio::buffer(answer), as_tuple);
    }
  }
  Start server() {
    return spawn([this]() -> awaitable<void> {
      const auto executor = co_await asio::this_coro::executor;
      tcp::acceptor acceptor(executor, {tcp::v4(), 7000});
      for (;;) {
        tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
        asio::co_spawn(executor, answer_all(std::move(socket)), asio::detached);
      }
    });
  }
  Start client(std::vector<std::string> frames) {
    return spawn([this, frames]() -> awaitable<void> {
      tcp::socket socket(co_await asio::this_coro::executor);
      co_await socket.async_connect({asio::ip::make_address("10.0.0.2"), 7000}, use_awaitable);
      for (const std::string& frame : frames) {
        co_await asio::async_write(socket, asio::buffer(frame), as_tuple);
        char bytes[4];
        const auto [error, size] = co_await asio::async_read(socket, asio::buffer(bytes), as_tuple);
        answers.push_back({world.now_ms(), std::string(bytes, size)});
        if (error) co_return;
      }
    });
  }
  std::ptrdiff_t noted(std::string_view end) const {
    return std::count_if(world.arrivals.begin(), world.arrivals.end(),
                         [&](const Arrival& arrival) { return arrival.text.ends_with(end); });
  }
};

TEST(Passage, ARepeatedRequestTakesAConnectionOfItsOwnAndOneAnswerComesBack) {
  bool first_passed = false;
  bool last_passed = false;
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    WorldOptions options = frame_options();
    options.background_seed = seed;
    Answering run(options);
    Fault fault = run.world.fault(second_message, FaultKind::duplicate);
    fault.delay_ns = 50 * millisecond_ns;
    fault.copies = 1;
    run.world.strike({fault});
    run.world.run(run.client({"n1r.", "n2r.", "n3r."}), run.server());
    // The third is sent when the second one's answer is there, whichever of the two that is.
    ASSERT_EQ(run.answers.size(), 3u);
    const std::int64_t waited_ms = run.answers[1].time_ms - run.answers[0].time_ms;
    EXPECT_TRUE(waited_ms == 2 || waited_ms == 52) << waited_ms;
    (waited_ms == 2 ? first_passed : last_passed) = true;
    EXPECT_EQ(run.noted("n1r."), 1);
    EXPECT_EQ(run.noted("n2r."), 2);
    EXPECT_EQ(run.noted("2 n2r."), 1) << "once over a connection of its own";
    EXPECT_EQ(run.noted("n3r."), 1);
    EXPECT_EQ(run.connections, 2);
    EXPECT_EQ(run.noted("ended"), 2) << "nobody waits on either";
  }
  EXPECT_TRUE(first_passed && last_passed);
}

TEST(Passage, ACopyComesThoughItsSenderHasGivenUp) {
  FrameWorld world;
  Fault fault = world.fault("message a->b frames n 1 #1", FaultKind::duplicate);
  fault.delay_ns = 500 * millisecond_ns;
  fault.copies = 1;
  world.strike({fault});
  world.run(spawn([]() -> awaitable<void> {
              tcp::socket socket(co_await asio::this_coro::executor);
              co_await socket.async_connect({asio::ip::make_address("10.0.0.2"), 7000}, use_awaitable);
              co_await asio::async_write(socket, asio::buffer("n1r.", 4), use_awaitable);
            }),
            world.receiver());
  const Texts texts = world.texts();
  EXPECT_EQ(std::count(texts.begin(), texts.end(), "n1r."), 2);
}

TEST(Passage, ACopyThatFindsNobodyIsLost) {
  FrameWorld world;
  Fault fault = world.fault("message a->b frames n 1 #1", FaultKind::duplicate);
  fault.delay_ns = 500 * millisecond_ns;
  fault.copies = 1;
  Fault crash = world.fault("message a->b frames n 1 #1", FaultKind::crash);
  crash.node = world.world.names().intern("b");
  crash.offset_ns = 100 * millisecond_ns;
  crash.restart_after_ns = 5 * second_ns;
  world.strike({fault, crash});
  world.send({"n1r."});
  const Texts texts = world.texts();
  EXPECT_LE(std::count(texts.begin(), texts.end(), "n1r."), 1);
}

}  // namespace
}  // namespace onefold::sim::test
