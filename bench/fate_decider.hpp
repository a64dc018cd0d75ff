// Makes the network of a world treat each message as workload W says: swallowed, or late by its own delay.
#pragma once

#include <cassert>
#include <string>
#include <vector>

#include "bench/workload.hpp"
#include "sim/core/decider.hpp"
#include "sim/node/world.hpp"

namespace onefold::bench {

inline std::string client_name(std::uint32_t client) {
  return "client-" + std::to_string(client);
}

// For a world whose latency is delay_ns_min throughout.
class FateDecider final : public sim::Decider {
 public:
  explicit FateDecider(const Workload& workload) : workload_(workload) {}

  // Before the world runs.
  void learn_names(sim::NameTable& names) {
    for (std::uint32_t c = 0; c < clients; ++c) {
      const sim::Name name = names.intern(client_name(c));
      if (client_of_.size() <= name.id) client_of_.resize(name.id + 1, clients);
      client_of_[name.id] = c;
    }
  }

  void decide(const sim::Point& point, std::vector<sim::Fault>& out) override {
    const sim::Key& key = point.key;
    if (key.point != sim::PointKind::message) return;
    const bool request = client_at(key.a) < clients;
    const std::uint32_t client = request ? client_at(key.a) : client_at(key.b);
    assert(client < clients);
    const Fate fate = fate_of(workload_, client, request ? Direction::request : Direction::response, key.n);
    if (!fate.lost && fate.delay_ns == delay_ns_min) return;
    sim::Fault& fault = out.emplace_back();
    fault.key = key;
    fault.kind = fate.lost ? sim::FaultKind::drop : sim::FaultKind::delay;
    if (!fate.lost) fault.delay_ns = fate.delay_ns - delay_ns_min;
  }

 private:
  std::uint32_t client_at(sim::Name name) const {
    return name.id < client_of_.size() ? client_of_[name.id] : clients;
  }

  const Workload& workload_;
  std::vector<std::uint32_t> client_of_;  // by name
};

}  // namespace onefold::bench
