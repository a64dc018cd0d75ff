// Workers that die, and the supervisor that outlives them.
#include "harness/worker_pool.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace onefold::harness {
namespace {

struct Told {
  std::map<std::string, std::string> results;
  std::map<std::string, WorkerDeath> deaths;
};

Told run_tasks(int jobs, int tasks, const WorkerPool::Work& work, std::int64_t hang_ms = 30'000) {
  Told told;
  int given = 0;
  WorkerPool pool({jobs, hang_ms}, work);
  pool.run(
      [&]() { return given < tasks ? std::optional<std::string>(std::to_string(given++)) : std::nullopt; },
      [&](const std::string& task, std::string result) { told.results[task] = std::move(result); },
      [&](const std::string& task, const WorkerDeath& death) { told.deaths[task] = death; },
      [] { return false; });
  return told;
}

TEST(WorkerPool, GivesEachTaskItsResult) {
  Told told = run_tasks(3, 50, [](const std::string& task, Beacon&) { return task + task; });
  EXPECT_EQ(told.results.size(), 50u);
  for (const auto& [task, result] : told.results) EXPECT_EQ(result, task + task);
}

TEST(WorkerPool, TellsHowAWorkerDiedAndWhatItSaidAndGoesOn) {
  Told told = run_tasks(2, 6, [](const std::string& task, Beacon& beacon) -> std::string {
    beacon.seed.store(1000 + std::stoul(task));
    if (task == "2") {
      std::fputs("last words", stderr);
      std::abort();
    }
    if (task == "4") std::_Exit(9);
    return "ok";
  });
  EXPECT_EQ(told.results.size(), 4u);
  ASSERT_EQ(told.deaths.size(), 2u);
  EXPECT_EQ(told.deaths["2"].kind, WorkerDeath::Kind::signal);
  EXPECT_EQ(told.deaths["2"].number, SIGABRT);
  EXPECT_EQ(told.deaths["2"].seed, 1002u);
  EXPECT_NE(told.deaths["2"].output.find("last words"), std::string::npos);
  EXPECT_EQ(told.deaths["4"].kind, WorkerDeath::Kind::exit);
  EXPECT_EQ(told.deaths["4"].number, 9);
}

TEST(WorkerPool, EndsAWorkerThatMakesNoProgress) {
  Told told = run_tasks(
      1, 2,
      [](const std::string& task, Beacon&) -> std::string {
        for (volatile bool hang = task == "0"; hang;) {
        }
        return "ok";
      },
      300);
  EXPECT_EQ(told.deaths["0"].kind, WorkerDeath::Kind::hang);
  EXPECT_EQ(told.results["1"], "ok");
}

TEST(WorkerPool, StopsWhenAsked) {
  int given = 0;
  WorkerPool pool({2, 30'000}, [](const std::string&, Beacon&) { return std::string(); });
  pool.run([&]() { return std::optional<std::string>(std::to_string(given++)); },
           [](const std::string&, std::string) {}, [](const std::string&, const WorkerDeath&) {},
           [&] { return given > 20; });
  EXPECT_LT(given, 100);
}

}  // namespace
}  // namespace onefold::harness
