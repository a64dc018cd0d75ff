// What the naive clients think that silence and refusals mean. All but that is the project's own client:
// ledger, events, fills and cancels are as they should be, so what goes wrong is the retry's fault alone.
#pragma once

#include "client/resolution_policy.hpp"

namespace onefold::app {

// Sends again whenever no answer came, whatever the venue recalls.
class SendsAgain : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  client::Action place(const client::Standing& standing, client::SteadyNs now_ns) const override;

 protected:
  // Nothing is known of the order yet, and another attempt is left.
  bool undecided(const client::Standing& standing) const;
};

// Asks at once what became of an attempt, and believes a query that found nothing.
class AsksOnceThenSends final : public SendsAgain {
 public:
  using SendsAgain::SendsAgain;
  client::Action place(const client::Standing& standing, client::SteadyNs now_ns) const override;
};

// One attempt; whatever is not an order by then is none.
class NeverRetries final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  client::Action place(const client::Standing& standing, client::SteadyNs now_ns) const override;
};

// Takes "duplicate id" for an acknowledgement.
class TrustsDuplicateReject final : public SendsAgain {
 public:
  using SendsAgain::SendsAgain;
  client::Action place(const client::Standing& standing, client::SteadyNs now_ns) const override;
};

}  // namespace onefold::app
