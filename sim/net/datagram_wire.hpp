// UDP datagrams under way. Each is one message; being datagrams, they can be lost, repeated and late in both
// delivery models. What arrives at a port where nobody listens comes back as "unreachable"; nothing arrives
// through a partition.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/event_queue.hpp"
#include "sim/net/address.hpp"
#include "sim/net/endpoint.hpp"

namespace onefold::sim {

class Network;

class DatagramWire final : public EventTarget {
 public:
  explicit DatagramWire(Network& network);
  ~DatagramWire();

  void send(std::uint32_t from_host, Address from, std::uint32_t to_host, Address to,
            std::span<const std::byte> bytes, DatagramSocket& sender);

  void on_event(const Event& event) override;

 private:
  struct Datagram {
    std::uint32_t from_host = 0;
    std::uint32_t to_host = 0;
    Address from;
    Address to;
    std::vector<std::byte> bytes;
    Key key;
  };

  std::uint32_t keep(Datagram&& datagram);
  void post(const Datagram& datagram, TimeNs time_ns, std::uint16_t tie);
  void deliver(const Datagram& datagram);
  void return_unreachable(const Datagram& datagram);

  Network& network_;
  EventQueue::Handle handle_;
  std::vector<Datagram> pool_;
  std::vector<std::uint32_t> free_;
};

}  // namespace onefold::sim
