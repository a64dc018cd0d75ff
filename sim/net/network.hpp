// The network between the hosts of a world: who is reachable, how long bytes take, and what strikes on the
// way.
//
// Models: TCP connections as two flows of bytes with handshake, window, FIN and RST (connection.hpp); UDP
// datagrams; partitions, hosts without power, paused hosts. Ignores: bandwidth, congestion, IP fragmentation,
// IPv6.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/event_queue.hpp"
#include "sim/core/points.hpp"
#include "sim/net/address.hpp"
#include "sim/net/endpoint.hpp"
#include "sim/net/framer.hpp"

namespace onefold::sim {

struct NetworkOptions {
  bool hops = true;  // else direct
  TimeNs latency_min_ns = 0;
  TimeNs latency_max_ns = 0;
  TimeNs stall_max_ns = 0;  // see WorldOptions
  TimeNs heal_ns = 0;
  Framer* framer = nullptr;  // null: one message per send
};

class Connection;
class DatagramWire;

class Network {
 public:
  Network(const NetworkOptions& options, EventQueue& events, Points& points, Digest& digest);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  // Hosts have the addresses first_node_ip + index, in the order of adding. Port names: set_channel.
  // `speaker`: whom keys name as the one that connects where this host does.
  void add_host(Name name, Name speaker);
  void add_host(Name name) { add_host(name, name); }
  void set_channel(std::uint16_t port, Name name) { channels_.emplace_back(port, name); }
  std::uint32_t host_count() const { return static_cast<std::uint32_t>(hosts_.size()); }
  // False: no host has it. 127.x.x.x is the host itself.
  bool find_host(std::uint32_t ip, std::uint32_t self, std::uint32_t& host) const;
  Name host_name(std::uint32_t host) const { return hosts_[host].name; }
  Name speaker(std::uint32_t host) const { return hosts_[host].speaker; }
  Name channel(std::uint16_t port);
  Name datagram_channel(std::uint16_t from_port, std::uint16_t to_port);  // of the one that has a name
  std::uint16_t ephemeral_port(std::uint32_t host);

  // A host without power swallows what arrives, and forgets its connections; when power is back, their peers
  // are told by RST as soon as they send, or have sent.
  void power_off(std::uint32_t host);
  void power_on(std::uint32_t host);
  bool powered(std::uint32_t host) const { return hosts_[host].powered; }
  void pause(std::uint32_t host, TimeNs until_ns) { hosts_[host].paused_until_ns = until_ns; }
  // What `from` sends, or others for it, does not reach `to` before until_ns. Longer ones win.
  void partition(std::uint32_t from, std::uint32_t to, TimeNs until_ns);
  // Ends silences, and what waits for a message that was swallowed: such connections are reset. Call it once,
  // at heal_ns.
  void heal();

  // 0: something from `from` can arrive at `to` now. Else when to try again.
  TimeNs blocked_until(std::uint32_t from, std::uint32_t to) const;
  bool partitioned(std::uint32_t from, std::uint32_t to) const;

  // TCP. connect begins a handshake; the result arrives at the endpoint. The connection belongs to the
  // network; an endpoint ends its use by Connection::close or vanish.
  Connection& connect(std::uint32_t from, Address local, Address remote, Endpoint& connector);
  // A gateway brings a message that `original` carried to its receiver once more, see Connection::start_copy.
  // Returns the id of the connection that it uses.
  std::uint64_t repeat(const Connection& original, std::span<const std::byte> message, const Key& key,
                       TimeNs due_ns, std::uint64_t hash);
  // False: the address is taken.
  bool listen(std::uint32_t host, Address local, Listener& listener);
  bool listening(std::uint32_t host, Address local) const;
  void unlisten(std::uint32_t host, const Listener& listener);
  Listener* find_listener(std::uint32_t host, Address local) const;

  // UDP.
  bool bind(std::uint32_t host, Address local, DatagramSocket& socket);
  void unbind(std::uint32_t host, const DatagramSocket& socket);
  DatagramSocket* find_datagram_socket(std::uint32_t host, Address local) const;
  void send_datagram(std::uint32_t host, Address local, Address remote, std::span<const std::byte> bytes,
                     DatagramSocket& sender);

  // How long something takes from `from` to `to`, drawn from `hash`.
  TimeNs latency(std::uint32_t from, std::uint32_t to, std::uint64_t hash) const;

  const NetworkOptions& options() const { return options_; }
  EventQueue& events() { return events_; }
  Points& points() { return points_; }
  Digest& digest() { return digest_; }
  TimeNs now() const { return events_.now(); }
  Name bytes_name() const { return bytes_name_; }
  Name datagram_name() const { return datagram_name_; }

  void observe(WireObserver* observer) { observer_ = observer; }
  WireObserver* observer() const { return observer_; }
  void tell(WireObserver::What what, Name node, Name peer, const Key& key) {
    if (observer_ != nullptr) observer_->on_wire(what, node, peer, key);
  }

  // Everything that what happens next depends on, but for the events on the queue.
  void add_state(Digest& digest) const;

  // Called by a connection that nobody needs any more.
  void recycle(Connection& connection);

 private:
  Connection& unused_connection();

  template <typename Socket>
  struct Bound {
    Address local;
    Socket* socket;
  };
  struct Host {
    Name name;
    Name speaker;
    bool powered = true;
    TimeNs paused_until_ns = 0;
    std::uint16_t next_port = 0;
    std::vector<Bound<Listener>> listeners;
    std::vector<Bound<DatagramSocket>> datagram_sockets;
  };

  NetworkOptions options_;
  EventQueue& events_;
  Points& points_;
  Digest& digest_;
  Name bytes_name_;
  Name datagram_name_;
  std::vector<Host> hosts_;
  std::vector<std::pair<std::uint16_t, Name>> channels_;
  std::vector<TimeNs> partitions_;  // empty, or until when, [from * hosts + to]
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> free_connections_;
  std::uint64_t connections_made_ = 0;
  std::unique_ptr<DatagramWire> datagram_wire_;
  WireObserver* observer_ = nullptr;
};

}  // namespace onefold::sim
