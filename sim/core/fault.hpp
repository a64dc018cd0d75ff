// Faults: everything that can go wrong in a run, as data. One type for what QA writes, what chaos draws, what
// search enumerates, what shrinking takes away, and what a capsule holds.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/core/key.hpp"
#include "sim/core/time.hpp"

namespace onefold::sim {

enum class FaultKind : std::uint8_t {
  // at a message; the first four are of the hops model (they strike one whole message), delay is of both
  drop,          // swallowed
  duplicate,     // `copies` more copies, the k-th arriving delay_ns * k after the first
  reorder,       // held until the next message of the same link has passed, but at most delay_ns
  delay,         // late by delay_ns; in the direct model all that follows on the connection waits behind it
  cut,           // the connection breaks after `amount` bytes of this frame have arrived
  reset_before,  // the connection breaks; this frame does not arrive
  reset_after,   // the connection breaks as soon as this frame has arrived
  silence,  // half-open: from here on nothing passes on this connection, in either direction; neither side is
            // told
  // at a connection
  refuse,      // RST to the SYN
  unanswered,  // the SYN is swallowed
  // at an effect
  kill,         // the process dies; earlier sends leave, written pages survive
  power_loss,   // the machine dies; unsynced data is lost as `unsynced` says, nothing more leaves
  short_write,  // write accepts only `amount` bytes (at least 1)
  no_space,     // write, or creating a file, gives ENOSPC
  write_error,  // write gives EIO
  fsync_error,  // fsync gives EIO; what of the unsynced data is on disk is as `unsynced` says
  // at a boot
  lose_disk,    // beyond the contract: the data directory is empty
  old_disk,     // beyond the contract: the data directory is as it was at the start of the life before
  clock_skew,   // the system clock is off by `amount` ns for this life
  clock_drift,  // both clocks run fast by `amount` parts per million (negative: slow) for this life
  // at a query
  stale_query,  // the venue answers from its state delay_ns ago
  // anchored: happen offset_ns after any point
  partition,   // `node` cannot reach `peer` for duration_ns, nor back if both_ways
  pause,       // `node` stands still for duration_ns
  clock_jump,  // the system clock of `node` jumps by `amount` ns
  crash,       // `node` is killed (power: false) or loses power (power: true) between two of its steps
  // the conduct of the venue: at a request
  ambiguous_error,  // answered with an error that leaves the effect open, `when` it is said: before the
                    // effect,
                    // which then never comes, or after; `amount` chooses one of the venue's such errors
  stored_error,     // internal-error, and each copy of the request gets it again
  lost_answer,      // takes effect, and is never answered
  late_answer,      // takes effect, and is answered delay_ns later
  slow_processing,  // takes effect, and is answered, delay_ns later than usual
  late_fill,        // a cancel is answered as done, and takes effect delay_ns later
  evicted_id,       // the oldest id that the venue recalls makes place for this one
  freed_id,         // its id is free again once it is answered
  logout,           // the session ends with its answer
  rollover,         // the venue's day ends after it
  bust,             // the last trade that it made is taken back
  // at a recovery
  lost_ids,     // no id is recalled any more
  lost_orders,  // the last `amount` records are gone, though they were acknowledged
  // at an event
  lost_event,       // left out of the stream
  repeated_event,   // comes `copies` times more
  late_events,      // it, and what follows in the stream, comes delay_ns late
  overtaken_event,  // comes after the one that follows it, if that is of the same turn
  // at a subscription
  replayed_events,  // `amount` events before the first wanted come too
  // at a page of an answer
  short_page,    // its newest `amount` entries are left out
  shifted_page,  // its oldest `amount` entries are left out
};
inline constexpr int fault_kind_count = static_cast<int>(FaultKind::shifted_page) + 1;

// The word in scenario files and reports: "drop", "reset-before", "power-loss" ...
std::string_view to_string(FaultKind kind);
// False if `word` names none.
bool parse_fault_kind(std::string_view word, FaultKind& kind);

enum class When : std::uint8_t { before, after };
// What a power loss, or a failed fsync, leaves of unsynced data. torn: of each file's unsynced tail the first
// half of the last write; part: whole writes in the order made, the last one missing.
enum class Unsynced : std::uint8_t { none, all, part, torn };
std::string_view to_string(When when);
std::string_view to_string(Unsynced unsynced);

// Fields that its kind does not name are 0, so that equal faults compare equal.
struct Fault {
  Key key;
  FaultKind kind = FaultKind::drop;
  When when = When::before;            // kill, power_loss, ambiguous_error, stored_error
  Unsynced unsynced = Unsynced::none;  // power_loss, crash with power, fsync_error
  bool both_ways = false;              // partition
  bool power = false;                  // crash
  Name node;                           // anchored
  Name peer;                           // partition
  std::uint32_t copies = 0;            // duplicate, repeated_event: 1 to 8
  TimeNs delay_ns = 0;
  TimeNs offset_ns = 0;         // anchored
  TimeNs duration_ns = 0;       // partition, pause
  TimeNs restart_after_ns = 0;  // kill, power_loss, crash: until the node boots again
  std::int64_t amount = 0;

  friend bool operator==(const Fault&, const Fault&) = default;
};

// A set of fault kinds, as bits.
struct FaultSet {
  std::uint64_t bits = 0;
  constexpr FaultSet() = default;
  constexpr FaultSet(std::initializer_list<FaultKind> kinds) {
    for (FaultKind kind : kinds) bits |= std::uint64_t{1} << static_cast<int>(kind);
  }
  constexpr bool has(FaultKind kind) const { return (bits >> static_cast<int>(kind)) & 1; }
  constexpr FaultSet operator&(FaultSet other) const {
    FaultSet r;
    r.bits = bits & other.bits;
    return r;
  }
  constexpr FaultSet operator|(FaultSet other) const {
    FaultSet r;
    r.bits = bits | other.bits;
    return r;
  }
  friend constexpr bool operator==(FaultSet, FaultSet) = default;
};

inline constexpr FaultSet anchored_faults{FaultKind::partition, FaultKind::pause, FaultKind::clock_jump,
                                          FaultKind::crash};
// What a venue does that its clients must be ready for, or must be able to rely on that it does not.
inline constexpr FaultSet conduct_faults{FaultKind::ambiguous_error,
                                         FaultKind::stored_error,
                                         FaultKind::lost_answer,
                                         FaultKind::late_answer,
                                         FaultKind::slow_processing,
                                         FaultKind::late_fill,
                                         FaultKind::evicted_id,
                                         FaultKind::freed_id,
                                         FaultKind::logout,
                                         FaultKind::rollover,
                                         FaultKind::bust,
                                         FaultKind::lost_ids,
                                         FaultKind::lost_orders,
                                         FaultKind::lost_event,
                                         FaultKind::repeated_event,
                                         FaultKind::late_events,
                                         FaultKind::overtaken_event,
                                         FaultKind::replayed_events,
                                         FaultKind::short_page,
                                         FaultKind::shifted_page};
// Kinds that strike whole messages of a stream: possible only where gateways or proxies stand between.
inline constexpr FaultSet hops_faults{FaultKind::drop, FaultKind::duplicate, FaultKind::reorder};

}  // namespace onefold::sim
