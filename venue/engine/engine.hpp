// The exchange as a state machine without I/O: requests and times go in; replies, execution reports and
// journal records come out. Deterministic: equal calls give equal results and an equal state.
//
// Models: several accounts and symbols, price-time matching, client-order-id rules as the profile documents
// them, processing time, query lag, rate limits, deadlines, positions, event streams. Ignores: fees, margins,
// trading hours.
//
// How a server drives it, for each request of a connection:
//   1. arrive(): checks, and either the answer at once (queries, logins, refusals), or Next::execute.
//   2. processing_ns later, execute() exactly once, also if the connection has died since: effect, answer,
//   record.
//   3. append execution.record to the journal and make it durable; only then tell observers, send execution
//   reports,
//      send the reply. What the engine says at any time may rest on every record so far, so *nothing* (query
//      answers and refusals included) leaves before all earlier records are durable.
// Before each execute(), and at next_act_ns(), it lets time pass by an act(), whose record and reports are
// treated as those of an execution. A venue that dies loses what is between 1 and 3, and nothing of it was
// seen.
//
// Single-threaded; no writable statics. Memory grows with the journal, by about 200 bytes per execution
// report; when reports_max is reached, orders are refused (throttled) until the venue starts with a new
// journal.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "venue/api/messages.hpp"
#include "venue/api/misbehaviour.hpp"
#include "venue/api/venue_paths.hpp"
#include "venue/engine/venue_act.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::venue {

// An account's place in EngineOptions::accounts; the crowd's is one past the last.
using AccountId = std::uint32_t;
inline constexpr AccountId no_account = UINT32_MAX;

// The account of the seeded crowd. Nobody can log in to it; rate limits, processing time and id rules are not
// for it.
inline constexpr std::string_view crowd_account_name = "crowd";

inline constexpr std::uint64_t reports_max = 1U << 30;

// Open orders of one account; further ones are refused (throttled).
inline constexpr std::size_t open_orders_max = 4096;

// Lots that one account may order of one symbol in the life of a journal, all quantities added up; more is
// refused (invalid_quantity). It keeps every sum, positions included, far from overflow.
inline constexpr Lots ordered_max = 100'000 * lots_max;

// Orders in one answer. QueryOrder tells of the newest so many; only ids that are labels can have more.
inline constexpr std::size_t orders_answer_max = 4096;

struct EngineOptions {
  const Profile* profile = nullptr;      // required, not owned, outlives the engine, does not change
  std::vector<Instrument> instruments;   // at least one; symbols are distinct
  std::vector<std::string> accounts;     // distinct, 1 to account_size_max bytes, none is "crowd"
  Misbehaviour* misbehaviour = nullptr;  // or null: none. Not owned, outlives the engine
};

// What is to be done with a request that arrived.
struct Arrival {
  enum class Next : std::uint8_t {
    nothing,  // send nothing: a heartbeat, or what the venue ignores
    answer,   // send `reply`; the request is finished
    execute,  // call execute() processing_ns from now
  };
  Next next = Next::nothing;
  bool acknowledged = false;  // with execute: `reply` is sent at once, its order without an order id yet, and
                              // of what execute() answers only a Rejected, as a second answer
  Reply reply;                // meaningful with answer and acknowledged
  path::Names paths;          // taken so far
};

// What an executed request did. Reuse one object: the record's memory stays.
struct Execution {
  Reply reply;                     // the answer of the requester; meaningful unless silent
  bool silent = false;             // the venue does not answer at all
  bool logs_out = false;           // and ends the connection
  std::string record;              // journal record (journal_record.hpp); empty if the state did not change
  std::uint64_t first_number = 1;  // execution reports made: [first_number, last_number], of any account;
  std::uint64_t last_number = 0;   // none when first_number > last_number
  path::Names paths;               // taken, those of its arrival not included
};

// What led to one state of an order.
struct OrderPast {
  TimeNs created_ns = 0;
  TimeNs updated_ns = 0;    // of the change that led to the state
  std::vector<Fill> fills;  // that made up its executed quantity, by trade id
};

// What rests at one price.
struct BookLevel {
  Ticks price = 0;
  Lots quantity = 0;
};

class Engine {
 public:
  // An empty exchange. Options that break their contract are programming errors (assert).
  explicit Engine(EngineOptions options);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  // Sequenced sessions: the highest number of the account's that was taken; 0: none.
  std::uint64_t last_received(AccountId account) const;

  // Nothing for an unknown name and for the crowd.
  std::optional<AccountId> find_account(std::string_view name) const;
  std::string_view account_name(AccountId account) const;
  AccountId crowd_account() const;

  // A request of a connection that is logged in to `account`, or no_account before. Login and Subscribe are
  // answered with LoggedIn (the caller then uses find_account) or unknown_account; they cost no rate-limit
  // token. `now_ns` is the venue's clock, which may jump either way. A request answered here had no effect
  // and is in no journal. Which Reason: not_logged_in, throttled, then invalid_*, unknown_symbol, and
  // in_flight if the profile says so.
  Arrival arrive(AccountId account, const Request& request, TimeNs now_ns);

  // The effect of a NewOrder, CancelOrder, ReplaceOrder, MassCancel, CancelAfter or Transfer, atomically: id
  // rules, deadline, matching, events. Only for a request that arrive() admitted with this account, once; or
  // for one of the crowd, which needs no arrival. The id is looked up before the deadline is checked: a late
  // copy of a request that took effect is a duplicate, not refused.
  void execute(AccountId account, const Request& request, TimeNs now_ns, Execution& execution);

  // What the exchange does of its own accord, atomically. cancel_account, store_error and free_id are of
  // `account`, a configured one; the others are of the whole exchange, and `account` is the crowd's. There is
  // no reply; the record is empty if nothing changed: time passes without anything being due, the account has
  // no open order, there is no such trade (any more).
  void act(const VenueAct& act, AccountId account, TimeNs now_ns, Execution& execution);
  // When time that passes will change something as things stand, by the venue's clock; 0: it will not. A
  // daily rollover that changes no order counts.
  TimeNs next_act_ns() const;

  // A request that arrive() admitted will not be executed.
  void abandon(AccountId account, const Request& request);

  // Re-executes one journal record, in the order in which they were made, before any other request. Empty:
  // done. Else why the record does not fit, e.g. "out of order"; the engine is then unusable.
  std::string_view recover(std::string_view record);

  // ---- what stands
  // ------------------------------------------------------------------------------------------- Of all
  // execution reports ever made; 0: none.
  std::uint64_t last_number() const;
  // 1 <= number <= last_number().
  ExecutionReport report(std::uint64_t number) const;
  AccountId report_account(std::uint64_t number) const;

  // The account's stream: report_at(account, seq) for 1 <= seq <= last_seq(account).
  std::uint64_t last_seq(AccountId account) const;
  ExecutionReport report_at(AccountId account, std::uint64_t seq) const;

  // Where the account's stream told of each open order last, ascending: a snapshot of what is open.
  std::vector<std::uint64_t> open_order_seqs(AccountId account) const;

  // Bought minus sold.
  Lots position(AccountId account, std::string_view symbol) const;
  // Of all the account's orders, by order id; no lag.
  std::vector<OrderState> open_orders(AccountId account) const;
  // Appends the venue ids of its open orders in one symbol, ascending.
  void open_order_ids(AccountId account, std::string_view symbol, std::vector<OrderId>& ids) const;
  // Best resting price of a side; 0: none.
  Ticks best_price(std::string_view symbol, Side side) const;

  // Up to `levels_max`, best first.
  std::vector<BookLevel> levels(std::string_view symbol, Side side, std::size_t levels_max) const;

  // ---- what has been; no lag
  // `state` is one that an order of this engine had, now or before.
  OrderPast past(const OrderState& state) const;
  // Of all orders ever made; 0: none.
  OrderId last_order() const;
  // Nothing if there is no such order of this account.
  std::optional<OrderState> order(AccountId account, OrderId id) const;
  // The one that a cancel or replace by this id would mean, open or not; nothing if none ever had it.
  std::optional<OrderState> target(AccountId account, std::string_view client_order_id) const;
  // The account's fills by trade id: fill(account, i) for i < fills(account).
  std::size_t fills(AccountId account) const;
  Fill fill(AccountId account, std::size_t index) const;

  const std::vector<Instrument>& instruments() const;
  const Profile& profile() const;

  // Transfers made, by transfer id from 1; no lag.
  const std::vector<TransferState>& transfers() const;
  // In minor units of the asset.
  std::int64_t balance(AccountId account, std::string_view asset) const;

  // Records made or recovered so far: the index of the last one.
  std::uint64_t records() const;

  // A hash of everything that recover() restores: orders, book with its queues, ids and stored answers,
  // positions, streams. Rate-limit tokens and requests between arrive() and execute() are not part of it.
  // Costs a pass over all.
  std::uint64_t state_digest() const;

  struct State;  // of venue/engine alone

 private:
  std::unique_ptr<State> state_;
};

}  // namespace onefold::venue
