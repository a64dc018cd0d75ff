// The reference execution client: places each intent exactly once, whatever network, venue and machine do, as
// far as the venue's documented rules allow it (docs/client.md).
//
// Speaks the native dialect over two TCP connections, or the HTTP dialect over a few, through TLS if it is
// told whom to trust. Keeps a durable ledger in ClientOptions::data_dir; a client that is started on the
// ledger of another life goes on where that one ended. Single-threaded: all calls and all handlers on the
// thread of the io_context. Exceptions do not occur in operation.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "client/client_state.hpp"
#include "client/counters.hpp"
#include "client/options.hpp"
#include "client/parts.hpp"
#include "venue/api/intent.hpp"
#include "venue/api/observers.hpp"

namespace boost::asio {
class io_context;
}

namespace onefold::client {

class ExecutionClient {
 public:
  // `context` and `observer` are not owned and outlive the client.
  ExecutionClient(boost::asio::io_context& context, ClientOptions options, venue::ClientObserver& observer);
  ExecutionClient(boost::asio::io_context& context, ClientOptions options, ClientParts parts,
                  venue::ClientObserver& observer);
  ~ExecutionClient();  // as if the process were killed: stop() first for an orderly end
  ExecutionClient(const ExecutionClient&) = delete;
  ExecutionClient& operator=(const ExecutionClient&) = delete;

  // Reads the ledger and begins to connect. Once only. An error means that trading would be wrong, and
  // nothing is open: bad_message, the ledger is damaged (it is evidence, and left as it is);
  // invalid_argument, ids of this scheme do not fit the venue, or the account is no name;
  // resource_unavailable_try_again, another client has the directory. complaint() says more. A disk that
  // fails is no error here: the client is not ready, accepts nothing, and tries again.
  std::error_code start();

  // Takes an intent, at any time after start(), connected or not. Idempotent: an id that is known is not
  // taken again. The callback `accepted` says that the intent is durable; until then its source must keep it
  // and submit it again. It never comes for intents whose texts exceed their limits, and for a known id with
  // other content: both are only reported as paths ("intent-invalid", "intent-conflict").
  void submit(const venue::Intent& intent);

  // ---- with ClientOptions::led (client/failover has what calls these)

  // The lead lasts until then, by the steady clock. Whoever led before has stopped sending when it begins.
  void lead_until(SteadyNs until_ns);
  // An intent of the other instance, which may have sent it. Otherwise as submit().
  void submit_copy(const venue::Intent& intent);
  // The other instance has resolved it without an order. Does nothing if it is resolved, or not known.
  void conclude(std::string_view intent, venue::Outcome outcome, venue::Reason reason);
  // What the other instance must know: intents that are not resolved, after the places that they are about.
  std::vector<venue::Intent> pending() const;
  // Nothing of an intent that is not known.
  std::optional<Resolution> resolution_of(std::string_view intent) const;

  // What the client believes now. Costs a pass over all intents.
  venue::ClientView view() const;

  const Counters& counters() const;
  std::string_view complaint() const;

  // Closes the connections. What is pending stays so, in the ledger. Harmless when repeated.
  void stop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace onefold::client
