// The world of workload W: a server, sixteen clients, and the network between them. Templates over what the
// programs speak: Server(io_context&) and Client(io_context&, client, const Workload&, OnAnswer), with void
// Client::begin().
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "bench/fate_decider.hpp"
#include "bench/simulated_workload.hpp"
#include "sim/node/world.hpp"

namespace onefold::bench {

inline constexpr std::uint16_t server_port = 7000;
inline constexpr const char* server_address = "10.0.0.1";

// Called by a client for each answer, in the order of completion.
using OnAnswer = std::function<void(std::uint32_t client, std::uint64_t answer)>;

// A stock io_context with one object on it, as the world steps it.
template <class Subject>
class BenchProgram final : public sim::Program {
 public:
  template <class... Arguments>
  explicit BenchProgram(Arguments&&... arguments) : subject_(io_, std::forward<Arguments>(arguments)...) {}

  bool poll_one() override {
    io_.restart();
    return io_.poll_one() != 0;
  }
  Subject& subject() { return subject_; }

 private:
  boost::asio::io_context io_{1};
  Subject subject_;
};

inline sim::WorldOptions workload_world(sim::Decider& decider) {
  sim::WorldOptions options;
  options.background_seed = 1;
  options.calm = true;
  options.model = sim::DeliveryModel::direct;
  options.latency_min_ns = delay_ns_min;
  options.latency_max_ns = delay_ns_min;
  options.heal_ns = 1'000'000 * sim::second_ns;
  options.horizon_ns = 1'000'000 * sim::second_ns;
  options.events_max = 1'000'000'000;
  options.decider = &decider;
  return options;
}

template <class Server, class Client>
SimulatedRun run_in_world(const Workload& workload) {
  FateDecider decider(workload);
  sim::World world(workload_world(decider), {{server_port, "bench"}});
  decider.learn_names(world.names());
  SimulatedRun result;
  const OnAnswer on_answer = [&](std::uint32_t client, std::uint64_t answer) {
    result.hash.add(client, world.now(), answer);
  };

  world.start(
      world.add_node({"server", [](std::uint32_t) { return std::make_unique<BenchProgram<Server>>(); }}));
  std::vector<Client*> running(clients);
  for (std::uint32_t c = 0; c < clients; ++c) {
    const sim::NodeId node =
        world.add_node({client_name(c), [&, c](std::uint32_t) {
                          auto program = std::make_unique<BenchProgram<Client>>(c, workload, on_answer);
                          running[c] = &program->subject();
                          return program;
                        }});
    world.start(node);
    world.at(start_ns + c, [&, c, node] {
      sim::Key key;
      key.point = sim::PointKind::stimulus;
      key.a = world.name(node);
      world.enter(node, key, [&, c] { running[c]->begin(); });
    });
  }
  world.run([&] { return result.hash.completions() >= workload.requests; });
  result.events = world.events();
  result.digest = world.digest();
  return result;
}

}  // namespace onefold::bench
