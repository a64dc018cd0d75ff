#include "harness/search/windows.hpp"

#include "harness/search/draw.hpp"
#include "harness/search/watch.hpp"
#include "sim/core/random.hpp"

namespace onefold::harness {
namespace {

enum Salt : std::uint64_t { of_run = 0x77696e646f77, budget = 1, first, next, kinds, sticky, intent, strike };

std::string text_of(sim::Ratio rate) {
  return std::to_string(rate.numerator) + "/" + std::to_string(rate.denominator);
}

class WindowsDecider final : public sim::Decider {
 public:
  WindowsDecider(const Setting& setting, int most)
      : names_(setting.names), chaos_(setting.chaos), watch_(setting), seed_(sim::mix(setting.seed, of_run)) {
    const sim::FaultSet all = kinds_of(chaos_);
    kinds_ = sim::mix(seed_, kinds) % 2 == 0 ? all : about_half(sim::mix(seed_, kinds), all);
    left_ = most;
    if (left_ == 0) left_ = static_cast<int>(sim::spread(sim::mix(seed_, budget), 1, windows_budget_max));
    first_ = {1, 4u << sim::spread(sim::mix(seed_, first), 0, 3)};
    next_ = {1, 1u << sim::spread(sim::mix(seed_, next), 0, 3)};
    sticky_ = sim::mix(seed_, sticky) % 2 == 0;
    if (setting.drawn) {
      *setting.drawn = "at most " + std::to_string(left_) + " in open windows, the first " + text_of(first_) +
                       ", then " + text_of(next_) + (sticky_ ? ", one kind of " : ", of ") + names_of(kinds_);
    }
  }

  void decide(const sim::Point& point, std::vector<sim::Fault>& out) override {
    if (left_ == 0 || point.now_ns >= chaos_.until_ns) return;
    if ((point.menu & kinds_).bits != 0 && wanted(point.key.intent) && watch_.in_window(point)) {
      strike_at(point, out);
    }
    watch_.note(point);
  }

 private:
  // The first fault falls on about half of the intents; those after it on the same intent, where it had one.
  bool wanted(sim::Name name) const {
    if (name == sim::name_none || name == sim::name_several) return true;
    if (victim_ != sim::name_none) return name == victim_;
    return (sim::mix(sim::mix(seed_, intent), names_.hash(name)) & 1) != 0;
  }

  void strike_at(const sim::Point& point, std::vector<sim::Fault>& out) {
    const std::uint64_t hash = sim::mix(sim::mix(seed_, strike), point.hash);
    if (!sim::strikes(hash, begun_ ? next_ : first_)) return;
    sim::Fault fault;
    if (!draw_any(chaos_, sim::mix(hash, 1), point, kinds_, fault)) return;
    out.push_back(fault);
    --left_;
    begun_ = true;
    if (point.key.intent != sim::name_several && victim_ == sim::name_none) victim_ = point.key.intent;
    if (sticky_) kinds_ = sim::FaultSet{fault.kind};
  }

  const sim::NameTable& names_;
  sim::Chaos chaos_;
  Watch watch_;
  std::uint64_t seed_;
  sim::FaultSet kinds_;
  sim::Ratio first_;     // at a point in an open window, until one struck
  sim::Ratio next_;      // after that
  bool sticky_ = false;  // all of the kind of the first
  bool begun_ = false;
  sim::Name victim_;
  int left_ = 0;
};

}  // namespace

std::unique_ptr<sim::Decider> windows_strategy(const Setting& setting, int budget) {
  return std::make_unique<WindowsDecider>(setting, budget);
}

}  // namespace onefold::harness
