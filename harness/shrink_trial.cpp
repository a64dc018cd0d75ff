#include "harness/shrink_trial.hpp"

#include <fmt/format.h>
#include <utility>

#include "harness/wall_clock.hpp"

namespace onefold::harness {
namespace {

std::string text_of(const Candidate& candidate) {
  std::string text = candidate.calm ? "calm" : "";
  for (const FaultWords& words : candidate.faults) {
    const sim::Fault& fault = words.fault;
    text += fmt::format("\n{} {} {} {}", words.key, words.node, words.peer, sim::to_string(fault.kind));
    text += fmt::format(" {}{}{}{}", static_cast<int>(fault.when), static_cast<int>(fault.unsynced),
                        fault.both_ways ? 1 : 0, fault.power ? 1 : 0);
    text += fmt::format(" {} {} {} {} {} {}", fault.copies, fault.delay_ns, fault.offset_ns,
                        fault.duration_ns, fault.restart_after_ns, fault.amount);
  }
  return text;
}

}  // namespace

ShrinkTrial::ShrinkTrial(const Registry& registry, const Plan& plan, std::uint64_t seed,
                         const Reproduces& reproduces, const ShrinkBounds& bounds)
    : registry_(registry),
      origin_(plan),
      seed_(seed),
      reproduces_(reproduces),
      bounds_(bounds),
      began_ms_(wall_ms()) {}

std::shared_ptr<const Plan> ShrinkTrial::plan_of(const Scenario& scenario,
                                                 const std::vector<FaultWords>& faults) const {
  Scenario whole = scenario;
  whole.faults = faults;
  if (!check(whole).empty()) return nullptr;
  return std::make_shared<Plan>(make_plan(registry_, scenario, origin_.path, origin_.id));
}

bool ShrinkTrial::fails(const Candidate& candidate) {
  if (spent()) return false;
  bool known = candidate.plan == known_plan_;
  std::string text = text_of(candidate);
  if (known && held_.contains(text)) return false;
  ++runs_;
  RunOptions options;
  options.seed = seed_;
  options.calm = candidate.calm;
  options.faults = candidate.faults;
  if (reproduces_(*candidate.plan, options)) return true;
  if (known) held_.insert(std::move(text));
  return false;
}

bool ShrinkTrial::adopt(Candidate& best, Candidate candidate) {
  if (!candidate.plan || !fails(candidate)) return false;
  best = std::move(candidate);
  if (best.plan != known_plan_) {
    known_plan_ = best.plan;
    held_.clear();
  }
  return true;
}

bool ShrinkTrial::spent() {
  if (!spent_why_.empty()) return true;
  if (runs_ >= bounds_.runs_max) spent_why_ = fmt::format("ended after {} runs", runs_);
  if (wall_ms() - began_ms_ > bounds_.wall_ms_max) spent_why_ = "time ran out";
  return !spent_why_.empty();
}

}  // namespace onefold::harness
