#include "harness/audit.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/chunk.hpp"
#include "harness/finding.hpp"
#include "harness/worker_pool.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;

constexpr std::uint64_t chunk_size = 16;

// In a worker: runs until the defect is seen.
std::string search(const Plan& plan, const AuditOptions& options, Beacon& beacon) {
  ChunkResult total;
  for (std::uint64_t done = 0; done < options.seeds_max && total.expected == 0; done += chunk_size) {
    std::uint64_t count = std::min(chunk_size, options.seeds_max - done);
    total.merge(run_chunk(plan, {0, options.first_seed + done, count}, beacon));
  }
  return to_text(total);
}

const FailureGroup* expected_group(const Plan& plan, const ChunkResult& total) {
  const FailureGroup* first = nullptr;
  for (const FailureGroup& group : total.failures) {
    bool wanted = is_expected(plan.scenario.expect, group.property, group.blame);
    if (wanted && (!first || group.seed < first->seed)) first = &group;
  }
  return first;
}

AuditLine line_of(const Registry& registry, const Plan& plan, const AuditOptions& options,
                  const ChunkResult& total) {
  AuditLine line;
  line.defect = plan.id;
  line.property = plan.scenario.expect.property;
  line.runs = total.runs;
  line.inconclusive = total.inconclusive;
  if (const FailureGroup* group = expected_group(plan, total)) {
    Finding finding = investigate(registry, plan, *group, options.hang_ms);
    line.found = true;
    line.blame = finding.report.blame;
    line.runs = group->seed - options.first_seed + 1;
    line.faults = finding.report.faults;
    line.money_at_risk = finding.report.money_at_risk;
    line.explanation = finding.report.explanation;
  } else if (!total.failures.empty()) {
    const FailureGroup& other = total.failures.front();
    line.explanation =
        fmt::format("seen instead: {}, blame {}: {}", other.property, other.blame, other.explanation);
  } else {
    line.explanation = "no property was violated";
  }
  return line;
}

}  // namespace

std::vector<AuditLine> audit(const Registry& registry, const std::vector<Plan>& plans,
                             const AuditOptions& options, const std::function<void(const AuditLine&)>& told,
                             const std::function<bool()>& stop) {
  std::vector<AuditLine> lines(plans.size());
  std::size_t next = 0;
  WorkerPool pool({options.jobs, options.hang_ms}, [&](const std::string& task, Beacon& beacon) {
    return search(plans[std::stoul(task)], options, beacon);
  });
  auto keep = [&](const std::string& task, AuditLine line) {
    told(line);
    lines[std::stoul(task)] = std::move(line);
  };
  pool.run(
      [&]() -> std::optional<std::string> {
        if (next == plans.size()) return std::nullopt;
        return std::to_string(next++);
      },
      [&](const std::string& task, const std::string& result) {
        keep(task, line_of(registry, plans[std::stoul(task)], options, parse_chunk_result(result)));
      },
      [&](const std::string& task, const WorkerDeath& death) {
        const Plan& plan = plans[std::stoul(task)];
        AuditLine line;
        line.defect = plan.id;
        line.property = plan.scenario.expect.property;
        line.explanation =
            fmt::format("seed {}: the process {}", death.seed, describe(death, options.hang_ms));
        keep(task, std::move(line));
      },
      stop);
  return lines;
}

}  // namespace onefold::harness
