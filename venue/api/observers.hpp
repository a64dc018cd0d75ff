// Ears on a venue and on a client, for logs, metrics and for whoever judges them. Both are called on the
// thread of the owner's io_context, must not call back into the caller, and must outlive it.
#pragma once

#include <cstdint>
#include <string_view>

#include "venue/api/intent.hpp"
#include "venue/api/messages.hpp"

namespace onefold::venue {

// A step worth counting, with what it was about. `name` is a constant from the part's list of paths
// (client/paths.hpp, venue/api/venue_paths.hpp), e.g. "retry", "duplicate-suppressed".
struct PathEvent {
  std::string_view name;
  std::string_view intent;           // or empty
  std::string_view client_order_id;  // or empty
  int attempt = 0;                   // or 0
};

class VenueObserver {
 public:
  virtual ~VenueObserver() = default;

  // The change is durable in the venue's journal. Called once per number in ascending order by each life of
  // the venue; a restarted venue calls it again, with equal content, for every number that its journal kept.
  virtual void on_execution(const ExecutionReport& report) = 0;

  // A restarted venue has read its journal: numbers above `last_number` that an earlier life reported are
  // forgotten.
  virtual void on_recovered(std::uint64_t last_number) = 0;

  // A transfer was made, and is durable. Called as on_execution, by transfer id.
  virtual void on_transfer(const TransferState& transfer) { (void)transfer; }

  // As on_recovered, of transfers.
  virtual void on_transfers_recovered(std::uint64_t last_transfer) { (void)last_transfer; }

  virtual void on_path(const PathEvent& event) = 0;
};

// What a client tells its user. Every callback has a number that survives restarts: from 1, without gaps;
// after a restart callbacks may come again with equal number and equal content, never with other content.
// Users that must act once keep the highest number that they acted on.
struct ClientCallback {
  // busted: the venue says that a fill told before never was; it is out of the position and of `filled`
  // again.
  enum class Kind : std::uint8_t { accepted, outcome, fill, busted };
  std::uint64_t number = 0;
  Kind kind = Kind::accepted;
  std::string intent;  // kinds fill and busted: of the order's place intent; empty for an orphan's fill
  Outcome outcome =
      Outcome::pending;  // kind outcome: final (done, refused, unknown); unknown may later become final
  Reason reason = Reason::none;
  Fill fill;  // kinds fill and busted

  friend bool operator==(const ClientCallback&, const ClientCallback&) = default;
};

class ClientObserver {
 public:
  virtual ~ClientObserver() = default;

  // kind accepted: the intent is durable; its source may forget it.
  virtual void on_callback(const ClientCallback& callback) = 0;
  virtual void on_path(const PathEvent& event) = 0;
};

}  // namespace onefold::venue
