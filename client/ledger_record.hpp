// What a client writes down: the facts from which all that it knows is rebuilt.
//
// The state of a client is the fold of its records (client_state.hpp), live and after a restart alike.
// Intents are named by their place in the order of acceptance, so records stay small.
//
// Layout of one record, little-endian: u16 bytes that follow, u8 kind (place in Record), the fields in the
// order of declaration; of an intent and of an order, stop, expires_ns, post_only and self_trade or triggered
// stand last, and only if the highest bit of the time in force is set; of RequestStamped, those from
// sent_ns on stand there only if one of them is not 0. Texts are one length byte and that
// many bytes; numbers are 8 bytes, enumerations 1, intents 4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "venue/api/intent.hpp"

namespace onefold::client {

// Order of acceptance, from 0.
using IntentIndex = std::uint32_t;
inline constexpr IntentIndex no_intent = UINT32_MAX;

// `number` is that of the callback which the record causes (observers.hpp).
struct IntentAccepted {
  std::uint64_t number = 0;
  venue::Intent intent;
  friend bool operator==(const IntentAccepted&, const IntentAccepted&) = default;
};

// Durable before the frame leaves. Says that the attempt may have left.
struct RequestStamped {
  IntentIndex intent = no_intent;
  std::uint32_t attempt = 0;             // from 1, over all lives
  venue::ClientOrderId client_order_id;  // place, replace
  venue::ClientOrderId target;           // replace: the id it replaces
  venue::TimeNs valid_until_ns = 0;
  // What only some venues want. Of the first attempt with these bytes, by the system clock.
  venue::TimeNs sent_ns = 0;
  venue::TimeNs expires_ns = 0;  // place: upserts by expiry
  std::uint64_t nonce = 0;       // place
  std::uint64_t seq = 0;         // of the last attempt; 0: none, or one that the venue will never take
  friend bool operator==(const RequestStamped&, const RequestStamped&) = default;
};

// The order of a place intent, as now known.
struct OrderSeen {
  IntentIndex intent = no_intent;
  venue::OrderState order;
  friend bool operator==(const OrderSeen&, const OrderSeen&) = default;
};

struct IntentResolved {
  std::uint64_t number = 0;
  IntentIndex intent = no_intent;
  venue::Outcome outcome = venue::Outcome::pending;
  venue::Reason reason = venue::Reason::none;
  friend bool operator==(const IntentResolved&, const IntentResolved&) = default;
};

struct FillTaken {
  std::uint64_t number = 0;
  IntentIndex intent = no_intent;  // no_intent: of an order that is not ours
  std::uint64_t seq = 0;           // of the event that brought it; 0: a query did
  venue::Fill fill;
  friend bool operator==(const FillTaken&, const FillTaken&) = default;
};

// The venue took a trade back: a fill that was taken is undone, and one that was not will not be.
struct FillBusted {
  std::uint64_t number = 0;
  IntentIndex intent = no_intent;
  venue::Fill fill;
  friend bool operator==(const FillBusted&, const FillBusted&) = default;
};

// All events up to `seq` are taken. May go back, when the venue forgot events.
struct StreamAdvanced {
  std::uint64_t seq = 0;
  friend bool operator==(const StreamAdvanced&, const StreamAdvanced&) = default;
};

// The user has been told every callback up to `number`.
struct CallbacksDelivered {
  std::uint64_t number = 0;
  friend bool operator==(const CallbacksDelivered&, const CallbacksDelivered&) = default;
};

// A login told the number of the last message that the venue took: those above it are void, and their
// numbers are given again.
struct SessionResumed {
  std::uint64_t last_received = 0;
  friend bool operator==(const SessionResumed&, const SessionResumed&) = default;
};

using Record = std::variant<IntentAccepted, RequestStamped, OrderSeen, IntentResolved, FillTaken,
                            StreamAdvanced, CallbacksDelivered, FillBusted, SessionResumed>;

// Appends. Texts are at most 255 bytes (asserted).
void encode_record(const Record& record, std::string& out);

// Takes the first record off `bytes`. False when they are not a record: cut, of an unknown kind, a value out
// of range, bytes left over in it. `bytes` is then unchanged.
bool decode_record(std::string_view& bytes, Record& record);

}  // namespace onefold::client
