#include "harness/shrink.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "harness/wall_clock.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;
using sim::Unsynced;

// Milder forms of a fault, mildest first; the first that still fails replaces it.
std::vector<FaultWords> milder(const FaultWords& words) {
  std::vector<FaultWords> forms;
  const sim::Fault& fault = words.fault;
  auto with = [&](auto change) {
    FaultWords form = words;
    change(form.fault);
    if (!(form == words)) forms.push_back(std::move(form));
  };
  if (fault.kind == FaultKind::power_loss) {
    with([](sim::Fault& f) {
      f.kind = FaultKind::kill;
      f.unsynced = Unsynced::none;
    });
    with([](sim::Fault& f) { f.unsynced = Unsynced::all; });
  }
  if (fault.kind == FaultKind::crash && fault.power) {
    with([](sim::Fault& f) {
      f.power = false;
      f.unsynced = Unsynced::none;
    });
  }
  if (fault.copies > 1) with([](sim::Fault& f) { f.copies = 1; });
  if (fault.both_ways) with([](sim::Fault& f) { f.both_ways = false; });
  constexpr sim::TimeNs round_ns = 10 * sim::millisecond_ns;
  constexpr sim::TimeNs restart_ns = 50 * sim::millisecond_ns;
  if (fault.restart_after_ns != 0) with([=](sim::Fault& f) { f.restart_after_ns = restart_ns; });
  for (sim::TimeNs sim::Fault::*field : {&sim::Fault::delay_ns, &sim::Fault::duration_ns}) {
    if (fault.*field <= round_ns) continue;
    with([=](sim::Fault& f) { f.*field = round_ns; });
    with([=](sim::Fault& f) { f.*field = std::max(round_ns, f.*field / 2 / round_ns * round_ns); });
  }
  return forms;
}

// More are not tried in pairs.
constexpr std::size_t entangled_max = 12;
constexpr int lower_numbers_max = 8;

// The same key with lower numbers at its end, the nearest first.
std::vector<std::string> lower_numbers(const std::string& key) {
  std::vector<std::string> keys;
  std::size_t mark = key.rfind('#');
  if (mark == std::string::npos) return keys;
  std::uint64_t number = 0;
  std::from_chars(key.data() + mark + 1, key.data() + key.size(), number);
  for (int i = 0; i < lower_numbers_max && number > 1; ++i) {
    keys.push_back(key.substr(0, mark + 1) + std::to_string(--number));
  }
  return keys;
}

bool has_key_twice(const std::vector<FaultWords>& faults) {
  for (std::size_t i = 0; i < faults.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (faults[i].key == faults[j].key) return true;
    }
  }
  return false;
}

class Shrinker {
 public:
  Shrinker(const Registry& registry, const Plan& plan, std::uint64_t seed, const Reproduces& reproduces,
           const ShrinkBounds& bounds)
      : registry_(registry),
        plan_(&plan),
        seed_(seed),
        reproduces_(reproduces),
        bounds_(bounds),
        began_ms_(wall_ms()) {
    result_.scenario = plan.scenario;
  }

  Shrunk go(std::vector<FaultWords> faults) {
    result_.faults = std::move(faults);
    result_.reproduced = fails(result_.faults);
    if (!result_.reproduced) return finish();
    remove_faults();
    if (try_calm()) remove_faults();
    bool changed = weaken_faults();
    if (changed) remove_faults();
    drop_intents();
    remove_faults();
    while (remove_with_another()) remove_faults();
    try_direct();
    return finish();
  }

 private:
  bool spent() const {
    return result_.runs >= bounds_.runs_max || wall_ms() - began_ms_ > bounds_.wall_ms_max;
  }

  bool fails(const std::vector<FaultWords>& faults) { return fails(*plan_, faults, result_.calm); }
  bool fails(const Plan& plan, const std::vector<FaultWords>& faults, bool calm) {
    ++result_.runs;
    RunOptions options;
    options.seed = seed_;
    options.calm = calm;
    options.faults = faults;
    return reproduces_(plan, options);
  }

  // Delta debugging: ever smaller pieces, until no single fault can go.
  void remove_faults() {
    std::vector<FaultWords>& faults = result_.faults;
    for (std::size_t piece = std::max<std::size_t>(1, faults.size() / 2); !faults.empty();) {
      bool removed = false;
      for (std::size_t from = 0; from < faults.size() && !spent();) {
        std::vector<FaultWords> rest(faults.begin(), faults.begin() + static_cast<std::ptrdiff_t>(from));
        std::size_t to = std::min(faults.size(), from + piece);
        rest.insert(rest.end(), faults.begin() + static_cast<std::ptrdiff_t>(to), faults.end());
        if (fails(rest)) {
          faults = std::move(rest);
          removed = true;
        } else {
          from += piece;
        }
      }
      if (spent() || (piece == 1 && !removed)) return;
      if (piece > 1) piece = std::min(piece / 2, std::max<std::size_t>(1, faults.size() / 2));
    }
  }

  // A fault may count on another one: after a restart taken away, the connection that it struck has a lower
  // number, or is never made. So one goes together with another, or with a lower number of another.
  bool remove_with_another() {
    const std::vector<FaultWords> faults = result_.faults;
    if (faults.size() > entangled_max) return false;
    for (std::size_t i = 0; i < faults.size(); ++i) {
      std::vector<FaultWords> rest = faults;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      for (std::size_t j = 0; j < rest.size(); ++j) {
        std::vector<FaultWords> fewer = rest;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(j));
        if (adopt_if_fails(std::move(fewer))) return true;
        for (std::string& key : lower_numbers(rest[j].key)) {
          std::vector<FaultWords> renumbered = rest;
          renumbered[j].key = std::move(key);
          if (has_key_twice(renumbered)) continue;
          if (adopt_if_fails(std::move(renumbered))) return true;
        }
      }
    }
    return false;
  }

  bool adopt_if_fails(std::vector<FaultWords> faults) {
    if (spent() || !fails(faults)) return false;
    result_.faults = std::move(faults);
    return true;
  }

  bool try_calm() {
    if (spent() || !fails(*plan_, result_.faults, true)) return false;
    return result_.calm = true;
  }

  bool weaken_faults() {
    bool changed = false;
    for (std::size_t i = 0; i < result_.faults.size(); ++i) {
      // Each round makes a fault milder; a few halvings suffice.
      for (int round = 0; round < 6; ++round) {
        std::optional<FaultWords> kept = milder_that_fails(i);
        if (!kept) break;
        result_.faults[i] = std::move(*kept);
        changed = true;
      }
    }
    return changed;
  }

  std::optional<FaultWords> milder_that_fails(std::size_t index) {
    for (FaultWords& form : milder(result_.faults[index])) {
      if (spent()) return std::nullopt;
      std::vector<FaultWords> faults = result_.faults;
      faults[index] = form;
      if (fails(faults)) return std::move(form);
    }
    return std::nullopt;
  }

  void drop_intents() {
    for (std::size_t i = result_.scenario.intents.size(); i-- > 0 && !spent();) {
      if (result_.scenario.intents.size() == 1) return;
      const std::string& id = result_.scenario.intents[i].intent.id;
      bool wanted = std::any_of(result_.scenario.intents.begin(), result_.scenario.intents.end(),
                                [&](const ScheduledIntent& other) { return other.intent.target == id; });
      if (wanted) continue;
      Scenario smaller = result_.scenario;
      smaller.intents.erase(smaller.intents.begin() + static_cast<std::ptrdiff_t>(i));
      adopt_if_fails(std::move(smaller));
    }
  }

  void try_direct() {
    bool whole_messages =
        std::any_of(result_.faults.begin(), result_.faults.end(),
                    [](const FaultWords& words) { return sim::hops_faults.has(words.fault.kind); });
    if (result_.scenario.network.model == Model::direct) {
      result_.direct_suffices = true;
    } else if (!whole_messages && !spent()) {
      Scenario direct = result_.scenario;
      direct.network.model = Model::direct;
      Plan plan = make_plan(registry_, std::move(direct), plan_->path, plan_->id);
      result_.direct_suffices = fails(plan, result_.faults, result_.calm);
    }
  }

  void adopt_if_fails(Scenario scenario) {
    auto plan = std::make_unique<Plan>(make_plan(registry_, scenario, plan_->path, plan_->id));
    if (!fails(*plan, result_.faults, result_.calm)) return;
    result_.scenario = std::move(scenario);
    smaller_plan_ = std::move(plan);
    plan_ = smaller_plan_.get();
  }

  Shrunk finish() { return std::move(result_); }

  const Registry& registry_;
  const Plan* plan_;
  std::unique_ptr<Plan> smaller_plan_;
  std::uint64_t seed_;
  const Reproduces& reproduces_;
  ShrinkBounds bounds_;
  std::int64_t began_ms_;
  Shrunk result_;
};

}  // namespace

Shrunk shrink(const Registry& registry, const Plan& plan, std::uint64_t seed, std::vector<FaultWords> faults,
              const Reproduces& reproduces, const ShrinkBounds& bounds) {
  return Shrinker(registry, plan, seed, reproduces, bounds).go(std::move(faults));
}

}  // namespace onefold::harness
