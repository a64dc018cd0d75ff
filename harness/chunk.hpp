// A chunk of runs as a worker gets it and answers it: the unit of work between a campaign and its workers.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/plan.hpp"
#include "harness/run.hpp"
#include "harness/search/strategies.hpp"

namespace onefold::harness {

struct Chunk {
  std::size_t plan = 0;  // index
  std::uint64_t first_seed = 0;
  std::uint64_t count = 0;
  StrategyName strategy = strategy_default;
  bool until_expected = false;           // ends after the first run that fails as its scenario expects
  std::shared_ptr<const Corpus> corpus;  // of the rounds before, for strategies that learn; null: empty
};
std::string to_text(const Chunk& chunk);
Chunk parse_chunk(const std::string& text);

// Runs that failed alike.
struct FailureGroup {
  std::string property;
  std::string blame;
  std::string intent;       // of the first
  std::string explanation;  // of the first
  std::string money_at_risk;
  std::string cause;
  std::uint64_t seed = 0;  // the lowest
  std::uint64_t count = 0;
  std::string strategy;            // that decided the first; empty if the scenario has no chaos
  std::string drawn;               // by it, for that run
  std::vector<FaultWords> faults;  // that struck in the first: they replay it, whatever drew them
};

// A run to be repeated elsewhere.
struct Sample {
  std::uint64_t digest = 0;
  std::optional<std::vector<FaultWords>> faults;  // where the seed alone does not repeat it: all that struck
};

struct ChunkResult {
  std::uint64_t runs = 0;
  std::uint64_t violated = 0;  // runs
  std::uint64_t inconclusive = 0;
  std::uint64_t beyond = 0;
  std::uint64_t unknowns = 0;
  std::uint64_t expected = 0;    // of a negative scenario: runs that failed as it says
  std::uint64_t digest = 0;      // a sum over runs: independent of how runs are cut into chunks
  std::uint64_t virtual_ns = 0;  // the time of all runs together
  std::map<std::string, std::uint64_t> probes;
  DuplicateCounts duplicates;
  std::vector<FailureGroup> failures;
  std::map<std::uint64_t, Sample> samples;  // by seed
  std::vector<Discovery> discoveries;       // for strategies that learn

  void merge(ChunkResult&& other);
};
std::string to_text(const ChunkResult& result);
ChunkResult parse_chunk_result(const std::string& text);

// Of one violation: does a negative scenario want it?
bool is_expected(const Expectation& expect, std::string_view property, std::string_view blame);

// Every so many runs one is repeated in another process.
inline constexpr std::uint64_t sample_every = 128;

// The strategies of a plan's runs, by seed. What they need to know of the plan beforehand is measured when
// first asked for, by a run of the plan in this process.
class PlanStrategies {
 public:
  // `plan` is borrowed; `corpus` may be null: empty.
  PlanStrategies(const Plan& plan, StrategyName strategy, std::shared_ptr<const Corpus> corpus = nullptr);

  StrategyName dealt(std::uint64_t seed) const { return dealt_to(strategy_, seed); }
  // What decides the run of this seed: null if the scenario's own rates do, or it has no chaos. Borrows this.
  MakeDecider decider(std::uint64_t seed);
  const Corpus& corpus() const { return *corpus_; }

 private:
  const Plan* plan_;
  StrategyName strategy_;
  std::shared_ptr<const Corpus> corpus_;
  std::optional<CalmShape> shape_;
};

ChunkResult run_chunk(const Plan& plan, const Chunk& chunk, Beacon& beacon);

}  // namespace onefold::harness
