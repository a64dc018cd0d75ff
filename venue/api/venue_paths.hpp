// The steps of a venue worth counting: names for PathEvent::name, for probes ("reach" in scenarios) and for
// metrics.
//
// The engine returns those of each request by name; the server adds its own (stream_replayed,
// venue_recovered, tail_cut) and tells VenueObserver::on_path.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <string_view>

namespace onefold::venue::path {

inline constexpr std::string_view duplicate_suppressed = "duplicate-suppressed";  // a copy changed nothing
inline constexpr std::string_view caught_at_gateway =
    "caught-at-gateway";  // likewise, or a conflict, and the engine never saw it
inline constexpr std::string_view duplicate_accepted =
    "duplicate-accepted";  // an id that orders had made another
inline constexpr std::string_view in_flight_conflict =
    "in-flight-conflict";  // a copy came while the first was worked on
inline constexpr std::string_view payload_mismatch =
    "payload-mismatch";                                               // a known id with other terms, refused
inline constexpr std::string_view window_expired = "window-expired";  // an id was used again after its window
inline constexpr std::string_view deadline_refused =
    "deadline-refused";                                             // arrived or was ready after valid_until
inline constexpr std::string_view rate_limited = "rate-limited";    // refused because it is too much
inline constexpr std::string_view stale_target = "stale-target";    // named an id that was replaced since
inline constexpr std::string_view filled_target = "filled-target";  // cancel or replace of a filled order
inline constexpr std::string_view cancel_repeated = "cancel-repeated";  // cancel of a cancelled order
inline constexpr std::string_view replace_below_filled =
    "replace-below-filled";  // new total not above the executed part
inline constexpr std::string_view self_trade_prevented =
    "self-trade-prevented";  // an order was cancelled, or got smaller, instead of trading with an own one
inline constexpr std::string_view stop_triggered = "stop-triggered";        // trades woke a stop order
inline constexpr std::string_view post_only_refused = "post-only-refused";  // it would have traded at once
inline constexpr std::string_view fill_or_kill_refused =
    "fill-or-kill-refused";  // not all of it could have been traded at once
inline constexpr std::string_view order_expired = "order-expired";    // ended by its time in force
inline constexpr std::string_view day_ended = "day-ended";            // a rollover
inline constexpr std::string_view mass_cancelled = "mass-cancelled";  // a request cancelled all open orders
inline constexpr std::string_view cancel_timer_struck =
    "cancel-timer-struck";  // a dead man's switch cancelled orders
inline constexpr std::string_view cancelled_on_disconnect =
    "cancelled-on-disconnect";                                    // orders of an account without a connection
inline constexpr std::string_view trade_busted = "trade-busted";  // a trade was taken back
inline constexpr std::string_view replaced_by_new =
    "replaced-by-new";  // a replace cancelled the old order and made a new one
inline constexpr std::string_view replace_half_done =
    "replace-half-done";  // it cancelled the old one, and the new one was refused
inline constexpr std::string_view amended_by_id =
    "amended-by-id";  // a place changed the open order that has its id
inline constexpr std::string_view expired_before =
    "expired-before";  // a place was refused because its order's expiry is not late enough
inline constexpr std::string_view nonce_refused = "nonce-refused";  // signed bytes came again, or too late
inline constexpr std::string_view sequence_refused =
    "sequence-refused";  // a message whose number is not the next one of its session
inline constexpr std::string_view banned = "banned";  // refused because of too many refusals
inline constexpr std::string_view query_from_past = "query-from-past";  // a query was answered from the past
inline constexpr std::string_view stream_replayed =
    "stream-replayed";  // old execution reports were sent again
inline constexpr std::string_view venue_recovered = "venue-recovered";    // came back with its journal
inline constexpr std::string_view journal_tail_cut = "journal-tail-cut";  // a torn last record was dropped

// Every name above, for the enumeration of probes.
inline constexpr std::array all = {
    duplicate_suppressed,
    duplicate_accepted,
    in_flight_conflict,
    payload_mismatch,
    window_expired,
    deadline_refused,
    rate_limited,
    stale_target,
    filled_target,
    cancel_repeated,
    replace_below_filled,
    self_trade_prevented,
    stop_triggered,
    post_only_refused,
    fill_or_kill_refused,
    order_expired,
    day_ended,
    mass_cancelled,
    cancel_timer_struck,
    cancelled_on_disconnect,
    trade_busted,
    replaced_by_new,
    replace_half_done,
    amended_by_id,
    expired_before,
    nonce_refused,
    sequence_refused,
    banned,
    query_from_past,
    stream_replayed,
    venue_recovered,
    journal_tail_cut,
    caught_at_gateway,
};

// The paths that one request took. No request takes more than `size_max`.
class Names {
 public:
  static constexpr std::size_t size_max = 8;

  void add(std::string_view name) {
    assert(count_ < size_max);
    names_[count_++] = name;
  }
  void clear() { count_ = 0; }
  bool has(std::string_view name) const {
    for (std::string_view n : *this) {
      if (n == name) return true;
    }
    return false;
  }
  std::size_t size() const { return count_; }
  const std::string_view* begin() const { return names_.data(); }
  const std::string_view* end() const { return names_.data() + count_; }

 private:
  std::array<std::string_view, size_max> names_;
  std::size_t count_ = 0;
};

}  // namespace onefold::venue::path
