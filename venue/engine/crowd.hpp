// The crowd: anonymous traders who give the book liquidity and sometimes take it. Its decisions only; its
// orders enter the engine like anybody's, under crowd_account_name.
//
// A pure function of options, seed, step and what stands in the book: integer hashes, no state, no
// distributions. Models: quotes around a wandering reference price, and takers who cross the spread. Ignores:
// strategies.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "venue/engine/engine.hpp"

namespace onefold::venue {

struct CrowdOptions {
  Ticks reference = 10'000;  // price around which it quotes, 1 to ticks_max / 2
  Ticks spread_max = 20;     // quotes lie 1 to this many ticks from it, below `reference`
  Ticks wander_max = 5;      // the reference moves by at most this, either way, from step to step
  Lots quantity_max = 20;    // quantities are 1 to this; at most lots_max
  std::size_t resting_max =
      12;  // orders of the crowd per symbol; at that, the oldest is cancelled before a new one
  std::uint32_t take_numerator = 1;  // a step takes instead of quoting with this chance per symbol
  std::uint32_t take_denominator = 4;
};

// The requests of one step, one or two per symbol, appended to `requests`, for Engine::execute with
// engine.crowd_account(), in this order. `step` is a number never used twice in the life of a journal, e.g.
// the venue's time divided by the crowd's period; client order ids are made of it ("cSTEP-N", both to base
// 36).
void crowd_step(const CrowdOptions& options, std::uint64_t seed, std::uint64_t step, const Engine& engine,
                std::vector<Request>& requests);

}  // namespace onefold::venue
