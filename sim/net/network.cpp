#include "sim/net/network.hpp"

#include <algorithm>
#include <cassert>

#include "sim/core/random.hpp"
#include "sim/net/connection.hpp"
#include "sim/net/datagram_wire.hpp"

namespace onefold::sim {
namespace {

constexpr TimeNs loopback_latency_ns = 10 * microsecond_ns;
constexpr std::uint16_t ephemeral_port_min = 32768;  // Linux: ip_local_port_range
constexpr std::uint16_t ephemeral_port_max = 60999;

// A socket bound to any_ip hears what is sent to each address of its host.
bool covers(Address bound, Address wanted) {
  return bound.port == wanted.port && (bound.ip == any_ip || wanted.ip == any_ip || bound.ip == wanted.ip);
}

template <typename BoundList, typename Socket>
void remove_bound(BoundList& list, const Socket& socket) {
  list.erase(
      std::remove_if(list.begin(), list.end(), [&](const auto& bound) { return bound.socket == &socket; }),
      list.end());
}

}  // namespace

Network::Network(const NetworkOptions& options, EventQueue& events, Points& points, Digest& digest)
    : options_(options),
      events_(events),
      points_(points),
      digest_(digest),
      bytes_name_(points.names().intern("bytes")),
      datagram_name_(points.names().intern("datagram")),
      datagram_wire_(std::make_unique<DatagramWire>(*this)) {
  if (options_.latency_max_ns < options_.latency_min_ns) options_.latency_max_ns = options_.latency_min_ns;
}

Network::~Network() = default;

void Network::add_host(Name name, Name speaker) {
  assert(partitions_.empty() && "hosts are added before the world runs");
  Host host;
  host.name = name;
  host.speaker = speaker;
  host.next_port = ephemeral_port_min;
  hosts_.push_back(std::move(host));
}

bool Network::find_host(std::uint32_t ip, std::uint32_t self, std::uint32_t& host) const {
  if (is_loopback(ip) || ip == any_ip) {
    host = self;
    return true;
  }
  host = ip - first_node_ip;
  return ip >= first_node_ip && host < hosts_.size();
}

Name Network::channel(std::uint16_t port) {
  for (const auto& [known, name] : channels_) {
    if (known == port) return name;
  }
  const Name name = points_.names().intern("port-" + std::to_string(port));
  channels_.emplace_back(port, name);
  return name;
}

Name Network::datagram_channel(std::uint16_t from_port, std::uint16_t to_port) {
  const auto known = [&](std::uint16_t port) {
    return std::any_of(channels_.begin(), channels_.end(),
                       [&](const auto& entry) { return entry.first == port; });
  };
  return channel(!known(to_port) && (known(from_port) || from_port < to_port) ? from_port : to_port);
}

std::uint16_t Network::ephemeral_port(std::uint32_t host) {
  std::uint16_t& next = hosts_[host].next_port;
  const std::uint16_t port = next;
  next = next == ephemeral_port_max ? ephemeral_port_min : static_cast<std::uint16_t>(next + 1);
  return port;
}

void Network::power_off(std::uint32_t host) {
  hosts_[host].powered = false;
  hosts_[host].listeners.clear();
  hosts_[host].datagram_sockets.clear();
}

void Network::power_on(std::uint32_t host) {
  if (hosts_[host].powered) return;
  hosts_[host].powered = true;
  for (const auto& connection : connections_) {
    if (connection->in_use()) connection->host_is_back(host);
  }
}

void Network::partition(std::uint32_t from, std::uint32_t to, TimeNs until_ns) {
  if (partitions_.empty()) partitions_.resize(hosts_.size() * hosts_.size());
  for (std::size_t a = 0; a < hosts_.size(); ++a) {
    for (std::size_t b = 0; b < hosts_.size(); ++b) {
      if (hosts_[a].speaker != hosts_[from].name || hosts_[b].speaker != hosts_[to].name) continue;
      TimeNs& end_ns = partitions_[a * hosts_.size() + b];
      end_ns = std::max(end_ns, std::min(until_ns, options_.heal_ns));
    }
  }
}

void Network::heal() {
  for (const auto& connection : connections_) {
    if (connection->in_use()) connection->end_silence();
  }
}

bool Network::partitioned(std::uint32_t from, std::uint32_t to) const {
  return !partitions_.empty() && partitions_[from * hosts_.size() + to] > now();
}

TimeNs Network::blocked_until(std::uint32_t from, std::uint32_t to) const {
  const TimeNs partition_ns = partitions_.empty() ? 0 : partitions_[from * hosts_.size() + to];
  const TimeNs until_ns = std::max(partition_ns, hosts_[to].paused_until_ns);
  return until_ns > now() ? until_ns : 0;
}

Connection& Network::unused_connection() {
  if (free_connections_.empty()) {
    connections_.push_back(std::make_unique<Connection>(*this));
    free_connections_.push_back(connections_.back().get());
  }
  Connection& connection = *free_connections_.back();
  free_connections_.pop_back();
  return connection;
}

Connection& Network::connect(std::uint32_t from, Address local, Address remote, Endpoint& connector) {
  Connection& connection = unused_connection();
  std::uint32_t to = 0;
  const bool reachable = find_host(remote.ip, from, to);
  connection.start(++connections_made_, from, local, to, reachable, remote, connector);
  return connection;
}

std::uint64_t Network::repeat(const Connection& original, std::span<const std::byte> message, const Key& key,
                              TimeNs due_ns, std::uint64_t hash) {
  const Address local{original.address(0).ip, ephemeral_port(original.host(0))};
  Connection& copy = unused_connection();
  copy.start_copy(++connections_made_, original, local, message, key, due_ns, hash);
  return copy.id();
}

void Network::recycle(Connection& connection) {
  free_connections_.push_back(&connection);
}

bool Network::listen(std::uint32_t host, Address local, Listener& listener) {
  if (listening(host, local)) return false;
  hosts_[host].listeners.push_back({local, &listener});
  return true;
}

bool Network::listening(std::uint32_t host, Address local) const {
  return find_listener(host, local) != nullptr;
}

void Network::unlisten(std::uint32_t host, const Listener& listener) {
  remove_bound(hosts_[host].listeners, listener);
}

Listener* Network::find_listener(std::uint32_t host, Address local) const {
  for (const auto& bound : hosts_[host].listeners) {
    if (covers(bound.local, local)) return bound.socket;
  }
  return nullptr;
}

bool Network::bind(std::uint32_t host, Address local, DatagramSocket& socket) {
  if (find_datagram_socket(host, local) != nullptr) return false;
  hosts_[host].datagram_sockets.push_back({local, &socket});
  return true;
}

void Network::unbind(std::uint32_t host, const DatagramSocket& socket) {
  remove_bound(hosts_[host].datagram_sockets, socket);
}

DatagramSocket* Network::find_datagram_socket(std::uint32_t host, Address local) const {
  for (const auto& bound : hosts_[host].datagram_sockets) {
    if (covers(bound.local, local)) return bound.socket;
  }
  return nullptr;
}

void Network::send_datagram(std::uint32_t host, Address local, Address remote,
                            std::span<const std::byte> bytes, DatagramSocket& sender) {
  std::uint32_t to = 0;
  if (find_host(remote.ip, host, to)) datagram_wire_->send(host, local, to, remote, bytes, sender);
}

TimeNs Network::latency(std::uint32_t from, std::uint32_t to, std::uint64_t hash) const {
  if (from == to) return loopback_latency_ns;
  if (points_.calm() || options_.latency_min_ns == options_.latency_max_ns) return options_.latency_min_ns;
  return spread(mix(points_.background_seed(), hash), options_.latency_min_ns, options_.latency_max_ns);
}

}  // namespace onefold::sim
