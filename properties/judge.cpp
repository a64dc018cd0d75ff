#include "properties/judge.hpp"

#include <algorithm>
#include <tuple>

#include "properties/blame.hpp"
#include "properties/evidence.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

Violation violation_of(const Evidence& evidence, const Finding& finding, Blame blame) {
  Violation violation;
  violation.property = to_string(finding.property);
  if (finding.intent != none) violation.intent = evidence.intents()[finding.intent].issued->intent.id;
  violation.blame = blame;
  switch (blame) {
    case Blame::client:
      violation.blamed = join({"client ", evidence.terms().clients[finding.client].name});
      break;
    case Blame::venue:
      violation.blamed = "venue";
      break;
    case Blame::nobody:
      violation.blamed = "nobody";
      break;
  }
  violation.explanation = finding.explanation;
  violation.cause = finding.cause;
  violation.money_at_risk = finding.money_at_risk;
  violation.at_ns = finding.at_ns;
  return violation;
}

bool before(const Violation& a, const Violation& b) {
  return std::tie(a.at_ns, a.property, a.intent, a.explanation) <
         std::tie(b.at_ns, b.property, b.intent, b.explanation);
}

bool is_shown(const Terms& terms, ClientIndex client, Property property) {
  return terms.clients[client].level >= property_registry()[static_cast<std::size_t>(property)].level;
}

}  // namespace

std::vector<NotChecked> not_checked(const Terms& terms) {
  std::vector<NotChecked> all;
  for (ClientIndex client = 0; client < terms.clients.size(); ++client) {
    for (const PropertyEntry& entry : property_registry()) {
      if (!is_shown(terms, client, entry.property)) all.push_back({entry.property, client});
    }
  }
  return all;
}

Judgement judge(const History& history) {
  Evidence evidence(history);
  Findings findings;
  for (const PropertyEntry& entry : property_registry()) entry.check(evidence, findings);
  std::erase_if(findings.all(), [&](const Finding& finding) {
    return !finding.by_venue && !is_shown(history.terms(), finding.client, finding.property);
  });

  Judgement judgement;
  judgement.beyond = !history.beyond().empty();
  judgement.intents = static_cast<std::int64_t>(evidence.intents().size());
  for (const IntentFacts& facts : evidence.intents()) {
    if (facts.outcome == venue::Outcome::unknown) ++judgement.unknowns;
  }
  for (const Finding& finding : findings.all()) {
    Blame blame = settle_blame(evidence, finding, findings.all());
    auto& list = blame == Blame::nobody ? judgement.excused : judgement.violations;
    list.push_back(violation_of(evidence, finding, blame));
  }
  std::sort(judgement.violations.begin(), judgement.violations.end(), before);
  std::sort(judgement.excused.begin(), judgement.excused.end(), before);
  return judgement;
}

}  // namespace onefold::properties
