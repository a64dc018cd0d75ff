// The story of one run as lines of text: what was sent, what arrived, what was struck, who died and came
// back.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/name.hpp"
#include "sim/node/world.hpp"

namespace onefold::harness {

// Keeps lines up to a limit; the rest is counted. Times are virtual, in ms. Each begins with the number of
// its event, from 1, the same in every replay.
class Timeline final : public sim::TraceSink {
 public:
  explicit Timeline(std::size_t lines_max = 5'000) : lines_max_(lines_max) {}

  // The names of the world that is traced; set by the run before anything happens.
  void names_of(const sim::NameTable& names) { names_ = &names; }
  void on_trace(const sim::TraceEvent& event) override;

  // Calls `stop` with the line of this event, when it happens: inside the node whose code is running.
  void stop_at(std::uint64_t event, std::function<void(const std::string& line)> stop) {
    stop_event_ = event;
    stop_ = std::move(stop);
  }
  std::uint64_t events() const { return events_; }  // so far

  const std::vector<std::string>& lines() const { return lines_; }
  std::size_t left_out() const { return left_out_; }

 private:
  const sim::NameTable* names_ = nullptr;
  std::vector<std::string> lines_;
  std::size_t lines_max_;
  std::size_t left_out_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t stop_event_ = 0;
  std::function<void(const std::string&)> stop_;

  std::string line_of(const sim::TraceEvent& event) const;
};

}  // namespace onefold::harness
