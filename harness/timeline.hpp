// The story of one run as lines of text: what was sent, what arrived, what was struck, who died and came
// back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/name.hpp"
#include "sim/node/world.hpp"

namespace onefold::harness {

// Keeps lines up to a limit; the rest is counted. Times are virtual, in ms.
class Timeline final : public sim::TraceSink {
 public:
  explicit Timeline(std::size_t lines_max = 5'000) : lines_max_(lines_max) {}

  // The names of the world that is traced; set by the run before anything happens.
  void names_of(const sim::NameTable& names) { names_ = &names; }
  void on_trace(const sim::TraceEvent& event) override;

  const std::vector<std::string>& lines() const { return lines_; }
  std::size_t left_out() const { return left_out_; }

 private:
  const sim::NameTable* names_ = nullptr;
  std::vector<std::string> lines_;
  std::size_t lines_max_;
  std::size_t left_out_ = 0;
};

}  // namespace onefold::harness
