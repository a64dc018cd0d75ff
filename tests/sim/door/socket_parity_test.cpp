// One body each for sockets, readiness and timers, run on the virtual kernel and on the real one: what it
// notes must be the same. The real kernel is asked over the loopback address; ports are those that it gives
// out.
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

#include <functional>

#include "tests/sim/door/door_program.hpp"

namespace onefold::sim::test {
namespace {

using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using asio::ip::udp;
using namespace std::chrono_literals;

constexpr auto as_tuple = asio::as_tuple(use_awaitable);
using Notes = std::vector<std::string>;
using Body = std::function<awaitable<void>(Notes&)>;

Notes on_real_kernel(const Body& body) {
  Notes notes;
  asio::io_context context(1);
  asio::co_spawn(context, body(notes), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  context.run_for(20s);
  notes.push_back("end");
  return notes;
}

Notes on_virtual_kernel(const Body& body) {
  Notes notes;
  NeutralDecider decider;
  WorldOptions options;
  options.decider = &decider;
  World world(options);
  bool done = false;
  const auto wrapped = [&]() -> awaitable<void> {
    co_await body(notes);
    done = true;
  };
  world.start(world.add_node(asio_node("a", spawn(wrapped))));
  EXPECT_EQ(world.run([&] { return done; }), RunEnd::condition) << world.failure();
  notes.push_back("end");
  return notes;
}

void expect_parity(const Body& body) {
  const Notes real = on_real_kernel(body);
  EXPECT_GT(real.size(), 2u);
  EXPECT_EQ(on_virtual_kernel(body), real);
}

std::string word(const boost::system::error_code& error) {
  return error ? error.message() : "ok";
}

// Enough for what was sent over the loopback address to have arrived.
awaitable<void> settle() {
  asio::steady_timer timer(co_await asio::this_coro::executor, 20ms);
  co_await timer.async_wait(use_awaitable);
}

struct Pair {
  tcp::socket client;
  tcp::socket server;
};

awaitable<Pair> connected_pair() {
  const auto executor = co_await asio::this_coro::executor;
  tcp::acceptor acceptor(executor, {asio::ip::address_v4::loopback(), 0});
  tcp::socket client(executor);
  co_await client.async_connect(acceptor.local_endpoint(), use_awaitable);
  tcp::socket server = co_await acceptor.async_accept(use_awaitable);
  co_return Pair{std::move(client), std::move(server)};
}

awaitable<void> note_read(Notes& notes, const char* who, tcp::socket& socket, std::size_t size = 100) {
  std::string bytes(size, '\0');
  const auto [error, count] = co_await socket.async_read_some(asio::buffer(bytes), as_tuple);
  notes.push_back(std::string(who) + " reads '" + bytes.substr(0, count) + "' " + word(error));
}

// Without waiting: what the kernel says just now.
void note_read_now(Notes& notes, tcp::socket& socket) {
  char bytes[100];
  boost::system::error_code error;
  socket.non_blocking(true);
  const auto count = socket.read_some(asio::buffer(bytes), error);
  notes.push_back("reads '" + std::string(bytes, count) + "' " + word(error));
}

void note_write_now(Notes& notes, tcp::socket& socket, const std::string& text) {
  boost::system::error_code error;
  socket.non_blocking(true);
  const auto count = socket.write_some(asio::buffer(text), error);
  notes.push_back("writes " + std::to_string(count) + " " + word(error));
}

awaitable<void> note_write(Notes& notes, const char* who, tcp::socket& socket, std::string text) {
  const auto [error, count] = co_await asio::async_write(socket, asio::buffer(text), as_tuple);
  notes.push_back(std::string(who) + " writes " + std::to_string(count) + " " + word(error));
}

std::string bits(std::uint32_t events) {
  const std::pair<std::uint32_t, const char*> names[] = {
      {EPOLLIN, "in "}, {EPOLLOUT, "out "}, {EPOLLERR, "err "}, {EPOLLHUP, "hup "}, {EPOLLRDHUP, "rdhup "}};
  std::string text;
  for (const auto& [bit, name] : names) text += (events & bit) != 0 ? name : "";
  return text;
}

std::string readiness(int number) {
  pollfd entry{number, POLLIN | POLLOUT | POLLRDHUP, 0};
  EXPECT_GE(::poll(&entry, 1, 0), 0);
  return bits(static_cast<std::uint32_t>(entry.revents));
}

TEST(SocketParity, EchoHalfCloseAndEndOfStream) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    auto [client, server] = co_await connected_pair();
    notes.push_back(client.remote_endpoint() == server.local_endpoint() ? "same ends" : "other ends");
    co_await note_write(notes, "client", client, "hello");
    co_await note_read(notes, "server", server, 3);
    co_await note_read(notes, "server", server);
    client.shutdown(tcp::socket::shutdown_send);
    co_await note_read(notes, "server", server);
    co_await note_write(notes, "server", server, "still open");
    co_await note_read(notes, "client", client);
    co_await note_write(notes, "client", client, "too late");
    server.close();
    co_await settle();
    note_read_now(notes, client);
    note_read_now(notes, client);
  });
}

TEST(SocketParity, NobodyListens) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    tcp::endpoint nobody;
    {
      tcp::acceptor acceptor(executor, {asio::ip::address_v4::loopback(), 0});
      nobody = acceptor.local_endpoint();
    }
    tcp::socket socket(executor, tcp::v4());
    notes.push_back(readiness(socket.native_handle()));
    const auto [error] = co_await socket.async_connect(nobody, as_tuple);
    notes.push_back(word(error) + " " + readiness(socket.native_handle()));
    boost::system::error_code again;
    char byte;
    socket.read_some(asio::buffer(&byte, 1), again);
    notes.push_back(word(again));
    socket.write_some(asio::buffer(&byte, 1), again);
    notes.push_back(word(again));
    socket.shutdown(tcp::socket::shutdown_both, again);
    notes.push_back(word(again));
    socket.remote_endpoint(again);
    notes.push_back(word(again));
  });
}

TEST(SocketParity, CloseWithUnreadInputResetsThePeerWhichStillReadsWhatItHas) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    auto [client, server] = co_await connected_pair();
    co_await note_write(notes, "client", client, "never read");
    co_await note_write(notes, "server", server, "queued");
    co_await settle();
    server.close();
    co_await settle();
    notes.push_back(readiness(client.native_handle()));
    for (int i = 0; i < 3; ++i) note_read_now(notes, client);
    note_write_now(notes, client, "x");
    notes.push_back(readiness(client.native_handle()));
  });
}

TEST(SocketParity, WritingToAPeerThatHasGone) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    auto [client, server] = co_await connected_pair();
    server.close();
    co_await settle();
    notes.push_back(readiness(client.native_handle()));
    note_write_now(notes, client, "first");
    co_await settle();
    notes.push_back(readiness(client.native_handle()));
    note_write_now(notes, client, "second");
    note_write_now(notes, client, "third");
    note_read_now(notes, client);
  });
}

TEST(SocketParity, LingerOfZeroResets) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    auto [client, server] = co_await connected_pair();
    co_await note_write(notes, "server", server, "before");
    server.set_option(asio::socket_base::linger(true, 0));
    co_await settle();
    server.close();
    co_await settle();
    for (int i = 0; i < 3; ++i) note_read_now(notes, client);
  });
}

TEST(SocketParity, ReadinessThroughTheLifeOfAConnection) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    tcp::acceptor acceptor(executor, {asio::ip::address_v4::loopback(), 0});
    notes.push_back("listening " + readiness(acceptor.native_handle()));
    tcp::socket client(executor);
    co_await client.async_connect(acceptor.local_endpoint(), use_awaitable);
    co_await settle();
    notes.push_back("pending " + readiness(acceptor.native_handle()));
    tcp::socket server = co_await acceptor.async_accept(use_awaitable);
    notes.push_back("accepted " + readiness(acceptor.native_handle()));
    notes.push_back("fresh " + readiness(server.native_handle()));
    co_await note_write(notes, "client", client, "x");
    co_await settle();
    notes.push_back("data " + readiness(server.native_handle()));
    notes.push_back("available " + std::to_string(server.available()));
    client.shutdown(tcp::socket::shutdown_send);
    co_await settle();
    notes.push_back("fin " + readiness(server.native_handle()));
    notes.push_back("fin sent " + readiness(client.native_handle()));
    server.shutdown(tcp::socket::shutdown_send);
    co_await settle();
    notes.push_back("both " + readiness(server.native_handle()));
    notes.push_back("both " + readiness(client.native_handle()));
  });
}

TEST(SocketParity, ClosingAListenerResetsWhatItHasNotAccepted) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    tcp::acceptor acceptor(executor, {asio::ip::address_v4::loopback(), 0});
    tcp::socket client(executor);
    co_await client.async_connect(acceptor.local_endpoint(), use_awaitable);
    co_await settle();
    acceptor.close();
    co_await settle();
    notes.push_back(readiness(client.native_handle()));
    note_read_now(notes, client);
    note_read_now(notes, client);
  });
}

TEST(SocketParity, AddressesInUseAndBadCalls) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    tcp::acceptor acceptor(executor, {asio::ip::address_v4::loopback(), 0});
    boost::system::error_code error;
    tcp::acceptor second(executor, tcp::v4());
    second.bind(acceptor.local_endpoint(), error);
    notes.push_back("bind " + word(error));
    tcp::socket socket(executor, tcp::v4());
    char byte = 'x';
    socket.read_some(asio::buffer(&byte, 1), error);
    notes.push_back("read " + word(error));
    socket.bind({asio::ip::make_address("192.0.2.1"), 0}, error);
    notes.push_back("bind " + word(error));
    socket.shutdown(tcp::socket::shutdown_both, error);
    notes.push_back("shutdown " + word(error));
    socket.remote_endpoint(error);
    notes.push_back("peer " + word(error));
    tcp::no_delay no_delay(true);
    socket.set_option(no_delay);
    socket.get_option(no_delay);
    notes.push_back(no_delay.value() ? "no delay" : "delay");
    const int number = socket.native_handle();
    socket.close();
    notes.push_back(::listen(number, 1) == -1 ? std::string("listen ") + std::strerror(errno) : "listens");
    notes.push_back(::listen(1, 1) == -1 ? std::string("listen ") + std::strerror(errno) : "listens");
    co_return;
  });
}

TEST(SocketParity, ALargeTransferStopsAtAFullWindowAndArrivesWhole) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    auto [client, server] = co_await connected_pair();
    std::string all;
    for (int i = 0; i < 5'000'000; ++i) all += std::to_string(i);
    client.non_blocking(true);
    boost::system::error_code error;
    std::size_t sent = 0;
    for (int round = 0; round < 3; ++round) {
      error = {};
      while (!error && sent < all.size()) sent += client.write_some(asio::buffer(all) + sent, error);
      co_await settle();
    }
    notes.push_back(word(error) + (sent < all.size() ? " part" : " whole"));
    notes.push_back(readiness(client.native_handle()));
    const auto executor = co_await asio::this_coro::executor;
    asio::co_spawn(
        executor,
        [&client = client, rest = all.substr(sent)]() -> awaitable<void> {
          co_await asio::async_write(client, asio::buffer(rest), use_awaitable);
          client.shutdown(tcp::socket::shutdown_send);
        },
        asio::detached);
    std::string received;
    co_await asio::async_read(server, asio::dynamic_buffer(received), as_tuple);
    notes.push_back(received == all ? "intact" : "damaged");
  });
}

TEST(SocketParity, Datagrams) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    const udp::endpoint any(asio::ip::address_v4::loopback(), 0);
    udp::socket a(executor, any);
    udp::socket b(executor, any);
    co_await a.async_send_to(asio::buffer("longer than the buffer", 22), b.local_endpoint(), use_awaitable);
    co_await a.async_send_to(asio::buffer("", 0), b.local_endpoint(), use_awaitable);
    co_await a.async_send_to(asio::buffer("abc", 3), b.local_endpoint(), use_awaitable);
    for (int i = 0; i < 3; ++i) {
      char bytes[10];
      udp::endpoint from;
      const auto size = co_await b.async_receive_from(asio::buffer(bytes), from, use_awaitable);
      notes.push_back(std::string(bytes, size) +
                      (from == a.local_endpoint() ? " from a" : " from elsewhere"));
    }
    a.connect(b.local_endpoint());
    notes.push_back(readiness(a.native_handle()));
    b.close();
    a.send(asio::buffer("x", 1));
    co_await settle();
    notes.push_back(readiness(a.native_handle()));
    char byte;
    const auto [error, size] = co_await a.async_receive(asio::buffer(&byte, 1), as_tuple);
    notes.push_back(word(error));
    notes.push_back(readiness(a.native_handle()));
  });
}

// Raw calls: takes what is ready, without waiting.
std::string take(int set) {
  epoll_event events[4];
  const int count = ::epoll_wait(set, events, 4, 0);
  std::string text = std::to_string(count);
  for (int i = 0; i < count; ++i)
    text += " " + std::to_string(events[i].data.u64) + ":" + bits(events[i].events);
  return text;
}

void watch(int set, int operation, int number, std::uint32_t events, std::uint64_t tag) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = tag;
  EXPECT_EQ(::epoll_ctl(set, operation, number, &event), 0);
}

TEST(ReadinessParity, LevelEdgeAndOneShot) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    const int counter = ::eventfd(0, EFD_NONBLOCK);
    const std::uint32_t modes[] = {EPOLLIN, EPOLLIN | EPOLLET, EPOLLIN | EPOLLONESHOT,
                                   EPOLLIN | EPOLLOUT | EPOLLET};
    for (std::uint32_t mode : modes) {
      watch(set, EPOLL_CTL_ADD, counter, mode, 7);
      notes.push_back("idle " + take(set));
      EXPECT_EQ(::eventfd_write(counter, 1), 0);
      notes.push_back("written " + take(set));
      notes.push_back("again " + take(set));
      EXPECT_EQ(::eventfd_write(counter, 1), 0);
      notes.push_back("written again " + take(set));
      watch(set, EPOLL_CTL_MOD, counter, mode, 8);
      notes.push_back("modified " + take(set));
      eventfd_t value = 0;
      EXPECT_EQ(::eventfd_read(counter, &value), 0);
      notes.push_back("read " + std::to_string(value) + " " + take(set));
      EXPECT_EQ(::epoll_ctl(set, EPOLL_CTL_DEL, counter, nullptr), 0);
    }
    epoll_event event{};
    EXPECT_EQ(::epoll_ctl(set, EPOLL_CTL_MOD, counter, &event), -1);
    notes.push_back(std::strerror(errno));
    watch(set, EPOLL_CTL_ADD, counter, EPOLLIN, 1);
    EXPECT_EQ(::epoll_ctl(set, EPOLL_CTL_ADD, counter, &event), -1);
    notes.push_back(std::strerror(errno));
    EXPECT_EQ(::epoll_ctl(set, EPOLL_CTL_ADD, set, &event), -1);
    notes.push_back(std::strerror(errno));
    ::close(counter);
    EXPECT_EQ(::epoll_ctl(set, EPOLL_CTL_DEL, counter, nullptr), -1);
    notes.push_back(std::strerror(errno));
    ::close(set);
    co_return;
  });
}

TEST(ReadinessParity, MoreReadyThanAskedForTakeTurns) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    const int set = ::epoll_create1(0);
    int counters[3];
    for (int i = 0; i < 3; ++i) {
      counters[i] = ::eventfd(1, EFD_NONBLOCK);
      watch(set, EPOLL_CTL_ADD, counters[i], EPOLLIN, static_cast<std::uint64_t>(i));
    }
    for (int i = 0; i < 4; ++i) {
      epoll_event events[2];
      const int count = ::epoll_wait(set, events, 2, 0);
      std::string text;
      for (int k = 0; k < count; ++k) text += std::to_string(events[k].data.u64) + " ";
      notes.push_back(text);
    }
    const int outer = ::epoll_create1(0);
    watch(outer, EPOLL_CTL_ADD, set, EPOLLIN, 9);
    notes.push_back("outer " + take(outer));
    for (int counter : counters) ::close(counter);
    notes.push_back("closed " + take(outer) + ", " + take(set));
    ::close(outer);
    ::close(set);
    co_return;
  });
}

TEST(TimerParity, ADescriptorCountsExpirations) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    const int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    std::uint64_t count = 0;
    notes.push_back(::read(timer, &count, sizeof count) == -1 ? std::strerror(errno) : "expired");
    itimerspec value{};
    value.it_value.tv_nsec = 1'000'000;
    EXPECT_EQ(::timerfd_settime(timer, 0, &value, nullptr), 0);
    notes.push_back("armed " + readiness(timer));
    co_await settle();
    notes.push_back("due " + readiness(timer));
    EXPECT_EQ(::read(timer, &count, sizeof count), 8);
    notes.push_back(std::to_string(count) + " " + readiness(timer));
    value.it_value = {1000, 0};
    EXPECT_EQ(::timerfd_settime(timer, 0, &value, nullptr), 0);
    itimerspec left{};
    EXPECT_EQ(::timerfd_gettime(timer, &left), 0);
    notes.push_back(left.it_value.tv_sec >= 999 ? "nearly all left" : "little left");
    value.it_value = {0, 1};
    EXPECT_EQ(::timerfd_settime(timer, TFD_TIMER_ABSTIME, &value, nullptr), 0);
    co_await settle();
    notes.push_back("long past " + readiness(timer));
    value.it_value = {0, 0};
    EXPECT_EQ(::timerfd_settime(timer, 0, &value, nullptr), 0);
    notes.push_back("disarmed " + readiness(timer));
    value.it_value.tv_nsec = 1'000'000'000;
    notes.push_back(::timerfd_settime(timer, 0, &value, nullptr) == -1 ? std::strerror(errno) : "taken");
    ::close(timer);
  });
}

TEST(TimerParity, TimersFireInTheirOrderAndAreCancelled) {
  expect_parity([](Notes& notes) -> awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    std::vector<std::unique_ptr<asio::steady_timer>> timers;
    for (int ms : {60, 20, 40}) {
      timers.push_back(std::make_unique<asio::steady_timer>(executor, std::chrono::milliseconds(ms)));
      timers.back()->async_wait(
          [&notes, ms](auto error) { notes.push_back(std::to_string(ms) + " " + word(error)); });
    }
    asio::system_timer wall(executor, std::chrono::system_clock::now() + 30ms);
    wall.async_wait([&notes](auto error) { notes.push_back("wall " + word(error)); });
    notes.push_back("cancelled " + std::to_string(timers[2]->cancel()));
    asio::steady_timer end(executor, 100ms);
    co_await end.async_wait(use_awaitable);
    notes.push_back("moved " + std::to_string(timers[0]->expires_after(5ms)));
    co_await timers[0]->async_wait(use_awaitable);
  });
}

}  // namespace
}  // namespace onefold::sim::test
