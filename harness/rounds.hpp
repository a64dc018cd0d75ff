// The rounds of a search on one plan: guided runs of a round change what the rounds before it found, never
// what the round itself finds. So what a run does depends on its seed and the first seed alone, however many
// workers there are and however the round is cut into chunks.
//
// Rounds double from 64 runs to 1,024. A strategy that learns nothing has one round without end.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "harness/chunk.hpp"

namespace onefold::harness {

class Rounds {
 public:
  Rounds(StrategyName strategy, std::uint64_t first_seed);

  // The next runs of the round, at most `count_max`; with count 0 when all of it is handed out and some are
  // not answered yet. The caller sets the plan.
  Chunk take(std::uint64_t count_max);

  // So many runs of the round came to their end, and found this. When it was the last of them, the next round
  // begins.
  void answered(std::uint64_t runs, std::vector<Discovery> discoveries);

 private:
  void begin_round(std::uint64_t runs);

  StrategyName strategy_;
  std::uint64_t next_seed_;
  std::uint64_t size_ = 0;
  std::uint64_t to_hand_out_ = 0;
  std::uint64_t unanswered_ = 0;
  std::vector<Discovery> found_;
  std::shared_ptr<const Corpus> corpus_;
};

// Runs until one fails as the plan's scenario expects, but at most `runs_max`, in this process.
ChunkResult hunt(const Plan& plan, StrategyName strategy, std::uint64_t first_seed, std::uint64_t runs_max,
                 Beacon& beacon);

// The failure that a negative scenario expects, of the lowest seed; null if it was not seen.
const FailureGroup* expected_failure(const Expectation& expect, const ChunkResult& result);

}  // namespace onefold::harness
