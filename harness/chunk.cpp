#include "harness/chunk.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "harness/coverage.hpp"

namespace onefold::harness {

using nlohmann::json;

namespace {

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json lists_json(const std::vector<std::vector<FaultWords>>& lists) {
  json all = json::array();
  for (const std::vector<FaultWords>& list : lists) all.push_back(list_text(list));
  return all;
}

}  // namespace

std::string to_text(const Chunk& chunk) {
  json j{chunk.plan, chunk.first_seed, chunk.count, to_string(chunk.strategy), chunk.until_expected};
  if (chunk.corpus) {
    j.push_back(chunk.corpus->seen.list());
    j.push_back(lists_json(chunk.corpus->lists));
  }
  return text_of(j);
}

Chunk parse_chunk(const std::string& text) {
  json j = json::parse(text);
  Chunk chunk{j[0].get<std::size_t>(),   j[1].get<std::uint64_t>(),
              j[2].get<std::uint64_t>(), parse_strategy(j[3].get<std::string>()).value(),
              j[4].get<bool>(),          nullptr};
  if (j.size() == 5) return chunk;
  auto corpus = std::make_shared<Corpus>();
  for (const json& feature : j[5]) corpus->seen.add(feature.get<Feature>());
  for (const json& list : j[6]) {
    corpus->lists.push_back(parse_list(list.get_ref<const std::string&>(), "faults of the corpus"));
  }
  chunk.corpus = std::move(corpus);
  return chunk;
}

std::string to_text(const ChunkResult& r) {
  json failures = json::array();
  for (const FailureGroup& f : r.failures) {
    failures.push_back({f.property, f.blame, f.intent, f.explanation, f.money_at_risk, f.cause, f.seed,
                        f.count, f.strategy, f.drawn, list_text(f.faults)});
  }
  json samples = json::array();
  for (const auto& [seed, sample] : r.samples) {
    samples.push_back({seed, sample.digest});
    if (sample.faults) samples.back().push_back(list_text(*sample.faults));
  }
  json discoveries = json::array();
  for (const Discovery& d : r.discoveries) discoveries.push_back({d.seed, d.features, list_text(d.faults)});
  return text_of({r.runs, r.violated, r.inconclusive, r.beyond, r.unknowns, r.expected, r.digest,
                  r.virtual_ns, r.probes, failures, samples, discoveries, r.duplicates.rows()});
}

ChunkResult parse_chunk_result(const std::string& text) {
  json j = json::parse(text);
  ChunkResult r;
  std::size_t i = 0;
  for (std::uint64_t* field : {&r.runs, &r.violated, &r.inconclusive, &r.beyond, &r.unknowns, &r.expected,
                               &r.digest, &r.virtual_ns}) {
    *field = j[i++].get<std::uint64_t>();
  }
  r.probes = j[i++].get<std::map<std::string, std::uint64_t>>();
  for (const json& f : j[i++]) {
    r.failures.push_back({f[0], f[1], f[2], f[3], f[4], f[5], f[6].get<std::uint64_t>(),
                          f[7].get<std::uint64_t>(), f[8], f[9],
                          parse_list(f[10].get<std::string>(), "faults of a failing run")});
  }
  for (const json& s : j[i++]) {
    Sample& sample = r.samples[s[0].get<std::uint64_t>()];
    sample.digest = s[1].get<std::uint64_t>();
    if (s.size() > 2) sample.faults = parse_list(s[2].get_ref<const std::string&>(), "faults of a sample");
  }
  for (const json& d : j[i++]) {
    r.discoveries.push_back({d[0].get<std::uint64_t>(), d[1].get<std::vector<Feature>>(),
                             parse_list(d[2].get_ref<const std::string&>(), "faults of a discovery")});
  }
  r.duplicates = DuplicateCounts::restore(j[i].get<std::vector<std::vector<std::uint64_t>>>());
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
  virtual_ns += other.virtual_ns;
  for (const auto& [name, count] : other.probes) probes[name] += count;
  duplicates.merge(other.duplicates);
  for (FailureGroup& failure : other.failures) add_failure(failures, std::move(failure));
  samples.merge(other.samples);
  std::move(other.discoveries.begin(), other.discoveries.end(), std::back_inserter(discoveries));
}

bool is_expected(const Expectation& expect, std::string_view property, std::string_view blame) {
  if (expect.verdict != Expectation::Verdict::violated || property != expect.property) return false;
  // Blamed are "venue" or "client NAME"; expected may be just the side.
  return expect.blame.empty() || blame == expect.blame || blame.substr(0, blame.find(' ')) == expect.blame;
}

PlanStrategies::PlanStrategies(const Plan& plan, StrategyName strategy, std::shared_ptr<const Corpus> corpus)
    : plan_(&plan),
      strategy_(strategy),
      corpus_(corpus ? std::move(corpus) : std::make_shared<const Corpus>()) {}

MakeDecider PlanStrategies::decider(std::uint64_t seed) {
  if (!plan_->scenario.chaos.any()) return {};
  auto shape = [this] {
    if (shape_) return *shape_;
    CalmShape measured;
    RunOptions options;
    options.calm = true;
    options.strategy = [&](const Setting& setting) { return shape_measure(setting, measured); };
    run_once(*plan_, options);
    shape_ = measured;
    return measured;
  };
  return decider_of(dealt(seed), shape, *corpus_);
}

namespace {

// The runs of one chunk, one after the other.
class ChunkRunner {
 public:
  ChunkRunner(const Plan& plan, const Chunk& chunk)
      : plan_(plan),
        strategies_(plan, chunk.strategy, chunk.corpus),
        learns_(learns(chunk.strategy) && plan.scenario.chaos.any()),
        seen_(strategies_.corpus().seen),
        coverage_(seen_),
        scenario_hash_(sim::hash_bytes(plan.id)) {}

  void run(std::uint64_t seed, Beacon& beacon) {
    RunOptions options;
    options.seed = seed;
    options.strategy = strategies_.decider(seed);
    options.node_running = &beacon.node;
    if (learns_) options.watcher = &coverage_;
    RunResult run = run_once(plan_, options);
    count(seed, run);
    if (learns_) learn(seed, run);
    if (!run.violations.empty()) fail(seed, std::move(run));
  }

  ChunkResult& total() { return total_; }

 private:
  void count(std::uint64_t seed, const RunResult& run) {
    ++total_.runs;
    total_.inconclusive += run.inconclusive;
    total_.beyond += run.beyond;
    total_.unknowns += static_cast<std::uint64_t>(run.unknowns);
    total_.virtual_ns += static_cast<std::uint64_t>(run.virtual_ns);
    std::uint64_t where = sim::mix(scenario_hash_, seed);
    total_.digest += sim::mix(where, run.digest);
    for (const ProbeCounts::Entry& entry : run.probes.entries())
      total_.probes[std::string(entry.name)] += entry.count;
    total_.duplicates.merge(run.duplicates);
    if (where % sample_every != 0) return;
    Sample& sample = total_.samples[seed];
    sample.digest = run.digest;
    if (strategies_.dealt(seed) == StrategyName::guided) sample.faults = run.struck;
  }

  void learn(std::uint64_t seed, const RunResult& run) {
    std::vector<Feature> fresh = coverage_.take();
    if (fresh.empty()) return;
    for (Feature feature : fresh) seen_.add(feature);
    total_.discoveries.push_back({seed, std::move(fresh), {}});
    if (run.struck.size() <= Corpus::faults_max) total_.discoveries.back().faults = run.struck;
  }

  void fail(std::uint64_t seed, RunResult run) {
    ++total_.violated;
    const properties::Violation& v = leading(plan_.scenario.expect, run.violations);
    total_.expected += is_expected(plan_.scenario.expect, v.property, v.blamed);
    FailureGroup group{std::string(v.property),
                       v.blamed,
                       v.intent,
                       v.explanation,
                       v.money_at_risk,
                       v.cause,
                       seed,
                       1,
                       {},
                       std::move(run.drawn),
                       std::move(run.struck)};
    if (plan_.scenario.chaos.any()) group.strategy = to_string(strategies_.dealt(seed));
    add_failure(total_.failures, std::move(group));
  }

  const Plan& plan_;
  PlanStrategies strategies_;
  bool learns_;
  FeatureSet seen_;
  Coverage coverage_;
  std::uint64_t scenario_hash_;
  ChunkResult total_;
};

}  // namespace

ChunkResult run_chunk(const Plan& plan, const Chunk& chunk, Beacon& beacon) {
  ChunkRunner runner(plan, chunk);
  for (std::uint64_t seed = chunk.first_seed; seed != chunk.first_seed + chunk.count; ++seed) {
    beacon.seed.store(seed);
    beacon.progress.fetch_add(1);
    runner.run(seed, beacon);
    if (chunk.until_expected && runner.total().expected > 0) break;
  }
  return std::move(runner.total());
}

}  // namespace onefold::harness
