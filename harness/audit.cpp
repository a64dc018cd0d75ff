#include "harness/audit.hpp"

#include <fmt/format.h>

#include "harness/finding.hpp"
#include "harness/rounds.hpp"
#include "harness/worker_pool.hpp"

namespace onefold::harness {
namespace {

AuditLine line_of(const Registry& registry, const Plan& plan, const AuditOptions& options,
                  const ChunkResult& total) {
  AuditLine line;
  line.defect = plan.id;
  line.property = plan.scenario.expect.property;
  line.runs = total.runs;
  line.inconclusive = total.inconclusive;
  if (const FailureGroup* group = expected_failure(plan.scenario.expect, total)) {
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
    const Plan& plan = plans[std::stoul(task)];
    return to_text(hunt(plan, options.strategy, options.first_seed, options.seeds_max, beacon));
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
