// Executions, each counted once, and the positions that they make. Positions come from nowhere else.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "venue/api/messages.hpp"

namespace onefold::client {

// Fills are told apart by trade id and order id: one trade may have two of our orders on its sides.
class FillBook {
 public:
  virtual ~FillBook() = default;

  // Forgets everything: the ledger is read again.
  virtual void clear();

  virtual bool knows(const venue::Fill& fill) const;

  // Counts a fill that it does not know yet. Called for each FillTaken record, live and in recovery.
  virtual void apply(const venue::Fill& fill);

  // Takes a fill back that the venue busted. It stays known, so that no late news counts it again; one that
  // was not known never counts. Called for each FillBusted record, live and in recovery.
  virtual void bust(const venue::Fill& fill);
  bool busted(const venue::Fill& fill) const { return busted_.contains({fill.trade_id, fill.order_id}); }

  // Bought minus sold, by symbol.
  const std::map<std::string, venue::Lots>& positions() const { return positions_; }
  // Sum over the fills of one order.
  venue::Lots filled(venue::OrderId order) const;

 protected:
  std::set<std::pair<venue::TradeId, venue::OrderId>> known_;
  std::set<std::pair<venue::TradeId, venue::OrderId>> busted_;
  std::map<std::string, venue::Lots> positions_;
  std::map<venue::OrderId, venue::Lots> filled_;
};

}  // namespace onefold::client
