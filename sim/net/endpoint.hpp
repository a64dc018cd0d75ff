// What the network calls at a host: the ends of connections, listeners and datagram sockets. Implemented by
// the kernel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/core/key.hpp"
#include "sim/net/address.hpp"
#include "sim/net/framer.hpp"

namespace onefold::sim {

class Connection;

// What becomes of a message that its sender has completed.
enum class Departure : std::uint8_t {
  leaves,
  stays,           // the sender has just died: it does not leave, and nothing after it
  leaves_and_dies  // it leaves; then after_departure is called
};

class Sender {
 public:
  // Asks the effect point of this send.
  virtual Departure before_departure(const MessageLabel& label, std::size_t size) = 0;
  virtual void after_departure() = 0;

 protected:
  ~Sender() = default;
};

// One end of a connection. What it may read and whether it is broken it asks the connection.
class Endpoint : public Sender {
 public:
  virtual void on_established() = 0;
  virtual void on_connect_failed(int error) = 0;
  virtual void on_readable() = 0;  // more bytes, or the end of the stream
  virtual void on_writable() = 0;  // there is room again
  virtual void on_reset() = 0;     // Connection::take_error says with which error

 protected:
  ~Endpoint() = default;
};

class Listener {
 public:
  virtual bool has_room() const = 0;
  // A handshake is complete. Returns the end of the accepting side.
  virtual Endpoint* on_connection(Connection& connection) = 0;

 protected:
  ~Listener() = default;
};

class DatagramSocket : public Sender {
 public:
  virtual void on_datagram(Address from, std::span<const std::byte> bytes) = 0;
  virtual void on_unreachable(Address peer) = 0;  // ICMP: nobody listens there

 protected:
  ~DatagramSocket() = default;
};

// Sees what passes on the wire, for traces. Null for none.
class WireObserver {
 public:
  enum class What : std::uint8_t { sent, arrived, lost, connected, disconnected };
  virtual void on_wire(What what, Name node, Name peer, const Key& key) = 0;

 protected:
  ~WireObserver() = default;
};

}  // namespace onefold::sim
