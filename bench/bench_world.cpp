// What a world costs before and after anything happens in it: made, a venue-like and a client-like node
// booted with a stock io_context, an acceptor and a connecting socket each, run until connected, and
// destroyed.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <ctime>
#include <memory>

#include "bench/table.hpp"
#include "bench/workload_world.hpp"

namespace onefold::bench {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class Acceptor {
 public:
  explicit Acceptor(asio::io_context& io) : acceptor_(io, tcp::endpoint(tcp::v4(), server_port)) {
    acceptor_.async_accept([](boost::system::error_code, tcp::socket) {});
  }

 private:
  tcp::acceptor acceptor_;
};

class Connector {
 public:
  Connector(asio::io_context& io, bool& connected) : socket_(io) {
    const tcp::endpoint server(asio::ip::make_address_v4(server_address), server_port);
    socket_.async_connect(server, [&](boost::system::error_code error) { connected = !error; });
  }

 private:
  tcp::socket socket_;
};

bool make_and_destroy() {
  bool connected = false;
  sim::NeutralDecider decider;
  sim::World world(workload_world(decider), {{server_port, "bench"}});
  world.start(
      world.add_node({"server", [](std::uint32_t) { return std::make_unique<BenchProgram<Acceptor>>(); }}));
  world.start(world.add_node(
      {"client", [&](std::uint32_t) { return std::make_unique<BenchProgram<Connector>>(connected); }}));
  world.run([&] { return connected; });
  return connected;
}

}  // namespace

void bench_world(const BenchOptions& options, Table& table) {
  const int worlds = options.quick ? 20 : 20'000;
  const std::clock_t start = std::clock();
  for (int i = 0; i < worlds; ++i) {
    if (!make_and_destroy()) return table.fail("a world of two nodes did not connect them");
  }
  const double taken_us = static_cast<double>(std::clock() - start) * 1e6 / CLOCKS_PER_SEC;
  table.add({"world of two nodes, made, connected, destroyed", taken_us / worlds, "us", std::nullopt});
}

}  // namespace onefold::bench
