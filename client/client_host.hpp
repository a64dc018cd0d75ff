// What the core of a client needs from the outside: connections, clocks, one timer. Asio in operation, a
// script in tests.
#pragma once

#include <cstdint>

#include "client/standing.hpp"
#include "venue/api/messages.hpp"

namespace onefold::client {

enum class LinkKind : std::uint8_t { orders, events };

class ClientHost {
 public:
  virtual ~ClientHost() = default;

  virtual SteadyNs now_ns() = 0;
  virtual venue::TimeNs wall_ns() = 0;

  // ClientCore::on_wake() is called at or soon after this time. Replaces what was asked before. May come
  // early.
  virtual void wake_at(SteadyNs at_ns) = 0;
  // ClientCore::on_turn() is called once, from the event loop.
  virtual void turn_soon() = 0;

  // Either on_connected() or on_closed() follows, never from within this call.
  virtual void connect(LinkKind link) = 0;
  // Nothing of the connection is heard any more, on_closed() included.
  virtual void disconnect(LinkKind link) = 0;
  // Hands the message to the kernel. False: not a byte of it was taken, and none will be. When the kernel
  // took a part, the rest follows by itself, and on_drained() says when it has.
  virtual bool send(LinkKind link, const venue::Request& request) = 0;
};

}  // namespace onefold::client
