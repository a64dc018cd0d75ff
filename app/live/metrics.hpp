// What the venue in real time did, counted, and as text for Prometheus
// (https://prometheus.io/docs/instrumenting/exposition_formats/, text format 0.0.4).
//
// Counts since the process started: a counter that falls back to 0 tells of a restart. Single-threaded.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/fault.hpp"
#include "venue/api/observers.hpp"

namespace onefold::app {

// Counts by a word, in the order of the words. Words are constants of the program, so there are few.
class WordCounts {
 public:
  void add(std::string_view word);
  const std::vector<std::pair<std::string_view, std::uint64_t>>& all() const { return counts_; }

 private:
  std::vector<std::pair<std::string_view, std::uint64_t>> counts_;
};

class Metrics final : public venue::VenueObserver {
 public:
  // ---- told by the venue
  void on_execution(const venue::ExecutionReport& report) override;
  void on_recovered(std::uint64_t last_number) override;
  void on_path(const venue::PathEvent& event) override;

  // ---- told by the gate. `kind` is a word of venue::kind_of, or "malformed"
  void on_request(std::string_view kind) { requests_.add(kind); }
  void on_reply(venue::Reason reason, std::chrono::nanoseconds latency);
  void on_refusal(venue::Reason reason);
  void on_connection(std::string_view channel);
  void on_connection_end() { --open_; }
  void on_connection_refused() { ++turned_away_; }
  void on_fault(sim::FaultKind kind) { ++faults_[static_cast<std::size_t>(kind)]; }

  std::string text() const;

 private:
  // Upper bounds of the buckets in microseconds; one more is without bound.
  static constexpr std::array<std::int64_t, 14> bounds_us = {50,      100,     250,       500,       1'000,
                                                             2'500,   5'000,   10'000,    25'000,    50'000,
                                                             100'000, 500'000, 1'000'000, 10'000'000};

  WordCounts requests_;
  WordCounts rejects_;
  WordCounts paths_;
  WordCounts executions_;
  WordCounts connections_;
  std::array<std::uint64_t, sim::fault_kind_count> faults_{};
  std::array<std::uint64_t, bounds_us.size() + 1> latency_{};  // per bucket, not summed up
  std::uint64_t latency_sum_us_ = 0;
  std::uint64_t duplicates_caught_ = 0;
  std::uint64_t duplicates_missed_ = 0;
  std::uint64_t id_expiries_ = 0;
  std::uint64_t recovered_ = 0;
  std::uint64_t turned_away_ = 0;
  std::int64_t open_ = 0;
};

}  // namespace onefold::app
