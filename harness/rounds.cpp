#include "harness/rounds.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace onefold::harness {
namespace {

constexpr std::uint64_t round_min = 64;
constexpr std::uint64_t round_max = 1024;
constexpr std::uint64_t hunt_chunk = 16;

}  // namespace

Rounds::Rounds(StrategyName strategy, std::uint64_t first_seed)
    : strategy_(strategy), next_seed_(first_seed), corpus_(std::make_shared<Corpus>()) {
  begin_round(learns(strategy) ? round_min : UINT64_MAX);
}

void Rounds::begin_round(std::uint64_t runs) {
  size_ = to_hand_out_ = unanswered_ = runs;
}

Chunk Rounds::take(std::uint64_t count_max) {
  Chunk chunk;
  chunk.first_seed = next_seed_;
  chunk.count = std::min(count_max, to_hand_out_);
  chunk.strategy = strategy_;
  chunk.corpus = corpus_;
  next_seed_ += chunk.count;
  to_hand_out_ -= chunk.count;
  return chunk;
}

void Rounds::answered(std::uint64_t runs, std::vector<Discovery> discoveries) {
  assert(runs <= unanswered_ - to_hand_out_ && "more runs came back than were handed out");
  unanswered_ -= runs;
  std::move(discoveries.begin(), discoveries.end(), std::back_inserter(found_));
  if (unanswered_ > 0) return;
  auto corpus = std::make_shared<Corpus>(*corpus_);
  corpus->merge(std::exchange(found_, {}));
  corpus_ = std::move(corpus);
  begin_round(std::min(2 * size_, round_max));
}

ChunkResult hunt(const Plan& plan, StrategyName strategy, std::uint64_t first_seed, std::uint64_t runs_max,
                 Beacon& beacon) {
  Rounds rounds(strategy, first_seed);
  ChunkResult total;
  while (total.runs < runs_max && total.expected == 0) {
    Chunk chunk = rounds.take(std::min(hunt_chunk, runs_max - total.runs));
    chunk.until_expected = true;
    ChunkResult result = run_chunk(plan, chunk, beacon);
    rounds.answered(result.runs, std::exchange(result.discoveries, {}));
    total.merge(std::move(result));
  }
  return total;
}

const FailureGroup* expected_failure(const Expectation& expect, const ChunkResult& result) {
  const FailureGroup* first = nullptr;
  for (const FailureGroup& group : result.failures) {
    const bool wanted = is_expected(expect, group.property, group.blame);
    if (wanted && (!first || group.seed < first->seed)) first = &group;
  }
  return first;
}

}  // namespace onefold::harness
