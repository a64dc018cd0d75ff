// The network's part of the state of a world: what is on its way, and who may reach whom.
#include <algorithm>

#include "sim/net/connection.hpp"
#include "sim/net/network.hpp"

namespace onefold::sim {
namespace {

// What lies in the past bounds nothing any more.
std::uint64_t ahead(TimeNs time_ns, TimeNs now_ns) {
  return time_ns > now_ns ? static_cast<std::uint64_t>(time_ns) : 0;
}

std::uint64_t bits(std::initializer_list<bool> flags) {
  std::uint64_t value = 0;
  for (bool flag : flags) value = value << 1 | (flag ? 1 : 0);
  return value;
}

}  // namespace

void Flow::add_state(Digest& digest, TimeNs now_ns) const {
  bytes.add_state(digest);
  digest.add(arrived);
  digest.add_bytes(partial.data(), partial.size());
  digest.add(held.size());
  for (const HeldFrame& frame : held) {
    digest.add_bytes(frame.bytes.data(), frame.bytes.size());
    digest.add(bits({frame.overtaken_by_next, frame.due, frame.arrived}));
  }
  digest.add(held_events);
  digest.add(ahead(last_arrival_ns, now_ns));
  digest.add(ahead(last_held_ns, now_ns));
  digest.add(static_cast<std::uint64_t>(stalled_since_ns));
  digest.add(bits({swallowed, in_message, finished, fin_arrived, sender_waits}));
}

std::uint64_t Connection::meaning_of(const Event& event) const {
  return mix(mix(id_, event.what), event.size) | 1;
}

void Connection::add_state(Digest& digest) const {
  digest.add(id_);
  digest.add(static_cast<std::uint64_t>(started_ns_));
  digest.add(bits({unanswered_, refuse_, silent_, overdue_, broken_, copy_}));
  if (!network_.points().calm()) {
    digest.add(hash_);
    digest.add(draws_);
  }
  for (const End& end : ends_) {
    digest.add(std::uint64_t{end.address.ip} << 16 | end.address.port);
    digest.add(end.host);
    digest.add(static_cast<std::uint64_t>(end.state));
    digest.add(static_cast<std::uint64_t>(end.error));
    digest.add(bits({end.endpoint != nullptr, end.established, end.reset, end.refuses_bytes}));
  }
  for (const Flow& flow : flows_) flow.add_state(digest, network_.now());
}

void Network::add_state(Digest& digest) const {
  digest.add(connections_made_);
  for (const Host& host : hosts_) {
    digest.add(host.powered ? 1 : 0);
    digest.add(ahead(host.paused_until_ns, now()));
    digest.add(host.next_port);
  }
  for (TimeNs until_ns : partitions_) digest.add(ahead(until_ns, now()));
  std::vector<const Connection*> used;
  for (const auto& connection : connections_) {
    if (connection->in_use()) used.push_back(connection.get());
  }
  std::sort(used.begin(), used.end(),
            [](const Connection* a, const Connection* b) { return a->id() < b->id(); });
  digest.add(used.size());
  for (const Connection* connection : used) connection->add_state(digest);
}

}  // namespace onefold::sim
