// The steps of a client worth counting: names for PathEvent::name, for probes ("reach" in scenarios) and for
// metrics.
#pragma once

#include <array>
#include <string_view>

namespace onefold::client::path {

inline constexpr std::string_view retry = "retry";                    // a request was sent again
inline constexpr std::string_view timed_out = "timed-out";            // a request got no answer in time
inline constexpr std::string_view late_reply = "late-reply";          // answered after its time-out
inline constexpr std::string_view query_resolved = "query-resolved";  // a query told what became of it
inline constexpr std::string_view duplicate_reject_resolved =
    "duplicate-reject-resolved";  // ... after duplicate_id
inline constexpr std::string_view original_returned =
    "original-returned";  // the venue answered with the original
inline constexpr std::string_view stream_resolved = "stream-resolved";  // an event told before any answer
inline constexpr std::string_view fill_before_ack = "fill-before-ack";  // filled while the answer was awaited
inline constexpr std::string_view proven_absent = "proven-absent";      // a query after D + L found nothing
inline constexpr std::string_view budget_exhausted = "budget-exhausted";  // no more sends, queries only
inline constexpr std::string_view unknown_outcome = "unknown-outcome";    // gave up: a person must decide
inline constexpr std::string_view throttled = "throttled";                // the venue asked to slow down
inline constexpr std::string_view intent_repeated = "intent-repeated";    // submitted again, nothing was done
inline constexpr std::string_view intent_conflict =
    "intent-conflict";  // a known id with other content, ignored
inline constexpr std::string_view intent_invalid = "intent-invalid";  // cannot be recorded at all, ignored
inline constexpr std::string_view offline_accepted = "offline-accepted";  // accepted without a venue at hand
inline constexpr std::string_view cancelled_unsent = "cancelled-unsent";  // a place that never left
inline constexpr std::string_view cancel_crossed_fill =
    "cancel-crossed-fill";  // cancel of an order filled meanwhile
inline constexpr std::string_view id_taken_by_other =
    "id-taken-by-other";                                        // our id names an order that is not ours
inline constexpr std::string_view reconnected = "reconnected";  // orders connection back after a loss
inline constexpr std::string_view connection_silent = "connection-silent";  // closed because nothing came
inline constexpr std::string_view gap_seen = "gap-seen";                    // the stream lacks an event
inline constexpr std::string_view gap_filled = "gap-filled";  // and has it now, after subscribing again
inline constexpr std::string_view stream_rolled_back =
    "stream-rolled-back";                                           // the venue forgot events we had
inline constexpr std::string_view fill_repeated = "fill-repeated";  // a fill we had came again
inline constexpr std::string_view fill_busted = "fill-busted";      // the venue took a fill back
inline constexpr std::string_view fill_by_query = "fill-by-query";  // a fill that the stream had not brought
inline constexpr std::string_view orphan_reported =
    "orphan-reported";  // open at the venue, of no intent of ours
inline constexpr std::string_view orphan_adopted =
    "orphan-adopted";  // open at the venue, of an undecided intent
inline constexpr std::string_view ghost_reported = "ghost-reported";  // believed open, unknown to the venue
inline constexpr std::string_view recovered = "recovered";            // a ledger with records was read
inline constexpr std::string_view tail_cut = "tail-cut";    // the ledger ended in an unfinished batch
inline constexpr std::string_view compacted = "compacted";  // the ledger was rewritten shorter
inline constexpr std::string_view ledger_failed =
    "ledger-failed";                                          // append or sync failed: stopped, recovering
inline constexpr std::string_view batch_sent = "batch-sent";  // several new orders left in one message

inline constexpr std::string_view taken_over = "taken-over";  // of two instances, this leads from now on, and
                                                              // the other may have sent it

// Every name above, for the enumeration of probes.
inline constexpr std::array all = {
    retry,
    timed_out,
    late_reply,
    query_resolved,
    duplicate_reject_resolved,
    original_returned,
    stream_resolved,
    fill_before_ack,
    proven_absent,
    budget_exhausted,
    unknown_outcome,
    throttled,
    intent_repeated,
    intent_conflict,
    intent_invalid,
    offline_accepted,
    cancelled_unsent,
    cancel_crossed_fill,
    id_taken_by_other,
    reconnected,
    connection_silent,
    gap_seen,
    gap_filled,
    stream_rolled_back,
    fill_repeated,
    fill_busted,
    fill_by_query,
    orphan_reported,
    orphan_adopted,
    ghost_reported,
    recovered,
    tail_cut,
    compacted,
    ledger_failed,
    batch_sent,
    taken_over,
};

}  // namespace onefold::client::path
