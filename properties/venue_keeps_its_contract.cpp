// venue-keeps-its-contract: the venue answers, matches, reports and remembers as its profile documents.
//
// Checked: always, on what the venue did (its observer) and on what it sent before faults struck. Assumes
// that the profile is what the venue documents, and re-derives each rule from the record alone: it shares no
// code with the engine. A breach found here decides who is to blame for other violations on the same order.
#include <utility>

#include "properties/checks.hpp"
#include "properties/venue_checks.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::venue_keeps_its_contract;

Finding breach(Finding finding, TimeNs at_ns, std::string explanation, std::string_view cause) {
  finding.by_venue = true;
  finding.at_ns = at_ns;
  finding.explanation = std::move(explanation);
  finding.cause = cause;
  return finding;
}

}  // namespace

Finding breach_of_order(const Evidence& evidence, Index order, TimeNs at_ns, std::string explanation,
                        std::string_view cause) {
  return breach(about_order(evidence, self, order), at_ns, std::move(explanation), cause);
}

Finding breach_of_terms(const Evidence& evidence, Index account, const venue::OrderState& terms, TimeNs at_ns,
                        std::string explanation, std::string_view cause) {
  Index group = evidence.find_group(account, terms);
  Finding finding = group == none ? about_client(evidence, self, evidence.first_client_on(account))
                                  : about_group(evidence, self, group);
  finding.order = terms.order_id;
  return breach(std::move(finding), at_ns, std::move(explanation), cause);
}

Finding breach_of_account(const Evidence& evidence, Index account, TimeNs at_ns, std::string explanation,
                          std::string_view cause) {
  ClientIndex client = evidence.first_client_on(account);
  return breach(about_client(evidence, self, client), at_ns, std::move(explanation), cause);
}

void check_venue_keeps_its_contract(const Evidence& evidence, Findings& findings) {
  check_venue_lineage(evidence, findings);
  check_venue_memory(evidence, findings);
  check_venue_answers(evidence, findings);
  check_venue_rules(evidence, findings);
}

}  // namespace onefold::properties
