// Another future for the same past: a run that goes as its fault list says up to a point, and otherwise from
// there on.
#pragma once

#include <cstdint>

#include "sim/core/decider.hpp"

namespace onefold::harness {

struct Fork {
  std::uint64_t point = 0;  // by order of asking, from 1; it is decided anew, all before it as in the list
  std::uint64_t seed = 0;   // of the background, and of the scenario's chaos, from there on
};

// `past` decides the points before fork_point, `future` the others. Owns neither.
class ForkedDecider final : public sim::Decider {
 public:
  ForkedDecider(sim::Decider& past, std::uint64_t fork_point, sim::Decider& future)
      : past_(&past), future_(&future), fork_point_(fork_point) {}

  void decide(const sim::Point& point, std::vector<sim::Fault>& out) override {
    (++asked_ < fork_point_ ? past_ : future_)->decide(point, out);
  }

 private:
  sim::Decider* past_;
  sim::Decider* future_;
  std::uint64_t fork_point_;
  std::uint64_t asked_ = 0;
};

}  // namespace onefold::harness
