#include "harness/campaign.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <deque>

#include "harness/chunk.hpp"
#include "harness/finding.hpp"
#include "harness/rounds.hpp"
#include "harness/second_run.hpp"
#include "harness/wall_clock.hpp"
#include "harness/worker_pool.hpp"
#include "reports/save_file.hpp"

namespace onefold::harness {
namespace {

constexpr std::uint64_t first_chunk_size = 4;
constexpr std::int64_t chunk_ms = 150;  // aimed at
constexpr std::uint64_t chunk_size_max = 2'000;
constexpr std::size_t second_runs_max = 2'000;
constexpr std::size_t deaths_investigated_max = 8;

// A run that took its worker down, and the chunk that it was in.
struct Death {
  WorkerDeath how;
  Chunk chunk;
};

// What is known of one scenario so far.
struct Standing {
  explicit Standing(Rounds first) : rounds(std::move(first)) {}

  Rounds rounds;
  std::uint64_t seeds_left = 0;
  std::uint64_t chunk_size = first_chunk_size;
  std::int64_t busy_ms = 0;
  ChunkResult total;
  std::vector<Death> deaths;
};

// A chunk under way.
struct Started {
  std::int64_t at_ms = 0;
  Chunk chunk;
};

std::vector<reports::NotChecked> not_checked_of(const properties::Terms& terms) {
  std::vector<reports::NotChecked> all;
  for (const properties::NotChecked& one : properties::not_checked(terms)) {
    const properties::ClientTerms& client = terms.clients[one.client];
    if (all.empty() || all.back().client != client.name)
      all.push_back({client.name, std::string(to_string(client.level)), {}});
    all.back().properties.emplace_back(to_string(one.property));
  }
  return all;
}

class Conductor {
 public:
  Conductor(const Registry& registry, const std::vector<Plan>& plans, const CampaignOptions& options,
            const ProgressListener& progress, const std::function<bool()>& stop)
      : registry_(registry),
        plans_(plans),
        options_(options),
        progress_(progress),
        stop_(stop),
        began_ms_(wall_ms()) {
    for (std::size_t i = 0; i < plans.size(); ++i) {
      Standing standing(Rounds(options.strategy, options.first_seed));
      standing.seeds_left = options.for_ms > 0 ? UINT64_MAX : options.seeds;
      standings_.push_back(std::move(standing));
    }
  }

  Campaign go() {
    run_all();
    campaign_.result.seconds = static_cast<double>(wall_ms() - began_ms_) / 1000;
    repeat_samples();
    for (std::size_t i = 0; i < plans_.size(); ++i) conclude(i);
    total_up();
    return std::move(campaign_);
  }

 private:
  void run_all() {
    WorkerPool pool({options_.jobs, options_.hang_ms}, [this](const std::string& task, Beacon& beacon) {
      Chunk chunk = parse_chunk(task);
      return to_text(run_chunk(plans_[chunk.plan], chunk, beacon));
    });
    pool.run([this] { return next(); },
             [this](const std::string& task, std::string result) { take(task, result); },
             [this](const std::string& task, const WorkerDeath& death) { bury(task, death); },
             [this] {
               report_progress();
               return campaign_.interrupted = stop_();
             });
  }

  bool over() const {
    if (failed_ && options_.fail_fast) return true;
    return options_.for_ms > 0 && wall_ms() - began_ms_ >= options_.for_ms;
  }

  // Scenarios in turn, so that a campaign that ends early has tried all.
  std::optional<std::string> next() {
    if (over()) return std::nullopt;
    if (!again_.empty()) {
      Chunk chunk = std::move(again_.front());
      again_.pop_front();
      return started(std::move(chunk));
    }
    for (std::size_t tried = 0; tried < plans_.size(); ++tried) {
      std::size_t i = turn_++ % plans_.size();
      Standing& standing = standings_[i];
      Chunk chunk = standing.rounds.take(std::min(standing.chunk_size, standing.seeds_left));
      if (chunk.count == 0) continue;
      chunk.plan = i;
      standing.seeds_left -= chunk.count;
      return started(std::move(chunk));
    }
    return std::nullopt;
  }

  std::string started(Chunk chunk) {
    std::string task = to_text(chunk);
    current_ = chunk.plan;
    started_.emplace(task, Started{wall_ms(), std::move(chunk)});
    return task;
  }

  void take(const std::string& task, const std::string& text) {
    auto [began_ms, chunk] = finished(task);
    Standing& standing = standings_[chunk.plan];
    ChunkResult result = parse_chunk_result(text);
    std::int64_t took_ms = wall_ms() - began_ms;
    standing.busy_ms += took_ms;
    standing.rounds.answered(result.runs, std::exchange(result.discoveries, {}));
    auto fitting =
        chunk.count * static_cast<std::uint64_t>(chunk_ms) / static_cast<std::uint64_t>(took_ms + 1);
    standing.chunk_size = std::clamp<std::uint64_t>(fitting, 1, chunk_size_max);
    runs_ += result.runs;
    bool negative = plans_[chunk.plan].scenario.expect.verdict == Expectation::Verdict::violated;
    if (!negative) {
      violations_ += result.violated;
      failed_ = failed_ || result.violated > 0;
    }
    standing.total.merge(std::move(result));
  }

  Started finished(const std::string& task) {
    auto found = started_.find(task);
    Started started = std::move(found->second);
    started_.erase(found);
    return started;
  }

  // A run took its worker down. The runs before it are lost with the worker and done again, those after it go
  // on.
  void bury(const std::string& task, const WorkerDeath& death) {
    auto [began_ms, chunk] = finished(task);
    Standing& standing = standings_[chunk.plan];
    standing.busy_ms += wall_ms() - began_ms;
    standing.rounds.answered(1, {});
    std::uint64_t before = death.seed - chunk.first_seed;
    if (before >= chunk.count) before = 0;
    if (before > 0) again_.push_back(part_of(chunk, 0, before));
    if (before + 1 < chunk.count) again_.push_back(part_of(chunk, before + 1, chunk.count - before - 1));
    ++standing.total.runs;
    ++standing.total.violated;
    standing.total.digest += sim::mix(sim::hash_bytes(plans_[chunk.plan].id), death.seed);
    standing.deaths.push_back({death, std::move(chunk)});
    ++runs_;
    ++violations_;
    failed_ = true;
  }

  static Chunk part_of(Chunk chunk, std::uint64_t from, std::uint64_t count) {
    chunk.first_seed += from;
    chunk.count = count;
    return chunk;
  }

  void report_progress() {
    std::int64_t now_ms = wall_ms();
    if (!progress_ || now_ms - progress_ms_ < 200) return;
    progress_ms_ = now_ms;
    reports::Progress progress;
    progress.runs = runs_;
    progress.runs_planned = options_.for_ms > 0 ? 0 : options_.seeds * plans_.size();
    progress.seconds = static_cast<double>(now_ms - began_ms_) / 1000;
    progress.seconds_planned = static_cast<double>(options_.for_ms) / 1000;
    progress.violations = violations_;
    progress.scenario = plans_.empty() ? "" : plans_[current_].id;
    progress_(progress);
  }

  void repeat_samples() {
    if (campaign_.interrupted || !options_.second_runs) return;
    std::vector<SecondRun> runs;
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      for (const auto& [seed, sample] : standings_[i].total.samples) {
        if (runs.size() == second_runs_max) break;
        runs.push_back({plans_[i].path, plans_[i].id, seed, sample.digest, options_.strategy, sample.faults});
      }
    }
    campaign_.repeated = runs.size();
    campaign_.nondeterministic = compare_second_runs(runs);
  }

  void conclude(std::size_t index) {
    const Plan& plan = plans_[index];
    Standing& standing = standings_[index];
    ChunkResult& total = standing.total;
    reports::ScenarioResult scenario;
    scenario.path = plan.path;
    scenario.scenario = plan.id;
    scenario.name = plan.scenario.name;
    const Expectation& expect = plan.scenario.expect;
    bool negative = expect.verdict == Expectation::Verdict::violated;
    scenario.expected = negative ? "violated: " + expect.property : "held";
    scenario.runs = total.runs;
    scenario.violations = total.violated;
    scenario.inconclusive = total.inconclusive;
    scenario.beyond = total.beyond;
    scenario.unknowns = total.unknowns;
    scenario.seconds = static_cast<double>(standing.busy_ms) / 1000;
    scenario.not_checked = not_checked_of(plan.terms);
    scenario.deduplication = deduplication_of(total.duplicates);
    bool unexpected = investigate_all(plan, standing);
    for (const std::string& probe : expect.reach) {
      if (!total.probes.contains(probe)) scenario.unreached.push_back(probe);
    }
    using reports::Verdict;
    if (unexpected) {
      scenario.verdict = Verdict::violated;
    } else if (negative && total.expected == 0) {
      scenario.verdict = total.runs == 0 ? Verdict::inconclusive : Verdict::violated;
      scenario.explanation = fmt::format("{} was never violated in {} runs: the defect was not caught",
                                         expect.property, total.runs);
    } else if (total.runs == 0) {
      scenario.verdict = Verdict::inconclusive;
      scenario.explanation = "not run";
    } else if (!negative && total.inconclusive > 0) {
      scenario.verdict = Verdict::inconclusive;
      scenario.explanation = fmt::format("{} runs hit a bound", total.inconclusive);
    } else if (!scenario.unreached.empty()) {
      scenario.verdict = Verdict::inconclusive;
      scenario.explanation = "required probes stayed cold";
    }
    campaign_.result.scenarios.push_back(std::move(scenario));
  }

  // Shrinks one of each group. True if any was not what a negative scenario asks for.
  bool investigate_all(const Plan& plan, Standing& standing) {
    bool unexpected = false;
    bool negative = plan.scenario.expect.verdict == Expectation::Verdict::violated;
    for (const FailureGroup& group : standing.total.failures) {
      bool expected = is_expected(plan.scenario.expect, group.property, group.blame);
      // What else a planted defect breaks on its own side is its consequence; another side to blame is not.
      std::string side = group.blame.substr(0, group.blame.find(' '));
      bool consequence = negative && standing.total.expected > 0 && side == plan.scenario.expect.blame;
      if (!expected && consequence) continue;
      unexpected = unexpected || !expected;
      if (!stop_()) add(investigate(registry_, plan, group, options_.hang_ms));
    }
    std::size_t investigated = 0;
    for (const Death& death : standing.deaths) {
      unexpected = true;
      if (investigated++ < deaths_investigated_max && !stop_()) {
        add(investigate_death(registry_, plan, death.how, death.chunk, options_.hang_ms));
      }
    }
    return unexpected;
  }

  void add(Finding finding) {
    for (reports::ViolationResult& known : campaign_.result.violations) {
      const reports::ViolationResult& fresh = finding.report;
      if (known.scenario == fresh.scenario && known.property == fresh.property &&
          known.blame == fresh.blame && known.cause == fresh.cause) {
        known.count += fresh.count;
        return;
      }
    }
    std::string stem = finding.report.scenario;
    std::replace(stem.begin(), stem.end(), '/', '-');
    std::filesystem::path file =
        options_.capsules / fmt::format("{}-{}-{}.json", stem, finding.report.property, finding.report.seed);
    if (std::error_code error = reports::save_file(file, write_capsule(finding.capsule))) {
      campaign_.result.warnings.push_back(
          fmt::format("{}: cannot be written: {}", file.string(), error.message()));
    } else {
      finding.report.capsule = file.string();
      finding.report.replay = fmt::format("{} replay {}", options_.program, file.string());
    }
    campaign_.result.violations.push_back(std::move(finding.report));
  }

  void total_up() {
    reports::CampaignResult& result = campaign_.result;
    result.version = onefold_version();
    result.options = options_.options;
    result.first_seed = options_.first_seed;
    DuplicateCounts duplicates;
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      ChunkResult& total = standings_[i].total;
      result.runs += total.runs;
      result.inconclusive += total.inconclusive;
      result.beyond += total.beyond;
      result.unknowns += total.unknowns;
      result.digest += total.digest;
      result.virtual_ns += total.virtual_ns;
      for (const auto& [name, count] : total.probes) result.probes[name] += count;
      duplicates.merge(total.duplicates);
    }
    result.deduplication = deduplication_of(duplicates);
    result.runs_per_second = result.seconds > 0 ? static_cast<double>(result.runs) / result.seconds : 0;
    result.verdict = verdict();
  }

  reports::Verdict verdict() {
    using reports::Verdict;
    Verdict verdict =
        campaign_.result.scenarios.empty() || campaign_.interrupted ? Verdict::inconclusive : Verdict::held;
    for (const std::string& probe : options_.require_probes) {
      if (campaign_.result.probes.contains(probe)) continue;
      verdict = Verdict::inconclusive;
      campaign_.result.warnings.push_back(fmt::format("required probe {} stayed cold", probe));
    }
    for (const reports::ScenarioResult& scenario : campaign_.result.scenarios) {
      if (scenario.verdict == Verdict::violated) return Verdict::violated;
      bool cut_short = options_.fail_fast && failed_ && scenario.runs == 0;
      if (scenario.verdict == Verdict::inconclusive && !cut_short) verdict = Verdict::inconclusive;
    }
    return verdict;
  }

  const Registry& registry_;
  const std::vector<Plan>& plans_;
  const CampaignOptions& options_;
  const ProgressListener& progress_;
  const std::function<bool()>& stop_;
  std::int64_t began_ms_;
  std::int64_t progress_ms_ = 0;
  std::vector<Standing> standings_;  // as plans
  std::deque<Chunk> again_;
  std::map<std::string, Started> started_;  // by task
  std::size_t turn_ = 0;
  std::size_t current_ = 0;
  std::uint64_t runs_ = 0;
  std::uint64_t violations_ = 0;
  bool failed_ = false;
  Campaign campaign_;
};

}  // namespace

Campaign run_campaign(const Registry& registry, const std::vector<Plan>& plans,
                      const CampaignOptions& options, const ProgressListener& progress,
                      const std::function<bool()>& stop) {
  return Conductor(registry, plans, options, progress, stop).go();
}

}  // namespace onefold::harness
