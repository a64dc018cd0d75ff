// The strategies by name, and how *mixed* deals seeds out to them.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "harness/search/corpus.hpp"
#include "harness/search/priority.hpp"
#include "harness/search/strategy.hpp"

namespace onefold::harness {

enum class StrategyName : std::uint8_t { mixed, scenario, uniform, random, windows, priority, guided };

struct StrategyEntry {
  StrategyName name;
  std::string_view word;
  std::string_view summary;
};

// All of them, the default first.
std::span<const StrategyEntry> strategies();
inline constexpr StrategyName strategy_default = StrategyName::mixed;

std::string_view to_string(StrategyName name);
// Nothing if `word` names none.
std::optional<StrategyName> parse_strategy(std::string_view word);

// Which strategy decides the run of this seed: `name` itself, or, for mixed, what its fixed shares say of
// the seed. Never mixed.
StrategyName dealt_to(StrategyName name, std::uint64_t seed);

// Whether runs of this strategy depend on what earlier ones found.
bool learns(StrategyName name);

// Of a strategy that is not mixed. Null for scenario: the scenario's own rates need no strategy.
// `shape` is asked for priority only; `corpus`, for guided, is borrowed by what is returned.
MakeDecider decider_of(StrategyName name, const std::function<CalmShape()>& shape, const Corpus& corpus);

}  // namespace onefold::harness
