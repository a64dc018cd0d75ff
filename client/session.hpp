// One side of the conversation with a venue, requests or events, in whatever dialect it speaks.
//
// A session is for one login; after a loss a new one is made, and of the old one nothing is heard any more.
// Single-threaded. Handlers that are still queued keep it alive.
#pragma once

#include <cstdint>
#include <string>

#include "client/client_host.hpp"

namespace onefold::client {

class SessionOwner {
 public:
  virtual ~SessionOwner() = default;
  virtual void on_connected(LinkKind link) = 0;
  virtual void on_closed(LinkKind link) = 0;  // by the other side or an error; not after Session::close()
  virtual void on_reply(LinkKind link, venue::Reply&& reply) = 0;
  virtual void on_drained(LinkKind link) = 0;
};

class Session {
 public:
  virtual ~Session() = default;
  virtual void connect(const std::string& host, std::uint16_t port) = 0;
  // See ClientHost::send().
  virtual bool send(const venue::Request& request) = 0;
  // The owner is not called any more.
  virtual void close() = 0;
};

}  // namespace onefold::client
