#include "sim/net/datagram_wire.hpp"

#include "sim/net/network.hpp"

namespace onefold::sim {
namespace {

enum What : std::uint32_t { arrives, unreachable };

}  // namespace

DatagramWire::DatagramWire(Network& network) : network_(network), handle_(network.events().join(*this)) {}

DatagramWire::~DatagramWire() {
  network_.events().leave(handle_);
}

std::uint32_t DatagramWire::keep(Datagram&& datagram) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(pool_.size()));
    pool_.emplace_back();
  }
  const std::uint32_t at = free_.back();
  free_.pop_back();
  pool_[at] = std::move(datagram);
  return at;
}

void DatagramWire::post(const Datagram& datagram, TimeNs time_ns, std::uint16_t tie) {
  Datagram copy = datagram;
  network_.events().post(handle_, time_ns, arrives, keep(std::move(copy)), tie);
}

void DatagramWire::send(std::uint32_t from_host, Address from, std::uint32_t to_host, Address to,
                        std::span<const std::byte> bytes, DatagramSocket& sender) {
  const bool on_wire = from_host != to_host;
  Departure departure = Departure::leaves;
  const MessageLabel label{network_.datagram_name(), name_none};
  if (on_wire) departure = sender.before_departure(label, bytes.size());
  if (departure == Departure::stays) return;

  Key key{PointKind::message,
          network_.host_name(from_host),
          network_.host_name(to_host),
          network_.datagram_channel(from.port, to.port),
          label.kind,
          label.intent,
          0};
  const Fault* fault = nullptr;
  if (on_wire) {
    const FaultSet menu{FaultKind::drop, FaultKind::duplicate, FaultKind::reorder, FaultKind::delay};
    fault = network_.points().ask(key, menu, static_cast<std::int64_t>(bytes.size()), network_.now());
  } else {
    network_.points().count(key);
  }
  const std::uint64_t hash = network_.points().last_hash();
  network_.digest().add_bytes(bytes.data(), bytes.size());
  network_.tell(WireObserver::What::sent, key.a, key.b, key);

  const TimeNs late_ns = fault == nullptr || fault->kind == FaultKind::duplicate ? 0 : fault->delay_ns;
  const TimeNs arrival_ns = network_.now() + network_.latency(from_host, to_host, mix(hash, 1)) + late_ns;
  const bool fifo = network_.points().calm() || !on_wire;
  const auto tie = fifo ? std::uint16_t{0} : static_cast<std::uint16_t>(mix(hash, 2));
  if (fault != nullptr && fault->kind == FaultKind::drop) {
    network_.tell(WireObserver::What::lost, key.a, key.b, key);
  } else {
    const Datagram datagram{from_host, to_host, from, to, {bytes.begin(), bytes.end()}, key};
    const std::uint32_t copies = fault == nullptr ? 0 : fault->copies;
    const TimeNs apart_ns = fault == nullptr ? 0 : fault->delay_ns;
    for (std::uint32_t k = 0; k <= copies; ++k) post(datagram, arrival_ns + apart_ns * k, tie);
  }
  if (departure == Departure::leaves_and_dies) sender.after_departure();
}

void DatagramWire::on_event(const Event& event) {
  Datagram datagram = std::move(pool_[event.size]);
  const bool lost =
      !network_.powered(datagram.to_host) || network_.partitioned(datagram.from_host, datagram.to_host);
  const TimeNs until_ns = lost ? 0 : network_.blocked_until(datagram.from_host, datagram.to_host);
  if (until_ns > network_.now()) {
    pool_[event.size] = std::move(datagram);
    network_.events().postpone(event, until_ns);
    return;
  }
  free_.push_back(event.size);
  if (lost) return network_.tell(WireObserver::What::lost, datagram.key.a, datagram.key.b, datagram.key);
  if (event.what == arrives) return deliver(datagram);
  DatagramSocket* sender = network_.find_datagram_socket(datagram.to_host, datagram.to);
  if (sender != nullptr) sender->on_unreachable(datagram.from);
}

void DatagramWire::deliver(const Datagram& datagram) {
  DatagramSocket* socket = network_.find_datagram_socket(datagram.to_host, datagram.to);
  if (socket == nullptr) return return_unreachable(datagram);
  network_.tell(WireObserver::What::arrived, datagram.key.b, datagram.key.a, datagram.key);
  socket->on_datagram(datagram.from, datagram.bytes);
}

void DatagramWire::return_unreachable(const Datagram& datagram) {
  const Datagram answer{datagram.to_host, datagram.from_host, datagram.to, datagram.from, {}, datagram.key};
  Datagram copy = answer;
  const std::uint64_t hash = mix(hash_of(network_.points().names(), datagram.key), 3);
  const TimeNs arrival_ns = network_.now() + network_.latency(answer.from_host, answer.to_host, hash);
  network_.events().post(handle_, arrival_ns, unreachable, keep(std::move(copy)));
}

}  // namespace onefold::sim
