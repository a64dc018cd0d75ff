// Decides what to do next about an intent that is not resolved: the heart of placing each intent exactly
// once.
//
// Pure: standing, profile, bounds and the time in; an action out. Positive evidence (an order seen, an event,
// an answer) never gets here: it resolves an intent at once. What is left is silence, refusals and queries
// that found nothing.
//
// The rules, by how long the venue remembers ids (docs/client.md has the reasons):
//   for ever         the same id may be sent again at any time
//   window           the same id may be sent again while every copy surely arrives within the window;
//   afterwards as below while open, none not again until D + L after the last send, and a query after that
//   has found nothing
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

  // The target order is known. Sending again is always safe: a replace names the id that it replaces, so a
  // second copy finds a stale target.
  virtual Action replace(const Standing& standing, SteadyNs now_ns) const;

  // The target order is known, and believed open. Sending again is always safe.
  virtual Action cancel(const Standing& standing, SteadyNs now_ns) const;

 protected:
  // A query sent at or after this time sees whatever the open sends have done or ever will do.
  SteadyNs proof_ns(const Standing& standing) const;
  bool proven_absent(const Standing& standing) const;
  bool same_id_is_safe(const Standing& standing, SteadyNs now_ns) const;
  bool budget_left(const Standing& standing) const { return standing.spent < bounds_.attempts_max; }
  // `span_ns` of the venue's clock, waited for on ours.
  std::int64_t stretched(std::int64_t span_ns) const;

  const venue::Profile profile_;
  const Bounds bounds_;
};

}  // namespace onefold::client
