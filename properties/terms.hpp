// What a run is judged by, fixed before it starts: the venue's documented rules, how messages travel, who
// trades on which account, and the bounds that the scenario sets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "venue/api/adapter_level.hpp"
#include "venue/api/types.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::properties {

using TimeNs = std::int64_t;      // virtual time since the start of the run
using ClientIndex = std::size_t;  // position in Terms::clients

// How messages travel between a client and the venue. direct: one TCP connection and the venue's own queue,
// so each copy of a request is applied at most once within the longest delay, or never. hops: gateways and
// proxies between strike whole messages: swallowed, held, repeated, overtaken.
enum class Model : std::uint8_t { direct, hops };
std::string_view to_string(Model model);

struct ClientTerms {
  std::string name;                                            // node name, as in reports
  std::string account;                                         // several clients may share one
  venue::AdapterLevel level = venue::AdapterLevel::full_view;  // what it shows of itself
  ClientIndex acts_for = own;  // another instance of that client: its intents are those of that one, and so
                               // are its ids

  static constexpr ClientIndex own = static_cast<ClientIndex>(-1);
};

// Shared by all runs of one scenario; must outlive every History made from it.
struct Terms {
  venue::Profile profile;
  std::vector<venue::Instrument> instruments;
  std::vector<ClientTerms> clients;
  Model model = Model::hops;
  TimeNs longest_delay_ns = 0;  // D: every copy of a message arrives within it; negative: no bound is known
  TimeNs retry_horizon_ns =
      0;                    // a client sends a request for an intent again at most this long after the first
  bool rolls_over = false;  // the venue's rollover may fall into the run
  std::int64_t unknown_max = 0;  // intents that may end as unknown, where the contract permits unknown at all
  int requests_per_intent_max =
      0;  // new-order, cancel and replace requests sent for one intent; 0: not bounded
  int queries_per_intent_max = 0;  // query-order requests sent for one intent; 0: not bounded
  // Whether every client derives its ids from the intents, so that one that lost its ledger makes the same
  // ids again.
  bool ids_from_intents = false;
  // The venue has no observer: what it did is what it said on its event streams, whenever that was sent.
  bool truth_from_wire = false;
  bool beyond = false;  // the scenario uses faults beyond the contract: only what is left is promised
};

}  // namespace onefold::properties
