// What the bytes of a request carry so that sending them again is safe, and what is known of them later.
//
// All of it is durable before it leaves, and the same in every copy, but for the number in a session: that is
// given anew once a login has told that the venue did not take the last one.
#include <algorithm>

#include "client/client_core.hpp"
#include "client/paths.hpp"
#include "client/venue_promises.hpp"

namespace onefold::client {

using venue::IntentKind;

namespace {

// How long an order lives where the venue wants an expiry and the intent has none.
constexpr std::int64_t order_life_ns = 600'000'000'000;

// Both clocks may be wrong where ids are forgotten at a rollover.
constexpr std::int64_t rollover_error_ns = 2'000'000'000;

// Close to the far end of the venue's bound the client's clock, if it is ahead, would get orders refused.
std::int64_t within(std::int64_t wanted_ns, std::int64_t max_ns) {
  return max_ns == 0 ? wanted_ns : std::min(wanted_ns, max_ns / 4 * 3);
}

}  // namespace

RequestStamped ClientCore::make_stamp(IntentIndex intent, bool afresh) {
  const Tracked& tracked = state_.at(intent);
  const venue::Profile& profile = options_.profile;
  RequestStamped stamp = tracked.stamp;
  stamp.intent = intent;
  ++stamp.attempt;
  if (profile.sequence.numbered && tracked.intent.kind != IntentKind::transfer)
    stamp.seq = state_.next_session_seq();
  const bool placing = tracked.intent.kind == IntentKind::place;
  if (tracked.intent.kind == IntentKind::cancel) return stamp;
  const venue::TimeNs wall_ns = host_.wall_ns();
  const bool renew = afresh && tracked.ever_sent();
  // Below a higher id that the venue took, one that must increase is worth nothing any more.
  const bool overtaken = profile.id.order == venue::IdOrder::increasing;
  const bool used_up = work_[intent].standing.used_up && ids_are_used_up(profile);
  const bool other_id = renew && placing && (used_up || overtaken);
  stamp.client_order_id =
      parts_.ids->id_for(tracked.intent, static_cast<int>(stamp.attempt),
                         other_id ? venue::ClientOrderId() : tracked.stamp.client_order_id, wall_ns);
  parts_.ids->taken(stamp.client_order_id);
  if (!tracked.ever_sent() || renew) stamp_bytes(tracked.intent, wall_ns, stamp);
  if (tracked.ever_sent()) return stamp;
  if (tracked.intent.kind == IntentKind::replace)
    stamp.target = state_.at(tracked.target).order.client_order_id;
  // How long the intent is good for: a later attempt does not get more time.
  if (profile.deadline_checked && options_.bounds.deadline_ns > 0) {
    stamp.valid_until_ns = wall_ns + options_.bounds.deadline_ns;
  }
  return stamp;
}

// What is new only when it is certain that what was sent before has no effect.
void ClientCore::stamp_bytes(const venue::Intent& intent, venue::TimeNs wall_ns,
                             RequestStamped& stamp) const {
  const venue::Profile& profile = options_.profile;
  const venue::LateBound& late = profile.late_bound;
  const bool dated = late.kind == venue::LateBound::Kind::window ||
                     profile.retention == venue::Retention::session ||
                     profile.retention == venue::Retention::day || profile.query.closed_for_ns > 0;
  if (dated) stamp.sent_ns = wall_ns;
  if (late.kind == venue::LateBound::Kind::window && options_.bounds.deadline_ns == 0 && late.default_ns > 0)
    stamp.valid_until_ns = wall_ns + late.default_ns;
  if (intent.kind != IntentKind::place) return;
  if (profile.retention == venue::Retention::until_expiry)
    stamp.expires_ns =
        intent.expires_ns != 0 ? intent.expires_ns : wall_ns + within(order_life_ns, late.max_ns);
  // Milliseconds of the clock, as venues want them, but never one that was used: the clock may go back.
  if (profile.nonce.recalled > 0)
    stamp.nonce =
        std::max<std::uint64_t>(static_cast<std::uint64_t>(wall_ns / 1'000'000), state_.last_nonce() + 1);
}

// What the clock says of the bytes of `stamp`, for the policy.
void ClientCore::date_standing(const RequestStamped& stamp, Standing& standing) const {
  const venue::Profile& profile = options_.profile;
  const venue::TimeNs wall_ns = host_.wall_ns();
  if (stamp.sent_ns != 0) {
    standing.earlier_ns = std::max<std::int64_t>(wall_ns - stamp.sent_ns, 0);
    const venue::TimeNs rollover_ns = next_rollover_ns(profile, stamp.sent_ns - rollover_error_ns);
    standing.recalled_until_ns =
        rollover_ns == far_future_ns ? far_future_ns : now_ns_ + rollover_ns - wall_ns - rollover_error_ns;
  }
  const bool by_expiry = profile.retention == venue::Retention::until_expiry;
  const venue::TimeNs signed_until_ns = profile.nonce.recalled > 0 ? stamp.valid_until_ns : 0;
  const venue::TimeNs until_ns = by_expiry ? stamp.expires_ns : signed_until_ns;
  if (until_ns != 0) standing.taken_until_ns = now_ns_ + until_ns - wall_ns;
}

venue::Request ClientCore::make_request(IntentIndex intent, const RequestStamped& stamp) {
  const Tracked& tracked = state_.at(intent);
  switch (tracked.intent.kind) {
    case IntentKind::place:
      return parts_.requests->place(tracked.intent, stamp);
    case IntentKind::cancel: {
      venue::CancelOrder cancel = parts_.requests->cancel(state_.at(tracked.target).order);
      cancel.seq = stamp.seq;
      // A place of that id which is still under way must not bring the order back.
      if (options_.profile.cancel.cancelled == venue::DeadTarget::tombstone)
        cancel.valid_until_ns = state_.at(tracked.target).order.expires_ns;
      return cancel;
    }
    case IntentKind::transfer:
      return parts_.requests->transfer(tracked.intent, stamp);
    case IntentKind::replace:
      break;
  }
  return parts_.requests->replace(tracked.intent, stamp, state_.at(tracked.target).order);
}

// A login on a sequenced session that fences: what the venue has not taken it never will, of the rest the
// effect is over. Which is which it tells, or it does not and the numbers begin anew.
void ClientCore::resume_session(std::uint64_t last_received) {
  const bool told = login_settles(options_.profile);
  const bool anew = numbers_anew(options_.profile);
  if (!told && !anew) return;
  record(SessionResumed{anew ? 0 : last_received});
  if (!options_.profile.sequence.fences) return;
  for (IntentIndex i = 0; i < state_.size(); ++i) {
    Standing& standing = work_[i].standing;
    if (state_.at(i).resolved() || !state_.at(i).ever_sent()) continue;
    // Only the number of the last attempt is known: one before it may have been taken.
    if (told && state_.at(i).stamp.seq == 0 && state_.at(i).stamp.attempt == 1) {
      standing.open = 0;
      standing.used_up = false;
    } else {
      standing.settled_ns = now_ns_;
    }
  }
}

}  // namespace onefold::client
