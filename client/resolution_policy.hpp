// Decides what to do next about an intent that is not resolved: the heart of placing each intent exactly
// once.
//
// Pure: standing, profile, bounds and the time in; an action out. Positive evidence (an order seen, an event,
// an answer) never gets here: it resolves an intent at once. What is left is silence, refusals and queries
// that found nothing.
//
// The rules, by what the venue promises of the same request again (venue_promises.hpp; docs/client.md has the
// reasons):
//   always                    it may be sent again at any time
//   window, rollover, expiry  it may be sent again while every copy surely arrives in time; afterwards:
//   never                     not again until D + L after the last send, and a query after that has found
//                             nothing, or the stream up to that time has not told of it
// Where neither a query nor the stream can prove absence, what is silent ends as unknown.
// A refusal counts once no earlier send can have had an effect. Silence is never a refusal, and neither is a
// query that may have been too early.
#pragma once

#include <utility>

#include "client/options.hpp"
#include "client/standing.hpp"

namespace onefold::client {

class ResolutionPolicy {
 public:
  ResolutionPolicy(venue::Profile profile, const Bounds& bounds)
      : profile_(std::move(profile)), bounds_(bounds) {}
  virtual ~ResolutionPolicy() = default;

  virtual Action place(const Standing& standing, SteadyNs now_ns) const;

  // When nothing of the place can arrive any more that would take back a change of its order.
  SteadyNs change_after_ns(const Standing& place) const;

  // The target order is known. Sending again is always safe: a replace names the id that it replaces, so a
  // second copy finds a stale target.
  virtual Action replace(const Standing& standing, SteadyNs now_ns) const;

  // The target order is known, and believed open. Sending again is always safe.
  virtual Action cancel(const Standing& standing, SteadyNs now_ns) const;

 protected:
  Action place_existing(const Standing& standing) const;
  // A query sent at or after this time sees whatever the open sends have done or ever will do.
  SteadyNs proof_ns(const Standing& standing) const;
  bool proven_absent(const Standing& standing) const;
  // Whether a query made at its proof_ns or later would prove anything.
  bool miss_counts(const Standing& standing) const;
  // All that can be asked has been asked, and told nothing.
  bool beyond_telling(const Standing& standing) const;
  bool same_id_is_safe(const Standing& standing, SteadyNs now_ns) const;
  bool budget_left(const Standing& standing) const { return standing.spent < bounds_.attempts_max; }
  // `span_ns` of the venue's clock, waited for on ours.
  std::int64_t stretched(std::int64_t span_ns) const;

  const venue::Profile profile_;
  const Bounds bounds_;
};

}  // namespace onefold::client
