#include "properties/findings.hpp"

namespace onefold::properties {

Finding about_client(const Evidence& evidence, Property property, ClientIndex client) {
  Finding finding;
  finding.property = property;
  finding.client = client;
  finding.account = evidence.account_of(client);
  return finding;
}

Finding about_intent(const Evidence& evidence, Property property, Index intent) {
  const IntentFacts& facts = evidence.intents()[intent];
  Finding finding = about_client(evidence, property, facts.issued->client);
  finding.intent = intent;
  finding.group = facts.group;
  return finding;
}

Finding about_group(const Evidence& evidence, Property property, Index group) {
  return about_intent(evidence, property, evidence.groups()[group].places.front());
}

Finding about_order(const Evidence& evidence, Property property, Index order) {
  const OrderFacts& facts = evidence.orders()[order];
  Finding finding = facts.group == none
                        ? about_client(evidence, property, evidence.first_client_on(facts.account))
                        : about_group(evidence, property, facts.group);
  finding.order = facts.id;
  finding.at_ns = facts.accepted_ns;
  return finding;
}

}  // namespace onefold::properties
