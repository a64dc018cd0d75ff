// retries-within-budget: no intent costs more requests than the budget of the scenario's terms allows, over
// all lives of its client.
//
// Checked: always, on requests as they left their sender. Which intent a new-order is for is told by its
// terms, a replace by what it asks for, a cancel and a query by the client's id that they name, or else by
// the venue's; twins and equal replaces share their budgets.
#include <string_view>
#include <unordered_map>
#include <vector>

#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::retries_within_budget;

struct Spent {
  std::int64_t places = 0;
  std::int64_t replaces = 0;
  std::int64_t cancels = 0;
  std::int64_t queries = 0;
};

// Which group an id on the wire belongs to: of a new-order by terms, of a replace through its target.
class IdTable {
 public:
  explicit IdTable(const Evidence& evidence) : by_id_(evidence.accounts().size()) {}

  void learn(Index account, std::string_view id, Index group) {
    if (group != none) by_id_[account].emplace(id, group);
  }
  Index find(Index account, std::string_view id) const {
    auto it = by_id_[account].find(id);
    return it == by_id_[account].end() ? none : it->second;
  }

 private:
  std::vector<std::unordered_map<std::string_view, Index>> by_id_;  // looked up only
};

// The client's own id decides: a venue that forgot an order may have given its number to another.
Index group_of(const Evidence& evidence, const IdTable& ids, Index account, std::string_view id,
               venue::OrderId order) {
  const Index named = ids.find(account, id);
  if (named != none || order == 0) return named;
  Index index = evidence.find_order(order);
  return index == none ? none : evidence.orders()[index].group;
}

std::vector<Spent> count(const Evidence& evidence) {
  std::vector<Spent> spent(evidence.groups().size());
  IdTable ids(evidence);
  for (const SentRequest& sent : evidence.history().requests()) {
    Index account = evidence.account_of(sent.client);
    if (const auto* place = std::get_if<venue::NewOrder>(&sent.request)) {
      Index group = evidence.find_group(account, *place);
      ids.learn(account, place->client_order_id, group);
      if (group != none) ++spent[group].places;
    } else if (const auto* replace = std::get_if<venue::ReplaceOrder>(&sent.request)) {
      Index group = ids.find(account, replace->target);
      ids.learn(account, replace->client_order_id, group);
      if (group != none) ++spent[group].replaces;
    } else if (const auto* cancel = std::get_if<venue::CancelOrder>(&sent.request)) {
      Index group = group_of(evidence, ids, account, cancel->target, cancel->order_id);
      if (group != none) ++spent[group].cancels;
    } else if (const auto* query = std::get_if<venue::QueryOrder>(&sent.request)) {
      Index group = group_of(evidence, ids, account, query->client_order_id, query->order_id);
      if (group != none) ++spent[group].queries;
    }
  }
  return spent;
}

void over(const Evidence& evidence, Index group, std::int64_t sent, std::string_view kind,
          std::int64_t budget, std::string_view cause, Findings& findings) {
  Finding finding = about_group(evidence, self, group);
  finding.at_ns = evidence.history().ended_ns();
  finding.explanation = join({group_label(evidence, group), " cost ", std::to_string(sent), " ", kind,
                              " requests; the budget is ", std::to_string(budget), "."});
  finding.cause = cause;
  findings.add(std::move(finding));
}

}  // namespace

void check_retries_within_budget(const Evidence& evidence, Findings& findings) {
  const Terms& terms = evidence.terms();
  if (terms.requests_per_intent_max == 0 && terms.queries_per_intent_max == 0) return;
  std::vector<Spent> spent = count(evidence);
  std::vector<Spent> intents(spent.size());
  for (const IntentFacts& facts : evidence.intents()) {
    if (facts.group == none) continue;
    Spent& counted = intents[facts.group];
    ++counted.queries;  // a query may serve any of the intents about an order
    if (facts.issued->intent.kind == venue::IntentKind::place) ++counted.places;
    if (facts.issued->intent.kind == venue::IntentKind::replace) ++counted.replaces;
    if (facts.issued->intent.kind == venue::IntentKind::cancel) ++counted.cancels;
  }
  for (Index group = 0; group < spent.size(); ++group) {
    auto check = [&](std::int64_t sent, std::int64_t count, int each, std::string_view kind,
                     std::string_view cause) {
      if (each > 0 && sent > count * each) over(evidence, group, sent, kind, count * each, cause, findings);
    };
    const Spent& s = spent[group];
    const Spent& n = intents[group];
    check(s.places, n.places, terms.requests_per_intent_max, "new-order",
          "too many new-order requests for an intent");
    check(s.replaces, n.replaces, terms.requests_per_intent_max, "replace",
          "too many replace requests for an intent");
    check(s.cancels, n.cancels, terms.requests_per_intent_max, "cancel",
          "too many cancel requests for an intent");
    check(s.queries, n.queries, terms.queries_per_intent_max, "query-order",
          "too many queries for an intent");
  }
}

}  // namespace onefold::properties
