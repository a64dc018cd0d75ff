#include "harness/search/priority.hpp"

#include <algorithm>

#include "harness/search/draw.hpp"
#include "sim/core/random.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;
using sim::PointKind;

enum Salt : std::uint64_t { of_run = 0x7072696f72, depth = 1, chain, kind, lateness, change = 16 };

// A chain that became last delays at most so many of its messages: later ones find nothing left to overtake.
constexpr int late_max = 16;

// Chains in the order in which they came up.
class Chains {
 public:
  // Of points that belong to none (a boot, a query, the start), the node's own.
  std::size_t index_of(const sim::Key& key) {
    const bool link = key.point == PointKind::message || key.point == PointKind::connection;
    const Chain chain{key.a, link ? key.b : sim::name_none, link ? key.c : sim::name_none};
    const auto found = std::find(known_.begin(), known_.end(), chain);
    if (found != known_.end()) return static_cast<std::size_t>(found - known_.begin());
    known_.push_back(chain);
    return known_.size() - 1;
  }
  std::size_t size() const { return known_.size(); }

 private:
  struct Chain {
    sim::Name a, b, c;
    friend bool operator==(const Chain&, const Chain&) = default;
  };
  std::vector<Chain> known_;
};

class PriorityDecider final : public sim::Decider {
 public:
  PriorityDecider(const Setting& setting, const CalmShape& shape)
      : chaos_(setting.chaos), kinds_(kinds_of(chaos_)), seed_(sim::mix(setting.seed, of_run)) {
    const auto n = static_cast<std::int64_t>(shape.chains);
    const auto k = static_cast<std::int64_t>(shape.points);
    const std::int64_t d = sim::spread(sim::mix(seed_, depth), 1, depth_max);
    last_ = static_cast<std::size_t>(sim::spread(sim::mix(seed_, chain), 0, n - 1));
    for (std::int64_t i = 1; i < d; ++i) {
      changes_.push_back(sim::spread(sim::mix(seed_, change + static_cast<std::uint64_t>(i)), 1, k));
    }
    std::sort(changes_.begin(), changes_.end());
    if (setting.drawn) *setting.drawn = text_of(shape);
  }

  void decide(const sim::Point& point, std::vector<sim::Fault>& out) override {
    if (point.now_ns >= chaos_.until_ns || (point.menu & kinds_).bits == 0) return;
    ++step_;
    const std::size_t chain = chains_.index_of(point.key);
    if (chain >= late_.size()) late_.resize(chain + 1);
    const bool first = chain == last_ && !begun_;
    if (first || std::binary_search(changes_.begin(), changes_.end(), step_)) {
      begun_ = begun_ || first;
      become_last(point, late_[chain], out);
    } else if (late_[chain].left > 0 && point.key.point == PointKind::message) {
      --late_[chain].left;
      delay(point, late_[chain].by_ns, out);
    }
  }

 private:
  struct Late {
    int left = 0;
    sim::TimeNs by_ns = 0;
  };

  void become_last(const sim::Point& point, Late& late, std::vector<sim::Fault>& out) {
    const std::uint64_t hash = sim::mix(seed_, point.hash);
    sim::Fault fault;
    const bool message = point.key.point == PointKind::message;
    const FaultKind slow = message ? FaultKind::delay : FaultKind::pause;
    const bool can_be_slow = (point.menu & kinds_).has(slow);
    const bool be_slow = can_be_slow && (sim::mix(hash, kind) & 1) != 0;
    if (be_slow && sim::draw_fault(chaos_, sim::mix(hash, lateness), point, slow, fault)) {
      if (message) late = {late_max, fault.delay_ns};
      if (!message && is_node(point.key.a)) fault.node = point.key.a;
      out.push_back(fault);
    } else if (draw_any(chaos_, sim::mix(hash, lateness), point, kinds_, fault)) {
      out.push_back(fault);
    }
  }

  bool is_node(sim::Name name) const {
    return std::find(chaos_.nodes.begin(), chaos_.nodes.end(), name) != chaos_.nodes.end();
  }

  void delay(const sim::Point& point, sim::TimeNs by_ns, std::vector<sim::Fault>& out) {
    if (!(point.menu & kinds_).has(FaultKind::delay)) return;
    sim::Fault fault;
    fault.key = point.key;
    fault.kind = FaultKind::delay;
    fault.delay_ns = by_ns;
    out.push_back(fault);
  }

  std::string text_of(const CalmShape& shape) const {
    std::string text = "depth " + std::to_string(changes_.size() + 1) + ": chain " +
                       std::to_string(last_ + 1) + " of " + std::to_string(shape.chains) + " last";
    for (std::int64_t at : changes_) text += ", change at point " + std::to_string(at);
    return text + " of " + std::to_string(shape.points);
  }

  sim::Chaos chaos_;
  sim::FaultSet kinds_;
  std::uint64_t seed_;
  std::size_t last_ = 0;
  bool begun_ = false;
  std::vector<std::int64_t> changes_;  // ascending
  std::int64_t step_ = 0;
  Chains chains_;
  std::vector<Late> late_;  // by chain
};

class ShapeMeasure final : public sim::Decider {
 public:
  ShapeMeasure(const Setting& setting, CalmShape& shape)
      : kinds_(kinds_of(setting.chaos)), until_ns_(setting.chaos.until_ns), shape_(shape) {
    shape_ = {0, 0};
  }
  ~ShapeMeasure() override {
    shape_.chains = std::max<std::uint64_t>(1, shape_.chains);
    shape_.points = std::max<std::uint64_t>(1, shape_.points);
  }
  void decide(const sim::Point& point, std::vector<sim::Fault>&) override {
    if (point.now_ns >= until_ns_ || (point.menu & kinds_).bits == 0) return;
    ++shape_.points;
    chains_.index_of(point.key);
    shape_.chains = chains_.size();
  }

 private:
  sim::FaultSet kinds_;
  sim::TimeNs until_ns_;
  CalmShape& shape_;
  Chains chains_;
};

}  // namespace

std::unique_ptr<sim::Decider> priority_strategy(const Setting& setting, const CalmShape& shape) {
  return std::make_unique<PriorityDecider>(setting, shape);
}

std::unique_ptr<sim::Decider> shape_measure(const Setting& setting, CalmShape& shape) {
  return std::make_unique<ShapeMeasure>(setting, shape);
}

}  // namespace onefold::harness
