// Named points at which a venue may misbehave: mostly within what its profile documents, and, to show what
// nobody could survive, beyond it. A real exchange runs with none.
//
// Each method is asked once whenever the venue comes to its point, and answers what goes wrong there. Names
// of accounts are those of the venue. What is asked of lives on: requests and reports are borrowed for the
// call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "venue/api/messages.hpp"
#include "venue/api/types.hpp"

namespace onefold::venue {

// What goes wrong with one request that would have an effect. Kinds that a request has no use for (a late
// fill of a new order) mean none.
struct RequestConduct {
  enum class Kind : std::uint8_t {
    none,
    ambiguous_error,  // answered with an error that leaves the effect open
    stored_error,     // the same, and stored as its answer: copies get it again
    lost_answer,      // takes effect, and is never answered
    late_answer,      // answered delay_ns after the effect
    slow_processing,  // effect and answer come delay_ns later than the profile says
    late_fill,        // a cancel is answered as done delay_ns before its effect
    evicted_id,       // the oldest id that is recalled makes place for the request's
    freed_id,         // its id is not recalled any more once it is answered
    logout,           // the connection ends with its answer
    rollover,         // the day ends after it
    bust,             // the last trade that it made is taken back
  };
  Kind kind = Kind::none;
  bool before = false;      // the errors: said in place of the effect, which then never comes
  std::uint32_t error = 0;  // ambiguous_error: which of the profile's codes that are ambiguous, modulo their
                            // number; without any, internal_error
  std::int64_t delay_ns = 0;  // not negative
};

// What goes wrong with one event on its way into a stream.
struct EventConduct {
  enum class Kind : std::uint8_t {
    none,
    lost,       // left out
    repeated,   // comes `copies` times more
    late,       // this stream goes on delay_ns later
    overtaken,  // comes after the one behind it, if that is there already
  };
  Kind kind = Kind::none;
  std::uint32_t copies = 0;
  std::int64_t delay_ns = 0;
};

// What a venue that starts again has lost of what it had acknowledged.
struct RecoveryConduct {
  bool ids_lost = false;           // no id is recalled any more
  std::uint64_t records_lost = 0;  // of the journal, the last so many
};

// Entries that are left out of a list or page.
struct PageConduct {
  std::size_t newest = 0;
  std::size_t oldest = 0;
};

class Misbehaviour {
 public:
  virtual ~Misbehaviour() = default;

  // How old the state is from which a query is answered: 0 to the profile's lag of that query. `kind` is the
  // query's message kind ("query-order" ...), `client_order_id` what it asks about, or empty.
  virtual std::int64_t query_age_ns(std::string_view account, std::string_view kind,
                                    std::string_view client_order_id) = 0;

  // A request that the venue has taken, and would now work on.
  virtual RequestConduct at_request(std::string_view, const Request&) { return {}; }
  // A report that is next in a stream of its account.
  virtual EventConduct at_event(std::string_view, const ExecutionReport&) { return {}; }
  // How many events before the first that is wanted a subscriber gets too.
  virtual std::uint64_t replayed_events(std::string_view) { return 0; }
  // A list of open orders, or a page of trades, by its query's message kind.
  virtual PageConduct at_page(std::string_view, std::string_view) { return {}; }
  // A start that finds a journal with records in it.
  virtual RecoveryConduct at_recovery() { return {}; }
};

}  // namespace onefold::venue
