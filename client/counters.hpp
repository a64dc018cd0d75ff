// What a client has done since it was made, for metrics.
#pragma once

#include <cstdint>

namespace onefold::client {

struct Counters {
  std::uint64_t intents_accepted = 0;
  std::uint64_t intents_repeated = 0;
  std::uint64_t done = 0;
  std::uint64_t refused = 0;
  std::uint64_t unknown = 0;
  std::uint64_t sends = 0;    // requests that place, replace or cancel
  std::uint64_t retries = 0;  // of them, repetitions
  std::uint64_t queries = 0;
  std::uint64_t timeouts = 0;
  std::uint64_t late_replies = 0;
  std::uint64_t events = 0;  // taken from the stream, in order, each once
  std::uint64_t fills = 0;
  std::uint64_t fills_repeated = 0;
  std::uint64_t gaps = 0;
  std::uint64_t connects = 0;
  std::uint64_t disconnects = 0;
  std::uint64_t ledger_syncs = 0;
  std::uint64_t ledger_failures = 0;
  std::uint64_t compactions = 0;
};

}  // namespace onefold::client
