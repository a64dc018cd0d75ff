// What a fault amounts to under the terms of a run. The table of promises itself is in contract_table.cpp.
#include "properties/contract.hpp"

#include <algorithm>
#include <cstdlib>

#include "venue/profile/transfer_rules.hpp"

namespace onefold::properties {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view words[] = {"drop",
                                      "duplicate",
                                      "reorder",
                                      "delay",
                                      "cut",
                                      "reset-before",
                                      "reset-after",
                                      "silence",
                                      "refuse",
                                      "unanswered",
                                      "kill",
                                      "power-loss",
                                      "short-write",
                                      "no-space",
                                      "write-error",
                                      "fsync-error",
                                      "lose-disk",
                                      "old-disk",
                                      "clock-skew",
                                      "clock-drift",
                                      "stale-query",
                                      "partition",
                                      "pause",
                                      "clock-jump",
                                      "crash",
                                      "ambiguous-error",
                                      "stored-error",
                                      "lost-answer",
                                      "late-answer",
                                      "slow-processing",
                                      "late-fill",
                                      "evicted-id",
                                      "freed-id",
                                      "logout",
                                      "rollover",
                                      "bust",
                                      "lost-ids",
                                      "lost-orders",
                                      "lost-event",
                                      "repeated-event",
                                      "late-events",
                                      "overtaken-event",
                                      "replayed-events",
                                      "short-page",
                                      "shifted-page"};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool bounded(const Terms& terms) {
  return terms.longest_delay_ns >= 0;
}

// A copy of an order that comes after a change of it takes the change back.
bool takes_back_changes(const Terms& terms) {
  return terms.profile.duplicate == venue::DuplicateAnswer::amend;
}

Classified classify_copy_that_amends(const Terms& terms, const FaultFact& fact) {
  if (!bounded(terms))
    return {Situation::answer_out_of_reach,
            "a copy of the order may come at any time and take back a change"};
  if (fact.delay_ns > terms.longest_delay_ns)
    return {Situation::later_than_bound, "a copy of the order comes after its change, and takes it back"};
  return {Situation::survivable, "an order is not changed before every copy of it has arrived"};
}

bool concerns_new_order(const FaultFact& fact) {
  return fact.message.empty() || fact.message == "new-order";
}

Classified classify_duplicate(const Terms& terms, const FaultFact& fact) {
  if (fact.where != Where::towards_venue) {
    return {Situation::survivable,
            "replies carry their request's number, events their place in the stream, fills a trade id"};
  }
  if (!concerns_new_order(fact)) {
    return {Situation::survivable,
            "queries change nothing, a repeated cancel finds the order closed, a repeated replace finds its "
            "target stale"};
  }
  if (takes_back_changes(terms) && outlives_retries(terms)) return classify_copy_that_amends(terms, fact);
  if (outlives_retries(terms))
    return {Situation::survivable, "the venue recalls the id when the copy arrives"};
  return {Situation::request_repeated,
          "the venue does not recall the id when the copy arrives, and makes another order"};
}

// Faults that make requests late: delay, reorder, a pause of the venue, a partition.
Classified classify_late(const Terms& terms, const FaultFact& fact) {
  if (fact.where == Where::towards_client || fact.where == Where::at_client) {
    return {Situation::survivable,
            "only this client sends for its intents, so what it hears late is still true of them"};
  }
  if (!concerns_new_order(fact)) {
    return {Situation::survivable,
            "queries, cancels and replaces have no effect that a late copy could repeat"};
  }
  if (takes_back_changes(terms) && outlives_retries(terms)) return classify_copy_that_amends(terms, fact);
  if (recalls_throughout(terms))
    return {Situation::survivable, "the venue recalls the id however late a copy arrives"};
  // Where a bound is known, waiting for it is enough: a client need not send deadlines.
  if (has_deadline(terms.profile) && !bounded(terms))
    return {Situation::survivable, "the venue refuses copies that arrive after the order's deadline"};
  const bool by_window = terms.profile.retention == venue::Retention::window;
  if (outlives_retries(terms) &&
      (!by_window || fact.delay_ns + terms.retry_horizon_ns < terms.profile.window_ns)) {
    return {Situation::survivable, "the venue still recalls the id when a late copy arrives"};
  }
  if (bounded(terms) && fact.delay_ns > terms.longest_delay_ns) {
    return {Situation::later_than_bound, "a copy arrives after the client was entitled to take it for lost"};
  }
  return {Situation::survivable,
          "all copies have arrived when the longest delay is over, and a query then decides"};
}

// Faults after which the client does not know what became of a request.
Classified classify_answer_lost(const Terms& terms, std::string_view survivable) {
  if (fate_shows(terms)) return {Situation::survivable, survivable};
  if (bounded(terms)) {
    return {Situation::answer_out_of_reach,
            "no query tells an order that is closed from one that never was, and no stream has the past"};
  }
  return {Situation::answer_out_of_reach,
          "without a bound on delay, an id for ever or a deadline, a copy may still arrive after any query"};
}

bool ends_at_rollover(const Terms& terms) {
  const venue::Retention retention = terms.profile.retention;
  return terms.profile.rollover.daily &&
         (retention == venue::Retention::session || retention == venue::Retention::day);
}

Classified classify_clock_at_rollover(const FaultFact& fact) {
  if (fact.word == "clock-drift") {
    if (std::abs(fact.amount) <= clock_drift_ppm_max)
      return {Situation::survivable, "waits have a margin for this drift"};
  } else if (std::abs(fact.amount) <= rollover_error_ns_max) {
    return {Situation::survivable, "ids count as forgotten from well before the rollover to well after"};
  }
  return {Situation::clock_beyond_bound, "the rollover comes at another time than the client reckons with"};
}

Classified classify_clock(const Terms& terms, const FaultFact& fact) {
  if (ends_at_rollover(terms)) return classify_clock_at_rollover(fact);
  const bool by_expiry = terms.profile.retention == venue::Retention::until_expiry;
  if (recalls_throughout(terms) && !(by_expiry && !bounded(terms)))
    return {Situation::survivable, "nothing rests on how long something takes"};
  std::int64_t amount = fact.amount < 0 ? -fact.amount : fact.amount;
  if (fact.word == "clock-drift") {
    if (amount <= clock_drift_ppm_max) return {Situation::survivable, "waits have a margin for this drift"};
    return {Situation::clock_beyond_bound, "a wait for the longest delay may be over before the delay is"};
  }
  if (amount == 0) return {Situation::survivable, "the clock is right"};
  if (fact.where == Where::at_client) {
    bool by_deadline = !bounded(terms) && has_deadline(terms.profile);
    if (!by_deadline) return {Situation::survivable, "waits are measured by the clock that does not jump"};
    return {Situation::clock_beyond_bound, "the deadline is later by the venue's clock than by the client's"};
  }
  if (by_expiry) return {Situation::clock_beyond_bound, "the order expires at another time than it says"};
  if (outlives_retries(terms)) {
    std::int64_t spare = terms.profile.window_ns - terms.longest_delay_ns - terms.retry_horizon_ns;
    if (amount < spare)
      return {Situation::survivable, "the window is longer than retries and the error of the clock"};
    return {Situation::clock_beyond_bound, "the window may be over before the last retry"};
  }
  bool back = fact.word == "clock-skew" || fact.amount < 0;
  if (terms.profile.query_lag_ns == 0 || !back)
    return {Situation::survivable, "no query becomes older by it"};
  return {Situation::clock_beyond_bound,
          "a query may be answered from a state older than the documented lag"};
}

Classified classify_disk_loss(const Terms& terms, const FaultFact& fact) {
  if (fact.where == Where::at_venue) {
    return {Situation::venue_forgets, "the venue has lost what it acknowledged"};
  }
  const bool same_id_again = terms.profile.retention == venue::Retention::for_ever &&
                             compared_once(terms.profile) && !takes_back_changes(terms);
  if (terms.ids_from_intents && same_id_again) {
    return {Situation::ledger_lost_ids_kept,
            "the client forgets, but its ids come out the same and the venue knows them"};
  }
  return {Situation::ledger_lost, "the client no longer knows what it has sent, and under which ids"};
}

}  // namespace

std::span<const std::string_view> fault_words() {
  return words;
}

Classified classify(const Terms& terms, const FaultFact& fact) {
  if (fact.message == "transfer" || fact.message == "new-orders") {
    FaultFact as_order = fact;
    as_order.message = "new-order";
    if (fact.message == "new-orders") return classify(terms, as_order);
    Terms of_transfers = terms;
    of_transfers.profile = venue::transfer_rules(terms.profile);
    return classify(of_transfers, as_order);
  }
  std::string_view word = fact.word;
  if (std::find(std::begin(words), std::end(words), word) == std::end(words)) {
    return {Situation::venue_forgets, "the contract does not know this fault"};
  }
  bool hops_only = is_one_of(word, {"drop", "duplicate", "reorder"});
  if (hops_only && terms.model == Model::direct) {
    return {Situation::absent, "one TCP connection neither loses, repeats nor reorders single messages"};
  }
  if (is_conduct(word)) return classify_conduct(terms, fact);
  if (word == "duplicate") return classify_duplicate(terms, fact);
  if (is_one_of(word, {"clock-skew", "clock-drift", "clock-jump"})) return classify_clock(terms, fact);
  if (is_one_of(word, {"lose-disk", "old-disk"})) return classify_disk_loss(terms, fact);
  if (is_one_of(word, {"delay", "reorder", "pause", "partition"})) {
    Classified late = classify_late(terms, fact);
    return late.situation == Situation::survivable ? classify_answer_lost(terms, late.reason) : late;
  }
  if (is_one_of(word, {"refuse", "unanswered"})) {
    return {Situation::survivable, "nothing was sent, and the client knows it"};
  }
  if (is_one_of(word, {"short-write", "no-space", "write-error", "fsync-error"})) {
    return {Situation::survivable,
            "who cannot write relies on nothing unwritten, and starts over from what is durable"};
  }
  if (word == "stale-query") {
    return {Situation::survivable, "its age is within the documented lag, which the client waits for"};
  }
  if (is_one_of(word, {"kill", "power-loss", "crash"})) {
    return classify_answer_lost(terms, "what must survive was durable before it was relied upon");
  }
  return classify_answer_lost(terms,
                              "a query after the longest delay and the lag, or the same id again, decides");
}

Cell promise(Property property, const Terms& terms, const FaultFact& fact) {
  Classified classified = classify(terms, fact);
  Cell found = cell(property, classified.situation);
  bool own_reason =
      classified.situation != Situation::survivable && classified.situation != Situation::absent;
  return {found.promise, own_reason ? found.reason : classified.reason};
}

Permission permitted(const Terms& terms, const FaultFact& fact) {
  Classified classified = classify(terms, fact);
  if (classified.situation == Situation::survivable) return {true, classified.reason};
  for (int i = 0; i < property_count; ++i) {
    Promise kept = cell(static_cast<Property>(i), classified.situation).promise;
    if (kept == Promise::impossible || kept == Promise::absent) return {false, classified.reason};
  }
  return {true, classified.reason};
}

std::vector<std::string_view> permitted_words(const Terms& terms) {
  std::vector<std::string_view> found;
  for (std::string_view word : words) {
    bool any = false;
    for (Where where : {Where::towards_venue, Where::towards_client, Where::at_venue, Where::at_client}) {
      for (std::string_view message : {""sv, "query-order"sv}) {
        any = any || permitted(terms, {word, message, where}).permitted;
      }
    }
    if (any) found.push_back(word);
  }
  return found;
}

bool unknown_permitted(const Terms& terms) {
  const bool changes_wait = takes_back_changes(terms) && !bounded(terms);
  return terms.beyond || changes_wait || !fate_shows(terms);
}

}  // namespace onefold::properties
