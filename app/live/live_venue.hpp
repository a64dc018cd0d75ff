// An exchange that serves real programs on real TCP: the venue's server, the gate before it, its metrics. The
// command `onefold venue` (docs/venue-command.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "app/live/listen_address.hpp"
#include "harness/scenario/scenario.hpp"
#include "venue/server/venue_options.hpp"

namespace onefold::app {

struct LiveVenueOptions {
  venue::VenueOptions venue;  // its address and ports are the inner ones: left alone
  ListenAddress listen;
  std::uint16_t events_port = 0;           // 0: any that is free
  std::optional<harness::Scenario> chaos;  // of harness::load_chaos; nothing: no faults
  std::uint64_t seed = 1;                  // of chaos and of the crowd
  std::string fault_log;                   // file that faults which strike are appended to; empty: none
  std::optional<ListenAddress> metrics;
  std::chrono::nanoseconds message_timeout{10'000'000'000};  // from a message's first byte to its last
};

// What a serving venue says of itself.
struct LiveAddresses {
  ListenAddress orders;
  ListenAddress events;
  std::optional<ListenAddress> metrics;
};

struct LiveVenueEnd {
  bool failed = false;
  std::string failure;               // why it could not start, or stopped by itself
  bool bad_journal = false;          // failed because the data directory holds a journal that does not fit
  std::vector<std::string> unasked;  // listed faults whose point never came up, for people
};

// Serves until SIGINT or SIGTERM, or until it fails. `ready` is called once, when clients may connect;
// `warn` with what a person should know. Runs an io_context of its own on this thread. Throws
// std::runtime_error if the fault log cannot be made.
LiveVenueEnd serve_venue(LiveVenueOptions options, const std::function<void(const LiveAddresses&)>& ready,
                         const std::function<void(const std::string&)>& warn);

}  // namespace onefold::app
