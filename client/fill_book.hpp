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

  // Bought minus sold, by symbol.
  const std::map<std::string, venue::Lots>& positions() const { return positions_; }
  // Sum over the fills of one order.
  venue::Lots filled(venue::OrderId order) const;

 protected:
  std::set<std::pair<venue::TradeId, venue::OrderId>> known_;
  std::map<std::string, venue::Lots> positions_;
  std::map<venue::OrderId, venue::Lots> filled_;
};

}  // namespace onefold::client
