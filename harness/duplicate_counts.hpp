// How duplicates fared in runs: what came twice, what the venue made of it, and how long first attempts and
// retries took.
//
// Taken from outside of the venue: requests and answers from the wire, before faults strike them, effects and
// steps from its observer. A *first attempt* is the first new-order or replace of a client under a client
// order id, a *retry* each further one that the client itself sends under it; copies that the network makes
// are neither, and the venue sees them all the same. Ignores cancels: they have no id of their own.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/latency_histogram.hpp"
#include "harness/probe_counts.hpp"
#include "properties/history.hpp"
#include "reports/result.hpp"

namespace onefold::harness {

struct DuplicateCounts {
  // At the venue, copies of the network included.
  std::uint64_t hits = 0;        // an id that was recalled: nothing was done again (duplicate-suppressed)
  std::uint64_t misses = 0;      // orders and replaces that took effect
  std::uint64_t mismatches = 0;  // an id that was recalled, with other terms: refused (payload-mismatch)
  std::uint64_t conflicts = 0;   // a copy came while the first was worked on (in-flight-conflict)
  std::uint64_t expiries = 0;    // misses with an id that was recalled once and no longer is (window-expired)
  std::uint64_t repeats = 0;     // misses with an id that other orders had, and that is not compared
                                 // (duplicate-accepted)
  // From a request's last byte leaving the client to its answer's last byte leaving the venue, in virtual
  // time; of those that were answered on their connection.
  LatencyHistogram first_attempts;
  LatencyHistogram retries;

  std::uint64_t first_attempts_sent = 0;
  std::uint64_t retries_sent = 0;

  // What came under an id that had come before, of all that the venue looked up: in thousandths.
  std::uint64_t share_per_mille() const;

  void merge(const DuplicateCounts& other);

  // All of it as rows of numbers, for the way between processes.
  std::vector<std::vector<std::uint64_t>> rows() const;
  static DuplicateCounts restore(const std::vector<std::vector<std::uint64_t>>& rows);

  friend bool operator==(const DuplicateCounts&, const DuplicateCounts&) = default;
};

// Of one run, once it is over. `paths` are the steps that its venue told of. What a venue without an observer
// did is taken from its answers.
DuplicateCounts count_duplicates(const properties::History& history, const ProbeCounts& paths);

// As reports tell it.
reports::Deduplication deduplication_of(const DuplicateCounts& counts);

}  // namespace onefold::harness
