#include "app/live/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "venue/api/venue_paths.hpp"

namespace onefold::app {
namespace {

using Out = std::back_insert_iterator<std::string>;

void begin(Out out, std::string_view name, std::string_view type, std::string_view help) {
  fmt::format_to(out, "# HELP onefold_{} {}\n# TYPE onefold_{} {}\n", name, help, name, type);
}

void one(Out out, std::string_view name, std::string_view type, std::string_view help, std::int64_t value) {
  begin(out, name, type, help);
  fmt::format_to(out, "onefold_{} {}\n", name, value);
}

void by_word(Out out, std::string_view name, std::string_view label, std::string_view help,
             const WordCounts& counts) {
  begin(out, name, "counter", help);
  for (const auto& [word, count] : counts.all())
    fmt::format_to(out, "onefold_{}{{{}=\"{}\"}} {}\n", name, label, word, count);
}

}  // namespace

void WordCounts::add(std::string_view word) {
  const auto at = std::lower_bound(counts_.begin(), counts_.end(), word,
                                   [](const auto& entry, std::string_view w) { return entry.first < w; });
  if (at != counts_.end() && at->first == word) {
    ++at->second;
  } else {
    counts_.emplace(at, word, 1);
  }
}

void Metrics::on_execution(const venue::ExecutionReport& report) {
  if (report.number > recovered_) executions_.add(to_string(report.kind));
}

void Metrics::on_recovered(std::uint64_t last_number) {
  recovered_ = last_number;
}

void Metrics::on_path(const venue::PathEvent& event) {
  paths_.add(event.name);
  duplicates_caught_ += event.name == venue::path::duplicate_suppressed;
  duplicates_missed_ += event.name == venue::path::duplicate_accepted;
  id_expiries_ += event.name == venue::path::window_expired;
}

void Metrics::on_reply(venue::Reason reason, std::chrono::nanoseconds latency) {
  on_refusal(reason);
  const std::int64_t us = std::chrono::duration_cast<std::chrono::microseconds>(latency).count();
  const auto bucket = std::lower_bound(bounds_us.begin(), bounds_us.end(), us);
  ++latency_[static_cast<std::size_t>(bucket - bounds_us.begin())];
  latency_sum_us_ += static_cast<std::uint64_t>(us);
}

void Metrics::on_refusal(venue::Reason reason) {
  if (reason != venue::Reason::none) rejects_.add(to_string(reason));
}

void Metrics::on_connection(std::string_view channel) {
  connections_.add(channel);
  ++open_;
}

std::string Metrics::text() const {
  std::string text;
  Out out = std::back_inserter(text);
  by_word(out, "requests_total", "kind", "Requests that arrived.", requests_);
  by_word(out, "rejects_total", "reason", "Requests that were refused.", rejects_);
  one(out, "duplicates_caught_total", "counter", "Copies of a request that changed nothing.",
      static_cast<std::int64_t>(duplicates_caught_));
  one(out, "duplicates_missed_total", "counter", "Ids that made one more order.",
      static_cast<std::int64_t>(duplicates_missed_));
  one(out, "id_expiries_total", "counter", "Ids used again after the venue had forgotten them.",
      static_cast<std::int64_t>(id_expiries_));
  by_word(out, "executions_total", "kind", "Execution reports made, those recovered not included.",
          executions_);
  by_word(out, "paths_total", "path", "Steps worth counting, as onefold list probes names them.", paths_);
  by_word(out, "connections_total", "channel", "Connections that were accepted.", connections_);
  one(out, "connections_open", "gauge", "Connections that are open.", open_);
  one(out, "connections_refused_total", "counter", "Connections closed at once: there were too many.",
      static_cast<std::int64_t>(turned_away_));
  begin(out, "faults_total", "counter", "Faults that struck, by kind.");
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    if (faults_[i] == 0) continue;
    fmt::format_to(out, "onefold_faults_total{{kind=\"{}\"}} {}\n", to_string(static_cast<sim::FaultKind>(i)),
                   faults_[i]);
  }
  begin(out, "request_seconds", "histogram", "From a request's arrival to its answer's departure.");
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bounds_us.size(); ++i) {
    sum += latency_[i];
    fmt::format_to(out, "onefold_request_seconds_bucket{{le=\"{}.{:06}\"}} {}\n", bounds_us[i] / 1'000'000,
                   bounds_us[i] % 1'000'000, sum);
  }
  sum += latency_.back();
  fmt::format_to(out, "onefold_request_seconds_bucket{{le=\"+Inf\"}} {}\n", sum);
  fmt::format_to(out, "onefold_request_seconds_sum {}.{:06}\n", latency_sum_us_ / 1'000'000,
                 latency_sum_us_ % 1'000'000);
  fmt::format_to(out, "onefold_request_seconds_count {}\n", sum);
  return text;
}

}  // namespace onefold::app
