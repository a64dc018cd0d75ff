// How an exchange process is set up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "venue/api/credentials.hpp"
#include "venue/api/dialect.hpp"
#include "venue/engine/crowd.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::venue {

// When the crowd acts, see venue/engine/crowd.hpp.
struct CrowdSchedule {
  CrowdOptions options;
  std::uint64_t seed = 0;
  std::int64_t period_ns = 0;  // between steps; 0: no crowd
  TimeNs until_ns = 0;         // venue clock: no step from then on; 0: for ever
};

// Who the venue says it is, as PEM text. Empty: no TLS.
struct TlsIdentity {
  std::string certificate_chain;  // its own certificate first
  std::string private_key;        // not encrypted
};

struct VenueOptions {
  Profile profile;
  std::vector<Instrument> instruments;  // at least one; symbols are distinct
  std::vector<std::string> accounts;    // distinct, 1 to account_size_max bytes, none is "crowd"

  // An existing directory, of this venue alone (it locks it); it keeps the file `journal` there,
  // and the keys of its gateways.
  std::filesystem::path data_dir;

  std::string listen_address = "127.0.0.1";
  std::uint16_t orders_port = 0;  // 0: any that is free
  std::uint16_t events_port = 0;

  Dialect dialect = Dialect::native;
  std::vector<Credentials> credentials;  // http: who may sign for which of `accounts`; keys are distinct
  TlsIdentity tls;                       // with it both ports speak TLS, in either dialect

  CrowdSchedule crowd;

  std::size_t connections_max = 1024;              // of both kinds; more are closed at once
  std::int64_t idle_timeout_ns = 300'000'000'000;  // a connection silent for this long, and at most twice
                                                   // as long, is closed; 0: never
  std::int64_t request_timeout_ns =
      10'000'000'000;  // http, positive: from a request's first byte to its last
};

// Requests of one connection, and of all, that wait for their processing time. A connection that sends more
// is closed.
inline constexpr std::size_t waiting_per_connection_max = 1024;
inline constexpr std::size_t waiting_max = 65'536;

// Answers that wait to be read by a client. One that lets more gather is disconnected.
inline constexpr std::size_t unread_size_max = 1024 * 1024;

}  // namespace onefold::venue
