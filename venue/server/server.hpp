// The exchange process: the venue's engine and journal behind two TCP ports that speak the native dialect
// (docs/native-dialect.md).
//
// Fail-stop: when the journal cannot be written or synced, the venue closes every connection without an
// answer and serves no more. Refusing would be a lie, since the request may be found in the journal at the
// next start; so would be anything else. Starting anew on the same directory shows what took effect.
//
// Single-threaded: all calls and all handlers on the thread of the io_context. Exceptions do not occur in
// operation.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "venue/api/misbehaviour.hpp"
#include "venue/api/observers.hpp"
#include "venue/server/venue_options.hpp"

namespace boost::asio {
class io_context;
}

namespace onefold::venue {

class ServerCore;

class VenueServer {
 public:
  // `context`, `observer` and `misbehaviour` (null: none) are not owned. The observer and the misbehaviour
  // must outlive the server; the context may be destroyed before it or after it, with handlers still pending.
  VenueServer(boost::asio::io_context& context, VenueOptions options, VenueObserver& observer,
              Misbehaviour* misbehaviour = nullptr);
  ~VenueServer();  // stops
  VenueServer(const VenueServer&) = delete;
  VenueServer& operator=(const VenueServer&) = delete;

  // Recovers from the journal, tells the observer, and listens. Blocks for as long as reading takes. After an
  // error nothing is open, and failure() says more. Once only.
  std::error_code start();

  // The ports listened on, after start().
  std::uint16_t orders_port() const;
  std::uint16_t events_port() const;

  // Closes everything at once; requests that wait for their processing time are dropped. Harmless when
  // repeated.
  void stop();

  // True from a start() that succeeded until stop() or failure.
  bool serving() const;

  // Why start() failed or the venue stopped by itself; else empty.
  std::string_view failure() const;

  // Called once if the venue stops by itself, last thing in its handler; may destroy the server.
  void on_failed(std::function<void()> action);

 private:
  friend class ServerCore;

  // What is left to say when the core is gone.
  struct Status {
    std::uint16_t orders_port = 0;
    std::uint16_t events_port = 0;
    bool serving = false;
    std::string failure;
    std::function<void()> on_failed;
  };

  // The core owns what belongs to the context, and is itself owned by the handlers pending there: so it goes
  // with the context if that goes first.
  boost::asio::io_context& context_;
  VenueOptions options_;
  VenueObserver& observer_;
  Misbehaviour* misbehaviour_;
  std::shared_ptr<Status> status_;
  std::weak_ptr<ServerCore> core_;
};

}  // namespace onefold::venue
