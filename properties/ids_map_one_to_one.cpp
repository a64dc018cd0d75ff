// ids-map-one-to-one: one client order id means one intent for ever, and one intent keeps the id it was first
// sent with; where the venue uses up ids that led to nothing, one intent may be sent under several, one after
// the other.
//
// Checked: always, on requests as they left their sender, per account; and on what clients say of their
// intents: no two of a client's intents share an id or an order, and neither changes. Assumes that requests
// are what was framed, before faults struck them. Which intent a request is for is told by its terms: with
// twins, as many ids as twins.
#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/id_family.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::ids_map_one_to_one;

const SentRequest& request_of(const Evidence& evidence, const IdUse& use) {
  return evidence.history().requests()[use.request];
}

ClientIndex principal(const Terms& terms, ClientIndex client) {
  const ClientIndex other = terms.clients[client].acts_for;
  return other == ClientTerms::own ? client : other;
}

// Whether two requests with one id ask for one thing; a retry may carry another deadline, and a replace
// another target, which is the order's id by then.
bool same_meaning(const Terms& terms, const SentRequest& a, const SentRequest& b) {
  if (principal(terms, a.client) != principal(terms, b.client) || a.request.index() != b.request.index())
    return false;
  if (const auto* x = std::get_if<venue::NewOrder>(&a.request)) {
    const auto& y = std::get<venue::NewOrder>(b.request);
    return std::tie(x->symbol, x->side, x->type, x->tif, x->quantity, x->limit) ==
           std::tie(y.symbol, y.side, y.type, y.tif, y.quantity, y.limit);
  }
  const auto& x = std::get<venue::ReplaceOrder>(a.request);
  const auto& y = std::get<venue::ReplaceOrder>(b.request);
  return x.quantity == y.quantity && x.limit == y.limit;
}

void id_reused(const Evidence& evidence, const IdUse& use, const SentRequest& first, Findings& findings) {
  const SentRequest& request = request_of(evidence, use);
  const Terms& terms = evidence.terms();
  Finding finding = use.group == none ? about_client(evidence, self, request.client)
                                      : about_group(evidence, self, use.group);
  finding.client = request.client;
  finding.at_ns = request.at_ns;
  bool clients = principal(terms, first.client) != principal(terms, request.client);
  finding.explanation = join({"Client ", terms.clients[request.client].name, " used a client order id for ",
                              kind_of(request.request),
                              clients ? " that another client of the account had used."
                                      : " that it had used before for something else."});
  finding.cause = clients ? "two clients of an account used one id" : "one id was used for two intents";
  findings.add(std::move(finding));
}

void check_reuse(const Evidence& evidence, Findings& findings) {
  const auto& uses = evidence.id_uses();
  for (std::size_t i = 0, first = 0; i < uses.size(); ++i) {
    if (uses[i].account != uses[first].account || uses[i].id != uses[first].id) first = i;
    const SentRequest& original = request_of(evidence, uses[first]);
    if (!same_meaning(evidence.terms(), original, request_of(evidence, uses[i])))
      id_reused(evidence, uses[i], original, findings);
  }
}

void too_many_ids(const Evidence& evidence, Index group, TimeNs at_ns, std::size_t ids, Findings& findings) {
  Finding finding = about_group(evidence, self, group);
  finding.at_ns = at_ns;
  finding.explanation = join({group_label(evidence, group), " was sent under ",
                              counted(std::int64_t(ids), "different client order id"), "."});
  finding.cause = "one intent was sent under several ids";
  findings.add(std::move(finding));
}

// As many ids as the group has intents.
void check_ids_of_groups(const Evidence& evidence, Findings& findings) {
  std::vector<std::pair<Index, std::string_view>> ids;
  std::vector<TimeNs> last_ns(evidence.groups().size());
  for (const IdUse& use : evidence.id_uses()) {
    if (use.group == none) continue;
    ids.emplace_back(use.group, use.id);
    last_ns[use.group] = std::max(last_ns[use.group], request_of(evidence, use).at_ns);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (std::size_t i = 0; i < ids.size();) {
    std::size_t end = i;
    while (end < ids.size() && ids[end].first == ids[i].first) ++end;
    Index group = ids[i].first;
    if (!ids_are_used_up(evidence.terms().profile) && end - i > evidence.groups()[group].places.size()) {
      too_many_ids(evidence, group, last_ns[group], end - i, findings);
    }
    i = end;
  }
}

// As many ids of replaces to (quantity, limit) on an account as intents ask for that.
void check_ids_of_replaces(const Evidence& evidence, Findings& findings) {
  if (ids_are_used_up(evidence.terms().profile)) return;
  using Meant = std::tuple<Index, venue::Lots, venue::Ticks>;
  std::vector<std::pair<Meant, std::string_view>> ids;
  for (const IdUse& use : evidence.id_uses()) {
    const auto* replace = std::get_if<venue::ReplaceOrder>(&request_of(evidence, use).request);
    if (replace != nullptr) ids.emplace_back(Meant{use.account, replace->quantity, replace->limit}, use.id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (Index i = 0; i < evidence.intents().size(); ++i) {
    const IntentFacts& facts = evidence.intents()[i];
    if (facts.issued->intent.kind != venue::IntentKind::replace) continue;
    Meant meant{facts.account, facts.issued->intent.quantity, facts.issued->intent.limit};
    auto used = std::count_if(ids.begin(), ids.end(), [&](const auto& id) { return id.first == meant; });
    auto intents =
        std::count_if(evidence.intents().begin(), evidence.intents().end(), [&](const IntentFacts& other) {
          const venue::Intent& intent = other.issued->intent;
          return intent.kind == venue::IntentKind::replace &&
                 Meant{other.account, intent.quantity, intent.limit} == meant;
        });
    if (used <= intents) continue;
    Finding finding = about_intent(evidence, self, i);
    finding.at_ns = evidence.history().ended_ns();
    finding.explanation = join(
        {intent_label(evidence, i), " was sent under ", counted(used, "different client order id"), "."});
    finding.cause = "one replace was sent under several ids";
    findings.add(std::move(finding));
  }
}

void said_otherwise(const Evidence& evidence, const Claim& claim, std::string_view what,
                    std::string_view cause, Findings& findings) {
  Finding finding = about_intent(evidence, self, claim.intent);
  finding.at_ns = claim.at_ns;
  finding.explanation = join({intent_label(evidence, claim.intent), what});
  finding.cause = cause;
  findings.add(std::move(finding));
}

bool same_order_twice(const RecordedView& view, const venue::IntentView& seen, const Evidence& evidence) {
  for (const venue::IntentView& other : view.view.intents) {
    if (&other == &seen || other.order_id != seen.order_id) continue;
    Index intent = evidence.find_intent(view.client, other.id);
    if (intent != none && evidence.intents()[intent].issued->intent.kind == venue::IntentKind::place)
      return true;
  }
  return false;
}

void check_views(const Evidence& evidence, Findings& findings) {
  std::vector<std::string_view> id_of(evidence.intents().size());
  for (const Claim& claim : evidence.claims()) {
    if (claim.view == nullptr || claim.view->client_order_id.empty()) continue;
    std::string_view& known = id_of[claim.intent];
    if (!known.empty() && known != claim.view->client_order_id &&
        !ids_are_used_up(evidence.terms().profile)) {
      said_otherwise(evidence, claim, " changed its client order id.",
                     "an intent changed its client order id", findings);
    }
    known = claim.view->client_order_id;
  }
  for (const RecordedView& view : evidence.history().views()) {
    if (!view.view.ready) continue;
    for (const venue::IntentView& seen : view.view.intents) {
      Index intent = evidence.find_intent(view.client, seen.id);
      if (intent == none || seen.order_id == 0) continue;
      const IntentFacts& facts = evidence.intents()[intent];
      if (facts.issued->intent.kind != venue::IntentKind::place) continue;
      Claim claim{intent, view.step, view.at_ns, seen.outcome, &seen, nullptr};
      Index order = evidence.find_order(seen.order_id);
      if (order == none || evidence.orders()[order].group != facts.group) {
        said_otherwise(evidence, claim, " is said to be an order that has other terms or does not exist.",
                       "an intent is mapped to another order", findings);
      } else if (same_order_twice(view, seen, evidence)) {
        said_otherwise(evidence, claim, " is said to be an order that is also another intent's.",
                       "two intents are mapped to one order", findings);
      }
    }
  }
}

}  // namespace

void check_ids_map_one_to_one(const Evidence& evidence, Findings& findings) {
  check_reuse(evidence, findings);
  check_ids_of_groups(evidence, findings);
  check_ids_of_replaces(evidence, findings);
  check_views(evidence, findings);
}

}  // namespace onefold::properties
