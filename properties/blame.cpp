#include "properties/blame.hpp"

namespace onefold::properties {

namespace {

bool about_account(const Finding& finding) {
  return finding.group == none && finding.order == 0;
}

bool touches(const Finding& breach, const Finding& finding) {
  if (breach.account != finding.account) return false;
  if (about_account(breach) || about_account(finding)) return true;
  if (breach.group != none && breach.group == finding.group) return true;
  return breach.order != 0 && breach.order == finding.order;
}

}  // namespace

Blame settle_blame(const Evidence& evidence, const Finding& finding, const std::vector<Finding>& all) {
  if (evidence.history().excused().has(finding.property)) return Blame::nobody;
  if (finding.by_venue) return Blame::venue;
  for (const Finding& breach : all) {
    if (breach.property != Property::venue_keeps_its_contract || breach.at_ns > finding.at_ns) continue;
    if (touches(breach, finding)) return Blame::venue;
  }
  return Blame::client;
}

}  // namespace onefold::properties
