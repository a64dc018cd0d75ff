// The points of one run, in the order of asking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/run_watcher.hpp"

namespace onefold::harness {

struct AskedPoint {
  sim::TimeNs at_ns = 0;
  std::string key;           // canonical text
  std::size_t struck = 0;    // faults given there
  std::uint64_t digest = 0;  // of the run until then, this key included

  friend bool operator==(const AskedPoint&, const AskedPoint&) = default;
};

class PointList final : public RunWatcher {
 public:
  void begin(sim::World& world, const properties::History&) override { world_ = &world; }
  void decided(const sim::Point& point, const std::vector<sim::Fault>& given) override {
    points_.push_back({point.now_ns, to_text(world_->names(), point.key), given.size(), world_->digest()});
  }
  bool between_events() override { return false; }
  void end() override { world_ = nullptr; }

  const std::vector<AskedPoint>& points() const { return points_; }

 private:
  sim::World* world_ = nullptr;
  std::vector<AskedPoint> points_;
};

}  // namespace onefold::harness
