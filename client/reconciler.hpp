// Compares what the venue says is open with what the client believes.
#pragma once

#include <vector>

#include "client/client_state.hpp"

namespace onefold::client {

struct Findings {
  std::vector<IntentIndex> adopted;  // undecided place intents whose order is open
  std::vector<IntentIndex>
      missing;  // place intents believed open that the venue did not name: ask about each
  std::vector<venue::OrderId> orphans;  // open, of no intent of ours: report, never touch
};

class Reconciler {
 public:
  virtual ~Reconciler() = default;

  // `open` may be older than what the client knows by the venue's query lag, so being missing proves nothing.
  virtual Findings compare(const ClientState& state, const std::vector<venue::OrderState>& open) const;
};

// Whether the order is what the intent asked for. Quantity and limit are compared unless the order was
// replaced.
bool has_terms_of(const venue::Intent& intent, const venue::OrderState& order);

// The place intent whose order this is: by id and by terms, or no_intent. An intent has one order; a second
// one with its id is not its own, and neither is an order of an intent that was refused.
IntentIndex owner_of(const ClientState& state, const venue::OrderState& order);

}  // namespace onefold::client
