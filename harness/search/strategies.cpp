#include "harness/search/strategies.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "harness/search/guided.hpp"
#include "harness/search/random_rates.hpp"
#include "harness/search/windows.hpp"

namespace onefold::harness {
namespace {

constexpr StrategyEntry entries[] = {
    {StrategyName::mixed, "mixed", "deals seeds out to the others in fixed shares; the default"},
    {StrategyName::scenario, "scenario", "every kind with the scenario's rate"},
    {StrategyName::uniform, "uniform", "every kind with one and the same rate: the baseline"},
    {StrategyName::random, "random", "kinds on or off for the run, with rates drawn for the run"},
    {StrategyName::windows, "windows", "few faults, where evidence of an effect is under way"},
    {StrategyName::priority, "priority", "few chains of messages or steps come last (PCT)"},
    {StrategyName::guided, "guided", "changes the fault lists that reached new behaviour"},
};

// Shares of mixed, by the seed's remainder: neighbouring seeds go to different strategies.
using enum StrategyName;
constexpr std::array shares = {random, scenario, random, windows, random, scenario, priority, guided};

}  // namespace

std::span<const StrategyEntry> strategies() {
  return entries;
}

std::string_view to_string(StrategyName name) {
  for (const StrategyEntry& entry : entries) {
    if (entry.name == name) return entry.word;
  }
  return "?";
}

std::optional<StrategyName> parse_strategy(std::string_view word) {
  for (const StrategyEntry& entry : entries) {
    if (entry.word == word) return entry.name;
  }
  return std::nullopt;
}

StrategyName dealt_to(StrategyName name, std::uint64_t seed) {
  return name == mixed ? shares[seed % shares.size()] : name;
}

bool learns(StrategyName name) {
  return name == mixed || name == guided;
}

MakeDecider decider_of(StrategyName name, const std::function<CalmShape()>& shape, const Corpus& corpus) {
  switch (name) {
    case uniform:
      return uniform_strategy;
    case random:
      return random_strategy;
    case windows:
      return [](const Setting& setting) { return windows_strategy(setting); };
    case priority:
      return [shape = shape()](const Setting& setting) { return priority_strategy(setting, shape); };
    case guided:
      return [&corpus](const Setting& setting) { return guided_strategy(setting, corpus); };
    case scenario:
      return {};
    case mixed:
      break;
  }
  assert(false && "mixed is dealt out to others first");
  return {};
}

}  // namespace onefold::harness
