// The written contract: under which faults which promise can be kept, with which ids, over which delivery.
//
// The table of (property, id family, fault kind, model) stands here once. Each cell has its reason, and each
// that says impossible has a witness (witness.hpp): two runs that look the same to the client, in one of
// which it must send again and in the other must not. Fault kinds are the words of the scenario files, as
// sim::to_string(FaultKind) gives them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "properties/id_family.hpp"
#include "properties/property.hpp"
#include "properties/terms.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::properties {

// kept: the property holds under this fault. weakened: what still holds, the reason says. impossible: no
// client can keep it; only a run beyond the contract has such a fault. absent: the fault does not exist in
// this delivery model.
enum class Promise : std::uint8_t { kept, weakened, impossible, absent };
std::string_view to_string(Promise promise);

// Where a fault strikes.
enum class Where : std::uint8_t { towards_venue, towards_client, at_venue, at_client };

// One fault as the contract sees it. For message faults `message` is the message kind ("new-order"), else
// empty: then the message for which the fault is worst is meant.
struct FaultFact {
  std::string_view word;
  std::string_view message;
  Where where = Where::towards_venue;
  TimeNs delay_ns = 0;      // how late it makes the last copy: delay, reorder, duplicate, slow-processing;
                            // duration of a pause or partition; age of a stale query
  std::int64_t amount = 0;  // clock-skew and clock-jump: ns; clock-drift: parts per million
};

// rho: what a clock may gain or lose while a run lasts.
inline constexpr std::int64_t clock_drift_ppm_max = 10'000;

// How far the clocks of a client and of the venue may each be wrong where ids are forgotten at a rollover.
inline constexpr std::int64_t rollover_error_ns_max = 1'000'000'000;

// What a fault amounts to under given terms. The table has one column for each, and one row for each
// property.
enum class Situation : std::uint8_t {
  absent,                // the delivery model has no such fault
  survivable,            // a client can do everything in spite of it
  answer_out_of_reach,   // no bound on delay is known, and sending again is not safe
  request_repeated,      // a copy of a new-order becomes another order
  later_than_bound,      // a copy of a new-order arrives after the longest delay
  clock_beyond_bound,    // waits and windows measured by that clock mean nothing
  ledger_lost,           // the client forgets, and makes other ids than before
  ledger_lost_ids_kept,  // the client forgets, but makes the same ids again, and the venue remembers them for
                         // ever
  venue_forgets,         // the venue loses what it has told of
};
inline constexpr int situation_count = static_cast<int>(Situation::venue_forgets) + 1;
std::string_view to_string(Situation situation);

struct Classified {
  Situation situation = Situation::survivable;
  std::string_view reason;  // a constant, one sentence: why it amounts to that
};
Classified classify(const Terms& terms, const FaultFact& fact);

// The part of it that is about the venue's conduct (conduct_contract.cpp), and whether a word is of it.
Classified classify_conduct(const Terms& terms, const FaultFact& fact);
bool is_conduct(std::string_view word);

struct Cell {
  Promise promise = Promise::kept;
  std::string_view reason;  // a constant, one sentence
};

// One cell of the table. Of a survivable fault every promise is kept; promise() gives the reason.
Cell cell(Property property, Situation situation);

// All fault words the contract knows, in the order of sim::FaultKind.
std::span<const std::string_view> fault_words();

// The whole table: what is promised of a property under a fault. Unknown words count as beyond the contract.
Cell promise(Property property, const Terms& terms, const FaultFact& fact);

// Whether chaos, certificates and scenarios that must hold may use this fault: every property keeps its
// promise.
struct Permission {
  bool permitted = true;
  std::string_view reason;  // why not; a constant
};
Permission permitted(const Terms& terms, const FaultFact& fact);

// The words of which at least one use is permitted (some message, some direction): what a scenario's chaos
// may name.
std::vector<std::string_view> permitted_words(const Terms& terms);

// Whether an intent may end as unknown: only where no query, stream or wait that the profile allows could
// decide it.
bool unknown_permitted(const Terms& terms);

}  // namespace onefold::properties
