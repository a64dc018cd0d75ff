// How an execution client is set up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "client/id_scheme.hpp"
#include "venue/api/credentials.hpp"
#include "venue/api/dialect.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::client {

// What is known of the path to the venue; the defaults are for a venue in the same city.
struct Bounds {
  // D: a request that was sent may still take effect until so long after. A statement about network and venue
  // that the client cannot check: set it too low and an order may be placed twice on venues that do not
  // remember ids.
  std::int64_t late_delivery_ns = 5'000'000'000;
  // Clocks of client and venue drift apart by at most this part of a thousand.
  std::int64_t clock_drift_per_mille = 10;

  std::int64_t request_timeout_ns = 500'000'000;  // until a request counts as unanswered
  std::int64_t connect_timeout_ns = 1'000'000'000;
  std::int64_t first_backoff_ns = 50'000'000;  // doubled each time, drawn from 0 to it
  std::int64_t backoff_max_ns = 2'000'000'000;
  int attempts_max = 32;   // sends per intent over all lives; throttled ones do not count
  int in_flight_max = 64;  // requests awaiting an answer
  std::int64_t ping_interval_ns = 1'000'000'000;  // how often the stream's end and the connection are checked
  std::int64_t gap_timeout_ns = 100'000'000;  // how long an event may be overtaken before it counts as lost
  std::int64_t deadline_ns = 0;  // orders say they are valid so long, if the venue checks; 0: not
};

struct ClientOptions {
  std::string name;        // of this instance, for logs
  std::string account;     // 1 to venue::account_size_max bytes
  std::string venue_host;  // numeric address, or a name to resolve
  std::uint16_t orders_port = 0;
  std::uint16_t events_port = 0;
  std::filesystem::path data_dir;  // of this instance alone; its parent must exist
  venue::Profile profile;
  venue::Dialect dialect = venue::Dialect::native;
  // With dialect http only:
  venue::Credentials credentials;              // of the account
  std::vector<venue::Instrument> instruments;  // whose decimals stand on the wire
  std::string tls_ca;                          // PEM text, whom to trust; empty: no TLS
  std::uint16_t webhook_port = 0;              // ours, where events come as webhooks; 0: as a stream
  IdScheme ids = IdScheme::uuid_v7;
  Bounds bounds;
  // One of two instances on the account: what changes orders leaves only while this one has the lead, see
  // ExecutionClient::lead_until(). Ids are derived from intents then.
  bool led = false;
  bool batch_orders = false;  // new orders of one turn leave in one message, where the venue takes batches
  std::uint64_t compact_size_min =
      256 * 1024;  // bytes; the ledger is rewritten when larger and grown fourfold
};

}  // namespace onefold::client
