// What a client knows of its attempts to get one intent done, and what it may do next.
//
// Times are of the steady clock of this life, in nanoseconds.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "venue/api/intent.hpp"

namespace onefold::client {

using SteadyNs = std::int64_t;
inline constexpr SteadyNs never_ns = std::numeric_limits<SteadyNs>::min();

struct Standing {
  int attempts = 0;                   // sends over all lives
  int spent = 0;                      // of them, those that count against the budget
  int failures = 0;                   // unanswered requests in a row, for the back-off
  SteadyNs not_before_ns = never_ns;  // back-off

  // How many sends may have taken effect, or may yet: no answer said otherwise. A send of an earlier life is
  // one; of such a send only this is known, that it left before this life began.
  int open = 0;
  SteadyNs first_open_ns = never_ns;  // never_ns: in an earlier life
  SteadyNs last_open_ns = never_ns;   // of an earlier life: when this life began

  // A login on a sequenced session told that the message was taken, so that its effect is over: when it did.
  SteadyNs settled_ns = never_ns;
  // Ids that end at a rollover: when those of the first open send are surely still recalled until.
  SteadyNs recalled_until_ns = never_ns;
  // Upserts by expiry, and signed bytes with a deadline: when the last send is surely still taken until.
  SteadyNs taken_until_ns = never_ns;
  // About how long ago the first open send was, by the system clock; 0: this life knows better.
  std::int64_t earlier_ns = 0;

  venue::Reason refusal = venue::Reason::none;  // an answer that sending again cannot change
  SteadyNs refusal_ns = never_ns;

  bool exists = false;  // something proved that the venue has an order under the id
  SteadyNs exists_ns = never_ns;
  bool used_up = false;  // the venue will take nothing more under the id, or these bytes; whether an order
                         // has it is open

  // Queries by the id, or by the order for a cancel.
  SteadyNs found_nothing_ns = never_ns;  // when the last query was sent that found nothing
  SteadyNs whole_ns = never_ns;  // when the venue was asked for the end of the stream, which then told of no
                                 // such order up to there
  SteadyNs found_open_ns = never_ns;  // cancel: when the last query was sent that found the order open
  int contradictions = 0;             // queries that found nothing although the order must exist

  bool crossed =
      false;  // cancel: the venue says that the order is closed or unknown; its state must be asked
};

struct Action {
  enum class Kind : std::uint8_t { send, query, finish };
  Kind kind = Kind::query;
  SteadyNs at_ns = never_ns;                         // send, query: not before
  venue::Outcome outcome = venue::Outcome::pending;  // finish
  venue::Reason reason = venue::Reason::none;
  bool afresh = false;    // send: all sends before are proven to be without effect, the id may be another
  std::string_view path;  // what this decision rests on, or empty

  static Action send(SteadyNs at_ns) { return {Kind::send, at_ns, {}, {}, false, {}}; }
  static Action send_afresh(SteadyNs at_ns) { return {Kind::send, at_ns, {}, {}, true, {}}; }
  static Action query(SteadyNs at_ns) { return {Kind::query, at_ns, {}, {}, false, {}}; }
  static Action finish(venue::Outcome outcome, venue::Reason reason, std::string_view path) {
    return {Kind::finish, never_ns, outcome, reason, false, path};
  }
};

}  // namespace onefold::client
