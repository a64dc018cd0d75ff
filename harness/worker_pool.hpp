// Forked single-threaded workers under a supervisor: whatever the code under test does to its process, the
// campaign goes on, and the supervisor knows which run did it.
//
// Models abort, fault, exit and hang of a worker. Ignores memory exhaustion of the whole machine.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace onefold::harness {

// What a worker leaves where its supervisor can read it, even after it is gone. In memory shared by both;
// written by the worker alone.
struct Beacon {
  std::atomic<std::uint64_t>
      progress;                     // raised by each run; a worker whose progress stands still too long hangs
  std::atomic<std::uint64_t> seed;  // of the run under way
  std::atomic<std::uint32_t> node;  // whose code runs, plus 1; 0 for none
  std::atomic<std::uint32_t> faults_size;
  char faults[65536];  // of the run under way, where the worker keeps them: JSON, faults_size bytes
};

struct WorkerDeath {
  enum class Kind : std::uint8_t { signal, exit, hang };
  Kind kind = Kind::exit;
  int number = 0;  // signal number or exit status
  std::uint64_t seed = 0;
  std::uint32_t node = 0;  // as in Beacon
  std::string faults;
  std::string output;  // the last bytes that it wrote to standard error
};
// "killed by signal 6 (Aborted)", "exited with status 3", "did not return within 10 s"
std::string describe(const WorkerDeath& death, std::int64_t hang_ms);

struct WorkerPoolOptions {
  int jobs = 1;
  std::int64_t hang_ms = 10'000;  // without progress
};

class WorkerPool {
 public:
  // Runs in a worker; task and result are any bytes up to 64 MiB.
  using Work = std::function<std::string(const std::string& task, Beacon& beacon)>;
  // In the supervisor. The next task, or none for now.
  using Next = std::function<std::optional<std::string>()>;
  using Result = std::function<void(const std::string& task, std::string result)>;
  using Death = std::function<void(const std::string& task, const WorkerDeath& death)>;
  // Asked several times a second; true ends the pool: tasks under way are given up.
  using Stop = std::function<bool()>;

  WorkerPool(WorkerPoolOptions options, Work work) : options_(options), work_(std::move(work)) {}

  // Hands out tasks until none is left and none is under way, or `stop`. All workers are gone when it
  // returns.
  void run(const Next& next, const Result& result, const Death& death, const Stop& stop);

 private:
  WorkerPoolOptions options_;
  Work work_;
};

// One call of `work` in a process of its own. Nothing, and `death` filled in, when it did not come back.
std::optional<std::string> isolated(const std::function<std::string(Beacon&)>& work, std::int64_t hang_ms,
                                    WorkerDeath& death);

}  // namespace onefold::harness
