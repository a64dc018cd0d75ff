// accepted-intents-survive: an intent that its client accepted is in every later view of that client.
//
// Checked: after each restart and at quiescence. Assumes that an intent is accepted once its client said so:
// its source may have forgotten it since.
#include <algorithm>

#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::accepted_intents_survive;

// Views are sorted by id; one that is not is still searched.
bool holds(const RecordedView& view, std::string_view id) {
  const auto& intents = view.view.intents;
  auto it = std::lower_bound(
      intents.begin(), intents.end(), id,
      [](const venue::IntentView& seen, std::string_view wanted) { return seen.id < wanted; });
  if (it != intents.end() && it->id == id) return true;
  return std::any_of(intents.begin(), intents.end(),
                     [&](const venue::IntentView& seen) { return seen.id == id; });
}

void lost(const Evidence& evidence, Index intent, const RecordedView& view, Findings& findings) {
  const venue::Intent& meant = evidence.intents()[intent].issued->intent;
  Finding finding = about_intent(evidence, self, intent);
  finding.at_ns = view.at_ns;
  finding.explanation = join({intent_label(evidence, intent), " was accepted by client ",
                              evidence.terms().clients[view.client].name, ", which does not know it any more",
                              view.life > 1 ? " after a restart." : "."});
  finding.cause = "an accepted intent was lost";
  if (meant.kind == venue::IntentKind::place) {
    finding.money_at_risk = money_text(evidence.terms(), meant.symbol, meant.quantity, meant.limit);
  }
  findings.add(std::move(finding));
}

}  // namespace

void check_accepted_intents_survive(const Evidence& evidence, Findings& findings) {
  for (Index i = 0; i < evidence.intents().size(); ++i) {
    const IntentFacts& facts = evidence.intents()[i];
    if (!facts.accepted) continue;
    for (const RecordedView& view : evidence.history().views()) {
      if (view.client != facts.issued->client || !view.view.ready || view.step < facts.accepted_step)
        continue;
      if (holds(view, facts.issued->intent.id)) continue;
      lost(evidence, i, view, findings);
      break;
    }
  }
}

}  // namespace onefold::properties
