// Turns an intent and what is known of its order into the request that is sent.
#pragma once

#include "client/ledger_record.hpp"
#include "venue/api/messages.hpp"

namespace onefold::client {

// `request` numbers are set by the caller.
class RequestWriter {
 public:
  virtual ~RequestWriter() = default;

  virtual venue::NewOrder place(const venue::Intent& intent, const RequestStamped& stamp) const;
  // Quantity is the intent's new total: the executed part is included by the venue's rule, not added here.
  virtual venue::ReplaceOrder replace(const venue::Intent& intent, const RequestStamped& stamp,
                                      const venue::OrderState& order) const;
  virtual venue::Transfer transfer(const venue::Intent& intent, const RequestStamped& stamp) const;
  // By order id, which no replace changes.
  virtual venue::CancelOrder cancel(const venue::OrderState& order) const;
};

}  // namespace onefold::client
