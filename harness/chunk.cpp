#include "harness/chunk.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace onefold::harness {

using nlohmann::json;

std::string to_text(const Chunk& chunk) {
  return json{chunk.plan, chunk.first_seed, chunk.count}.dump();
}

Chunk parse_chunk(const std::string& text) {
  json j = json::parse(text);
  return {j[0].get<std::size_t>(), j[1].get<std::uint64_t>(), j[2].get<std::uint64_t>()};
}

std::string to_text(const ChunkResult& r) {
  json failures = json::array();
  for (const FailureGroup& f : r.failures) {
    failures.push_back(
        {f.property, f.blame, f.intent, f.explanation, f.money_at_risk, f.cause, f.seed, f.count});
  }
  json samples = json::array();
  for (auto [seed, digest] : r.samples) samples.push_back({seed, digest});
  return json{r.runs,     r.violated, r.inconclusive, r.beyond, r.unknowns,
              r.expected, r.digest,   r.probes,       failures, samples}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

ChunkResult parse_chunk_result(const std::string& text) {
  json j = json::parse(text);
  ChunkResult r;
  std::size_t i = 0;
  for (std::uint64_t* field :
       {&r.runs, &r.violated, &r.inconclusive, &r.beyond, &r.unknowns, &r.expected, &r.digest}) {
    *field = j[i++].get<std::uint64_t>();
  }
  r.probes = j[i++].get<std::map<std::string, std::uint64_t>>();
  for (const json& f : j[i++]) {
    r.failures.push_back(
        {f[0], f[1], f[2], f[3], f[4], f[5], f[6].get<std::uint64_t>(), f[7].get<std::uint64_t>()});
  }
  for (const json& s : j[i]) r.samples.emplace(s[0].get<std::uint64_t>(), s[1].get<std::uint64_t>());
  return r;
}

namespace {

void add_failure(std::vector<FailureGroup>& failures, FailureGroup failure) {
  for (FailureGroup& group : failures) {
    if (group.property != failure.property || group.blame != failure.blame || group.cause != failure.cause)
      continue;
    std::uint64_t count = group.count + failure.count;
    if (failure.seed < group.seed) group = std::move(failure);
    group.count = count;
    return;
  }
  failures.push_back(std::move(failure));
}

// What the run is named after: what a negative scenario asks for if it is there, else the earliest.
const properties::Violation& leading(const Expectation& expect,
                                     const std::vector<properties::Violation>& violations) {
  auto wanted =
      std::find_if(violations.begin(), violations.end(), [&](const properties::Violation& violation) {
        return is_expected(expect, violation.property, violation.blamed);
      });
  return wanted == violations.end() ? violations.front() : *wanted;
}

}  // namespace

void ChunkResult::merge(ChunkResult&& other) {
  runs += other.runs;
  violated += other.violated;
  inconclusive += other.inconclusive;
  beyond += other.beyond;
  unknowns += other.unknowns;
  expected += other.expected;
  digest += other.digest;
  for (const auto& [name, count] : other.probes) probes[name] += count;
  for (FailureGroup& failure : other.failures) add_failure(failures, std::move(failure));
  samples.merge(other.samples);
}

bool is_expected(const Expectation& expect, std::string_view property, std::string_view blame) {
  if (expect.verdict != Expectation::Verdict::violated || property != expect.property) return false;
  // Blamed are "venue" or "client NAME"; expected may be just the side.
  return expect.blame.empty() || blame == expect.blame || blame.substr(0, blame.find(' ')) == expect.blame;
}

ChunkResult run_chunk(const Plan& plan, const Chunk& chunk, Beacon& beacon) {
  ChunkResult total;
  std::uint64_t scenario_hash = sim::hash_bytes(plan.id);
  for (std::uint64_t seed = chunk.first_seed; seed != chunk.first_seed + chunk.count; ++seed) {
    beacon.seed.store(seed);
    beacon.progress.fetch_add(1);
    RunOptions options;
    options.seed = seed;
    options.node_running = &beacon.node;
    RunResult run = run_once(plan, options);
    ++total.runs;
    total.inconclusive += run.inconclusive;
    total.beyond += run.beyond;
    total.unknowns += static_cast<std::uint64_t>(run.unknowns);
    std::uint64_t where = sim::mix(scenario_hash, seed);
    total.digest += sim::mix(where, run.digest);
    if (where % sample_every == 0) total.samples.emplace(seed, run.digest);
    for (const ProbeCounts::Entry& entry : run.probes.entries())
      total.probes[std::string(entry.name)] += entry.count;
    if (run.violations.empty()) continue;
    ++total.violated;
    const properties::Violation& v = leading(plan.scenario.expect, run.violations);
    total.expected += is_expected(plan.scenario.expect, v.property, v.blamed);
    add_failure(total.failures, {std::string(v.property), v.blamed, v.intent, v.explanation, v.money_at_risk,
                                 v.cause, seed, 1});
  }
  return total;
}

}  // namespace onefold::harness
