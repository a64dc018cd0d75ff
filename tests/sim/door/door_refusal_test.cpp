// What can not be simulated in process ends the program with a message that names the call, the node and the
// way out; and what names, clocks and addresses look like inside a node.
#include <netdb.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "sim/os/process.hpp"
#include "tests/sim/door/frame_world.hpp"

namespace onefold::sim::test {
namespace {

using namespace std::chrono_literals;

// Runs `code` once inside the node "desk-1", next to a node "venue".
void inside_node(const std::function<void(asio::io_context&)>& code) {
  NeutralDecider decider;
  WorldOptions options;
  options.decider = &decider;
  World world(options);
  world.add_node(asio_node("venue", [](asio::io_context&) {}));
  const NodeId desk = world.add_node(asio_node("desk-1", code));
  world.start(desk);
  EXPECT_EQ(world.run({}), RunEnd::horizon) << world.failure();
}

TEST(DoorRefusal, WaitingCallsNameThemselvesTheNodeAndTheWayOut) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(inside_node([](asio::io_context&) { ::usleep(1); }),
               "node desk-1 called usleep.*steady_timer");
  EXPECT_DEATH(inside_node([](asio::io_context&) { std::this_thread::sleep_for(1ms); }),
               "desk-1 called .*nanosleep");
  EXPECT_DEATH(inside_node([](asio::io_context& context) {
                 const auto work = asio::make_work_guard(context);
                 context.run();
               }),
               "desk-1 called (epoll_wait|pthread_cond_wait).*asynchronous");
  EXPECT_DEATH(inside_node([](asio::io_context& context) {
                 tcp::socket socket(context);
                 socket.connect({asio::ip::make_address("10.0.0.1"), 7000});
               }),
               "desk-1 called (connect|poll)");
  EXPECT_DEATH(inside_node([](asio::io_context& context) {
                 asio::steady_timer timer(context, 1s);
                 timer.wait();
               }),
               "desk-1 called (select|nanosleep|poll|epoll_wait)");
}

TEST(DoorRefusal, OtherProcessesSignalTimersAndSemaphoresAreRefused) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(inside_node([](asio::io_context&) { EXPECT_EQ(::system("true"), 0); }),
               "desk-1 called system.*process door");
  EXPECT_DEATH(inside_node([](asio::io_context&) { ::popen("true", "r"); }), "desk-1 called popen");
  EXPECT_DEATH(inside_node([](asio::io_context&) {
                 pid_t child = 0;
                 char name[] = "true";
                 char* arguments[] = {name, nullptr};
                 ::posix_spawnp(&child, name, nullptr, nullptr, arguments, nullptr);
               }),
               "desk-1 called posix_spawnp");
  EXPECT_DEATH(inside_node([](asio::io_context&) { ::waitpid(-1, nullptr, 0); }), "desk-1 called waitpid");
  EXPECT_DEATH(inside_node([](asio::io_context&) { ::alarm(1); }), "desk-1 called alarm.*steady_timer");
  EXPECT_DEATH(inside_node([](asio::io_context&) { ::pause(); }), "desk-1 called pause.*asynchronous");
  EXPECT_DEATH(inside_node([](asio::io_context&) {
                 sem_t semaphore;
                 ::sem_init(&semaphore, 0, 0);
                 ::sem_wait(&semaphore);
               }),
               "desk-1 called sem_wait");
}

TEST(DoorRefusal, ThreadsAndSignalsAreRefused) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(inside_node([](asio::io_context&) { std::thread([] {}).join(); }),
               "desk-1 called pthread_create");
  EXPECT_DEATH(inside_node([](asio::io_context& context) { asio::signal_set signals(context, SIGTERM); }),
               "desk-1 called (pipe|sigaction).*(post to the io_context|by its interface)");
}

TEST(DoorNames, NodesAreFoundByNameAndNobodyElseIs) {
  inside_node([](asio::io_context& context) {
    tcp::resolver resolver(context);
    EXPECT_EQ(resolver.resolve("venue", "7000").begin()->endpoint(),
              tcp::endpoint(asio::ip::make_address("10.0.0.1"), 7000));
    EXPECT_EQ(resolver.resolve("localhost", "https").begin()->endpoint(),
              tcp::endpoint(asio::ip::make_address("127.0.0.1"), 443));
    EXPECT_EQ(resolver.resolve("192.0.2.7", "1").begin()->endpoint().address(),
              asio::ip::make_address("192.0.2.7"));
    boost::system::error_code error;
    resolver.resolve("example.com", "80", error);
    EXPECT_EQ(error, asio::error::host_not_found);
    resolver.resolve("venue", "no-such-service", error);
    EXPECT_EQ(error, asio::error::service_not_found);
    EXPECT_EQ(asio::ip::host_name(), "desk-1");
    tcp::socket socket(context);
    socket.open(tcp::v6(), error);
    EXPECT_EQ(error, asio::error::address_family_not_supported);
  });
}

TEST(DoorNames, AResolverStillAtWorkIsDestroyedWithItsNode) {
  bool called = false;
  {
    NeutralDecider decider;
    WorldOptions options;
    options.decider = &decider;
    World world(options);
    world.start(world.add_node(asio_node("a", [&](asio::io_context& context) {
      // Kept alive by the handler, whose context dies first.
      auto own = std::make_shared<tcp::resolver>(context);
      own->async_resolve("a", "1", [&called, own](auto, auto) { called = true; });
    })));
  }
  EXPECT_FALSE(called);
}

TEST(DoorClock, TimeStandsStillWhileCodeRuns) {
  inside_node([](asio::io_context&) {
    const auto before = std::chrono::system_clock::now();
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(std::chrono::system_clock::now(), before);
    EXPECT_EQ(::time(nullptr), std::chrono::system_clock::to_time_t(before));
  });
}

TEST(DoorRandomness, AllSourcesAreOfTheRun) {
  const auto draw = [] {
    std::vector<std::uint64_t> drawn;
    inside_node([&](asio::io_context&) {
      std::uint64_t bytes = 0;
      EXPECT_EQ(::getrandom(&bytes, sizeof bytes, 0), 8);
      drawn.push_back(bytes);
      EXPECT_EQ(::getentropy(&bytes, sizeof bytes), 0);
      drawn.push_back(bytes);
      drawn.push_back(::arc4random());
      drawn.push_back(static_cast<std::uint64_t>(std::rand()));
      drawn.push_back(static_cast<std::uint64_t>(::random()));
      drawn.push_back(std::random_device{}());
      drawn.push_back(std::random_device{"/dev/urandom"}());
      drawn.push_back(::arc4random_uniform(10));
      EXPECT_LT(drawn.back(), 10u);
    });
    return drawn;
  };
  const auto first = draw();
  EXPECT_EQ(draw(), first);
  EXPECT_GE(std::set<std::uint64_t>(first.begin(), first.end()).size(), 7u);
}

TEST(DoorOutside, CallsOutsideNodesAreReal) {
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  EXPECT_EQ(::getrandom(&a, sizeof a, 0), 8);
  EXPECT_EQ(::getrandom(&b, sizeof b, 0), 8);
  EXPECT_NE(a, b);
  const int real = ::socket(AF_INET, SOCK_STREAM, 0);
  EXPECT_GE(real, 0);
  EXPECT_LT(real, first_number);
  EXPECT_EQ(::close(real), 0);
  EXPECT_EQ(::getpid(), static_cast<pid_t>(::syscall(SYS_getpid)));
}

}  // namespace
}  // namespace onefold::sim::test
