#include "harness/second_run.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/chunk.hpp"
#include "harness/run.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;

// Runs `rerun` with `input` from a file and collects what it prints.
std::string output_of_rerun(std::FILE* input) {
  int ends[2];
  if (::pipe(ends) != 0) return {};
  pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(::fileno(input), 0);
    ::dup2(ends[1], 1);
    ::close(ends[0]);
    ::close(ends[1]);
    ::execl("/proc/self/exe", "onefold", "rerun", static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string output;
  char buffer[4096];
  for (;;) {
    ssize_t n = ::read(ends[0], buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    output.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  while (pid > 0 && ::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return output;
}

std::string line_of(const SecondRun& run) {
  json line{{"seed", run.seed}, {"path", run.path}, {"strategy", to_string(run.strategy)}};
  if (run.faults) line["faults"] = list_text(*run.faults);
  return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

// A plan, and the strategies of its runs.
struct Prepared {
  Prepared(const Registry& registry, const std::string& path, StrategyName strategy)
      : plan(make_plan(registry, load_scenario(path), path, path)), strategies(plan, strategy) {}
  Plan plan;
  PlanStrategies strategies;
};

}  // namespace

std::vector<std::string> compare_second_runs(const std::vector<SecondRun>& runs) {
  std::vector<std::string> differing;
  if (runs.empty()) return differing;
  std::FILE* input = std::tmpfile();
  if (!input) return {"second runs: no temporary file"};
  // Backwards: what went before a run must not matter.
  for (std::size_t i = runs.size(); i-- > 0;) fmt::print(input, "{}\n", line_of(runs[i]));
  std::fflush(input);
  std::rewind(input);
  std::istringstream output(output_of_rerun(input));
  std::fclose(input);
  for (std::size_t i = runs.size(); i-- > 0;) {
    const SecondRun& run = runs[i];
    std::string line;
    std::getline(output, line);
    if (line == fmt::format("{:016x}", run.digest)) continue;
    differing.push_back(fmt::format("scenario {} seed {}: digest {:016x}, and {} when run again", run.id,
                                    run.seed, run.digest, line.empty() ? "nothing" : line));
  }
  return differing;
}

int rerun(const Registry& registry) {
  std::map<std::pair<std::string, StrategyName>, std::unique_ptr<Prepared>> known;
  std::string line;
  while (std::getline(std::cin, line)) {
    json wanted = json::parse(line);
    auto strategy = parse_strategy(wanted.at("strategy").get<std::string>());
    if (!strategy) return 64;
    std::string path = wanted.at("path").get<std::string>();
    std::unique_ptr<Prepared>& prepared = known[{path, *strategy}];
    if (!prepared) prepared = std::make_unique<Prepared>(registry, path, *strategy);
    RunOptions options;
    options.seed = wanted.at("seed").get<std::uint64_t>();
    options.strategy = prepared->strategies.decider(options.seed);
    if (auto faults = wanted.find("faults"); faults != wanted.end()) {
      options.faults = parse_list(faults->get<std::string>(), "faults of the first run");
    }
    fmt::print("{:016x}\n", run_once(prepared->plan, options).digest);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace onefold::harness
