// A chunk of runs as a worker gets it and answers it: the unit of work between a campaign and its workers.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/plan.hpp"
#include "harness/run.hpp"

namespace onefold::harness {

struct Chunk {
  std::size_t plan = 0;  // index
  std::uint64_t first_seed = 0;
  std::uint64_t count = 0;
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
};

struct ChunkResult {
  std::uint64_t runs = 0;
  std::uint64_t violated = 0;  // runs
  std::uint64_t inconclusive = 0;
  std::uint64_t beyond = 0;
  std::uint64_t unknowns = 0;
  std::uint64_t expected = 0;  // of a negative scenario: runs that failed as it says
  std::uint64_t digest = 0;    // a sum over runs: independent of how runs are cut into chunks
  std::map<std::string, std::uint64_t> probes;
  std::vector<FailureGroup> failures;
  std::map<std::uint64_t, std::uint64_t> samples;  // seed -> digest, of runs to be repeated elsewhere

  void merge(ChunkResult&& other);
};
std::string to_text(const ChunkResult& result);
ChunkResult parse_chunk_result(const std::string& text);

// Of one violation: does a negative scenario want it?
bool is_expected(const Expectation& expect, std::string_view property, std::string_view blame);

// Every so many runs one is repeated in another process.
inline constexpr std::uint64_t sample_every = 128;

ChunkResult run_chunk(const Plan& plan, const Chunk& chunk, Beacon& beacon);

}  // namespace onefold::harness
