#include "harness/duplicate_counts.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "venue/api/venue_paths.hpp"

namespace onefold::harness {
namespace {

// One new-order or replace on the wire.
struct Attempt {
  properties::ClientIndex client;
  std::string_view id;
  std::uint64_t connection;
  std::uint64_t request;
  std::size_t index;  // in the history
  properties::TimeNs at_ns;
  bool first = false;
};

std::vector<Attempt> list_attempts(const properties::History& history) {
  std::vector<Attempt> attempts;
  const auto& requests = history.requests();
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const properties::SentRequest& sent = requests[i];
    if (const auto* order = std::get_if<venue::NewOrder>(&sent.request)) {
      attempts.push_back(
          {sent.client, order->client_order_id, sent.connection, order->request, i, sent.at_ns});
    } else if (const auto* replace = std::get_if<venue::ReplaceOrder>(&sent.request)) {
      attempts.push_back(
          {sent.client, replace->client_order_id, sent.connection, replace->request, i, sent.at_ns});
    }
  }
  std::sort(attempts.begin(), attempts.end(), [](const Attempt& a, const Attempt& b) {
    return std::tie(a.client, a.id, a.index) < std::tie(b.client, b.id, b.index);
  });
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    attempts[i].first =
        i == 0 || attempts[i - 1].client != attempts[i].client || attempts[i - 1].id != attempts[i].id;
  }
  return attempts;
}

std::uint64_t number_of(const venue::Reply& reply) {
  if (const auto* m = std::get_if<venue::Accepted>(&reply)) return m->request;
  if (const auto* m = std::get_if<venue::Replaced>(&reply)) return m->request;
  if (const auto* m = std::get_if<venue::Rejected>(&reply)) return m->request;
  return 0;
}

// The first answer to each attempt. Numbers are of a connection, and 0 is none.
void measure(const properties::History& history, std::vector<Attempt>& attempts, DuplicateCounts& counts) {
  std::sort(attempts.begin(), attempts.end(), [](const Attempt& a, const Attempt& b) {
    return std::tie(a.connection, a.request, a.index) < std::tie(b.connection, b.request, b.index);
  });
  std::vector<bool> answered(attempts.size());
  for (const properties::SentReply& sent : history.replies()) {
    const std::uint64_t request = number_of(sent.reply);
    if (request == 0) continue;
    auto found = std::lower_bound(
        attempts.begin(), attempts.end(), std::tie(sent.connection, request),
        [](const Attempt& a, const auto& wanted) { return std::tie(a.connection, a.request) < wanted; });
    if (found == attempts.end() || found->connection != sent.connection || found->request != request)
      continue;
    const auto index = static_cast<std::size_t>(found - attempts.begin());
    if (answered[index]) continue;
    answered[index] = true;
    (found->first ? counts.first_attempts : counts.retries).add(sent.at_ns - found->at_ns);
  }
}

void count_paths(const ProbeCounts& paths, DuplicateCounts& counts) {
  for (const ProbeCounts::Entry& entry : paths.entries()) {
    if (entry.name == venue::path::duplicate_suppressed) counts.hits += entry.count;
    if (entry.name == venue::path::payload_mismatch) counts.mismatches += entry.count;
    if (entry.name == venue::path::in_flight_conflict) counts.conflicts += entry.count;
    if (entry.name == venue::path::window_expired) counts.expiries += entry.count;
    if (entry.name == venue::path::duplicate_accepted) counts.repeats += entry.count;
  }
}

void count_answers(const properties::History& history, DuplicateCounts& counts) {
  for (const properties::SentReply& sent : history.replies()) {
    if (const auto* m = std::get_if<venue::Rejected>(&sent.reply)) {
      counts.hits += m->reason == venue::Reason::duplicate_id;
      counts.mismatches += m->reason == venue::Reason::payload_mismatch;
      counts.conflicts += m->reason == venue::Reason::in_flight;
    } else if (const auto* accepted = std::get_if<venue::Accepted>(&sent.reply)) {
      counts.hits += accepted->original;
    } else if (const auto* replaced = std::get_if<venue::Replaced>(&sent.reply)) {
      counts.hits += replaced->original;
    }
  }
}

reports::Latency latency_of(const LatencyHistogram& histogram) {
  return {histogram.count(), histogram.min_ns(), histogram.percentile_ns(50), histogram.percentile_ns(99),
          histogram.max_ns()};
}

}  // namespace

std::uint64_t DuplicateCounts::share_per_mille() const {
  const std::uint64_t looked_up = hits + misses + mismatches + conflicts;
  const std::uint64_t again = hits + mismatches + conflicts + expiries + repeats;
  return looked_up == 0 ? 0 : again * 1000 / looked_up;
}

void DuplicateCounts::merge(const DuplicateCounts& other) {
  hits += other.hits;
  misses += other.misses;
  mismatches += other.mismatches;
  conflicts += other.conflicts;
  expiries += other.expiries;
  repeats += other.repeats;
  first_attempts.merge(other.first_attempts);
  retries.merge(other.retries);
  first_attempts_sent += other.first_attempts_sent;
  retries_sent += other.retries_sent;
}

std::vector<std::vector<std::uint64_t>> DuplicateCounts::rows() const {
  return {{hits, misses, mismatches, conflicts, expiries, repeats, first_attempts_sent, retries_sent},
          first_attempts.numbers(),
          retries.numbers()};
}

DuplicateCounts DuplicateCounts::restore(const std::vector<std::vector<std::uint64_t>>& rows) {
  DuplicateCounts counts;
  const std::vector<std::uint64_t>& row = rows.at(0);
  std::size_t i = 0;
  for (std::uint64_t* field :
       {&counts.hits, &counts.misses, &counts.mismatches, &counts.conflicts, &counts.expiries,
        &counts.repeats, &counts.first_attempts_sent, &counts.retries_sent}) {
    *field = row.at(i++);
  }
  counts.first_attempts = LatencyHistogram::restore(rows.at(1));
  counts.retries = LatencyHistogram::restore(rows.at(2));
  return counts;
}

DuplicateCounts count_duplicates(const properties::History& history, const ProbeCounts& paths) {
  DuplicateCounts counts;
  for (const properties::RecordedExecution& execution : history.executions()) {
    const venue::ExecutionKind kind = execution.report.kind;
    counts.misses += kind == venue::ExecutionKind::accepted || kind == venue::ExecutionKind::replaced;
  }
  if (history.terms().truth_from_wire) {
    count_answers(history, counts);
  } else {
    count_paths(paths, counts);
  }
  std::vector<Attempt> attempts = list_attempts(history);
  for (const Attempt& attempt : attempts)
    ++(attempt.first ? counts.first_attempts_sent : counts.retries_sent);
  measure(history, attempts, counts);
  return counts;
}

reports::Deduplication deduplication_of(const DuplicateCounts& counts) {
  reports::Deduplication told;
  told.hits = counts.hits;
  told.misses = counts.misses;
  told.mismatches = counts.mismatches;
  told.conflicts = counts.conflicts;
  told.expiries = counts.expiries;
  told.repeats = counts.repeats;
  told.share_per_mille = counts.share_per_mille();
  told.first_attempts = counts.first_attempts_sent;
  told.retries = counts.retries_sent;
  told.first_latency = latency_of(counts.first_attempts);
  told.retry_latency = latency_of(counts.retries);
  return told;
}

}  // namespace onefold::harness
