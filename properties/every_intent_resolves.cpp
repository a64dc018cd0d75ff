// every-intent-resolves: after healing, every intent is accepted by its client and ends as done or refused;
// as unknown only where the contract permits that, and not more often than the scenario allows.
//
// Checked: at quiescence, or when a healed run is overdue. Assumes that the network has healed, all nodes
// were started again, and the bound of virtual time after healing has passed or nothing is left to do.
#include "properties/checks.hpp"
#include "properties/contract.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::every_intent_resolves;

std::string lives_text(const Evidence& evidence, ClientIndex client) {
  std::uint32_t lives = evidence.history().lives(client);
  if (lives <= 1) return {};
  return join({" (after ", counted(lives - 1, "restart"), ")"});
}

void unresolved(const Evidence& evidence, Index intent, std::string_view what, std::string_view cause,
                Findings& findings) {
  const IntentFacts& facts = evidence.intents()[intent];
  Finding finding = about_intent(evidence, self, intent);
  finding.at_ns = evidence.history().ended_ns();
  finding.explanation =
      join({intent_label(evidence, intent), what, lives_text(evidence, facts.issued->client), "."});
  finding.cause = cause;
  if (facts.issued->intent.kind == venue::IntentKind::place) {
    const venue::Intent& meant = facts.issued->intent;
    finding.money_at_risk = money_text(evidence.terms(), meant.symbol, meant.quantity, meant.limit);
  }
  findings.add(std::move(finding));
}

void check_client_ready(const Evidence& evidence, ClientIndex client, Findings& findings) {
  bool ready = false;
  for (const RecordedView& view : evidence.history().views()) {
    if (view.client == client && view.moment == Moment::quiescence) ready = view.view.ready;
  }
  if (ready) return;
  Finding finding = about_client(evidence, self, client);
  finding.at_ns = evidence.history().ended_ns();
  finding.explanation = join({"Client ", evidence.terms().clients[client].name,
                              " was not ready at the end of the run", lives_text(evidence, client), "."});
  finding.cause = "a client never became ready";
  findings.add(std::move(finding));
}

}  // namespace

void check_every_intent_resolves(const Evidence& evidence, Findings& findings) {
  if (evidence.history().ending() == Ending::cut) return;
  for (ClientIndex client = 0; client < evidence.terms().clients.size(); ++client) {
    check_client_ready(evidence, client, findings);
  }
  bool may_be_unknown = unknown_permitted(evidence.terms());
  std::int64_t unknowns = 0;
  for (Index i = 0; i < evidence.intents().size(); ++i) {
    const IntentFacts& facts = evidence.intents()[i];
    bool unknown = facts.outcome == venue::Outcome::unknown;
    if (unknown) ++unknowns;
    if (!facts.accepted && facts.outcome == venue::Outcome::pending) {
      unresolved(evidence, i, " was never accepted by its client", "an intent was never accepted", findings);
    } else if (facts.outcome == venue::Outcome::pending) {
      unresolved(evidence, i, " was still pending at the end", "an intent is pending at the end", findings);
    } else if (unknown && !may_be_unknown) {
      unresolved(evidence, i, " was given up as unknown, though it could be decided",
                 "an intent was given up too early", findings);
    } else if (unknown && unknowns > evidence.terms().unknown_max) {
      unresolved(evidence, i, " was given up as unknown, more than the scenario allows",
                 "too many intents are unknown", findings);
    }
  }
}

}  // namespace onefold::properties
