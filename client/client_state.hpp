// Everything a client knows, as the fold of its records: rebuilt after a restart by the same code that
// changed it live.
//
// Holds facts only. What is under way, and what to do next, lives in the core.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "client/fill_book.hpp"
#include "client/ledger_record.hpp"
#include "venue/api/observers.hpp"

namespace onefold::client {

struct Resolution {
  venue::Outcome outcome = venue::Outcome::pending;
  venue::Reason reason = venue::Reason::none;
};

// One intent and, if it places an order, that order.
struct Tracked {
  venue::Intent intent;
  std::uint64_t accepted_number = 0;  // callback numbers
  std::uint64_t resolved_number = 0;  // 0: never resolved
  venue::Outcome outcome = venue::Outcome::pending;
  venue::Reason reason = venue::Reason::none;

  RequestStamped stamp;  // of the last attempt; attempt 0: never sent

  // place
  venue::OrderState order;          // order_id 0: not known
  venue::OrderId filled_order = 0;  // as fills name it, which may come first
  bool busted = false;              // a fill of the order was taken back: `filled` is what fills add up to
  std::vector<IntentIndex> dependents;  // cancels and replaces of it, in the order of acceptance
  // cancel, replace
  IntentIndex target = no_intent;  // no_intent: of no place intent that was accepted before

  // The order, whoever named it; 0: nobody has.
  venue::OrderId known_order() const { return order.order_id != 0 ? order.order_id : filled_order; }
  bool ever_sent() const { return stamp.attempt > 0; }
  bool resolved() const { return outcome != venue::Outcome::pending; }
};

class ClientState {
 public:
  // `fills` is not owned; FillTaken records are handed on to it.
  explicit ClientState(FillBook& fills) : fills_(&fills) {}

  // False when the record cannot follow those before it (an intent that does not exist, a value that no
  // client writes): the ledger is damaged.
  bool apply(const Record& record);

  IntentIndex size() const { return static_cast<IntentIndex>(intents_.size()); }
  const Tracked& at(IntentIndex index) const { return intents_[index]; }
  // By ascending id.
  const std::map<std::string, IntentIndex, std::less<>>& by_id() const { return by_id_; }

  // no_intent when there is none.
  IntentIndex find(std::string_view id) const;
  // The place or replace intent that was stamped with this client order id.
  IntentIndex find_client_order_id(const venue::ClientOrderId& id) const;
  // The place intent whose order this is: by any client order id that it ever had, then by the venue's id,
  // which a venue that forgot an order gives to another.
  IntentIndex find_order(venue::OrderId order, const venue::ClientOrderId& first,
                         const venue::ClientOrderId& current) const;

  // How many of our replaces came before this id on the chain of the order; -1 for an id that is not ours.
  int generation(IntentIndex place, const venue::ClientOrderId& id) const;

  std::uint64_t callbacks() const { return callbacks_; }  // number of the last callback caused
  std::uint64_t delivered() const { return delivered_; }  // number of the last callback that the user had
  // Sequenced sessions: the number of the next message. Nonces: the highest one used.
  std::uint64_t next_session_seq() const { return next_session_seq_; }
  std::uint64_t last_nonce() const { return last_nonce_; }
  std::uint64_t stream_seq() const { return stream_seq_; }
  // All fills up to this trade id are known: events brought them, and events have no gaps.
  venue::TradeId trade_cursor() const { return trade_cursor_; }
  const std::vector<FillTaken>& fills() const { return fill_log_; }

  // The shortest row of records that folds to this state, callback numbers included.
  std::vector<Record> snapshot() const;

  // Callbacks above `after`, by number.
  std::vector<venue::ClientCallback> callbacks_after(std::uint64_t after) const;

 private:
  bool apply_one(const IntentAccepted& record);
  bool apply_one(const RequestStamped& record);
  bool apply_one(const OrderSeen& record);
  bool apply_one(const IntentResolved& record);
  bool apply_one(const FillTaken& record);
  bool apply_one(const StreamAdvanced& record);
  bool apply_one(const CallbacksDelivered& record);
  bool apply_one(const FillBusted& record);
  bool apply_one(const SessionResumed& record);

  FillBook* fills_;
  std::deque<Tracked> intents_;
  std::map<std::string, IntentIndex, std::less<>> by_id_;
  std::unordered_map<venue::ClientOrderId, IntentIndex> by_client_order_id_;
  std::unordered_map<venue::OrderId, IntentIndex> by_order_id_;
  std::vector<FillTaken> fill_log_;
  std::vector<FillBusted> bust_log_;
  std::uint64_t callbacks_ = 0;
  std::uint64_t delivered_ = 0;
  std::uint64_t stream_seq_ = 0;
  venue::TradeId trade_cursor_ = 0;
  std::uint64_t next_session_seq_ = 1;
  std::uint64_t last_nonce_ = 0;
};

// The callback that each of these records causes.
venue::ClientCallback callback_of(const IntentAccepted& record);
venue::ClientCallback callback_of(const IntentResolved& record, const Tracked& tracked);
venue::ClientCallback callback_of(const FillTaken& record, std::string_view intent);
venue::ClientCallback callback_of(const FillBusted& record, std::string_view intent);

}  // namespace onefold::client
