// What a call of a foreign program costs that enters the simulator: dd writes single bytes to a file of its
// node. Program and simulator are pinned to one processor, and time is the wall's: they run in turns. The
// floor is what the machine takes to switch to another process and back; of several rounds the best counts.
//
// And complete runs of the Python client of the examples, where there is a Python.
#include <fmt/format.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>

#include "app/command_client.hpp"
#include "app/reference_components.hpp"
#include "bench/table.hpp"
#include "harness/run.hpp"
#include "sim/door/foreign_process.hpp"
#include "sim/node/world.hpp"
#include "sim/os/current.hpp"

namespace onefold::bench {

namespace {

constexpr int rounds = 5;

class Writer final : public sim::Program {
 public:
  explicit Writer(int writes)
      : process_(*sim::current_process,
                 {{"dd", "if=/dev/zero", "of=/data/file", "bs=1", "count=" + std::to_string(writes)}, {}},
                 [](std::string_view) {}) {}
  bool poll_one() override { return process_.step(); }
  const sim::ForeignProcess& process() const { return process_; }

 private:
  sim::ForeignProcess process_;
};

// Keeps this thread, and what it starts, on the processor that it is on.
class Pinned {
 public:
  Pinned() {
    ::sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(static_cast<std::size_t>(::sched_getcpu()), &here);
    ::sched_setaffinity(0, sizeof here, &here);
  }
  ~Pinned() { ::sched_setaffinity(0, sizeof before_, &before_); }

 private:
  cpu_set_t before_{};
};

double microseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

enum class Way { by_yielding, by_futex };

// Until it is this side's turn; then it is the other's.
void take_and_give(std::atomic<int>& turn, int side, Way way) {
  while (turn.load() != side) {
    if (way == Way::by_yielding) {
      ::sched_yield();
    } else {
      ::syscall(SYS_futex, &turn, FUTEX_WAIT, 1 - side, nullptr, nullptr, 0);
    }
  }
  turn.store(1 - side);
  if (way == Way::by_futex) ::syscall(SYS_futex, &turn, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

// To another process and back, us; negative where there can be none.
double there_and_back_us(Way way, int times) {
  void* memory =
      ::mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return -1;
  auto* turn = new (memory) std::atomic<int>(0);
  const pid_t other = ::fork();
  if (other < 0) return -1;
  if (other == 0) {
    for (int i = 0; i < times; ++i) take_and_give(*turn, 1, way);
    ::_exit(0);
  }
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) take_and_give(*turn, 0, way);
  ::waitpid(other, nullptr, 0);
  const double taken = microseconds_since(start);
  ::munmap(memory, sizeof(std::atomic<int>));
  return taken / times;
}

// Negative if dd could not be started, or did less than it was told.
double call_us(int writes) {
  sim::NeutralDecider decider;
  sim::WorldOptions world_options;
  world_options.decider = &decider;
  sim::World world(world_options);
  const Writer* writer = nullptr;
  world.start(world.add_node({"desk", [&](std::uint32_t) {
                                auto made = std::make_unique<Writer>(writes);
                                writer = made.get();
                                return made;
                              }}));
  if (writer == nullptr) return -1;
  const auto start = std::chrono::steady_clock::now();
  world.run([&] { return writer->process().ended().has_value(); });
  const double taken = microseconds_since(start);
  const std::uint64_t calls = writer->process().calls();
  return calls < static_cast<std::uint64_t>(writes) ? -1 : taken / static_cast<double>(calls);
}

void bench_call(const BenchOptions& options, Table& table) {
  const int times = options.quick ? 200 : 20'000;
  double yielding = 1e9;
  double futex = 1e9;
  double call = 1e9;
  for (int round = 0; round < rounds; ++round) {
    yielding = std::min(yielding, there_and_back_us(Way::by_yielding, times));
    futex = std::min(futex, there_and_back_us(Way::by_futex, times));
    call = std::min(call, call_us(times));
  }
  if (yielding < 0 || futex < 0) return table.fail("no second process for the floor of a call");
  if (call < 0) return table.fail("dd could not be started behind the process door, or wrote too little");
  table.add({"floor: to a process and back, yielding", yielding, "us", std::nullopt});
  table.add({"floor: to a process and back, futex", futex, "us", std::nullopt});
  table.add({"call of a foreign program", call, "us", yielding / call});
}

// The interpreter itself: what PATH finds may be a script that looks for it with a dozen processes. Empty:
// there is none.
std::string find_python() {
  std::FILE* pipe = ::popen("python3 -c 'import sys; print(sys.executable)' 2>/dev/null", "r");
  if (pipe == nullptr) return {};
  char path[4096] = {};
  const std::size_t size = std::fread(path, 1, sizeof path - 1, pipe);
  const bool found = ::pclose(pipe) == 0 && size > 0;
  return found ? std::string(path, size - 1) : std::string();
}

void bench_python(const BenchOptions& options, Table& table) {
  const std::string python = find_python();
  if (python.empty()) return;
  harness::Registry registry;
  app::add_reference_components(registry);
  app::add_command_clients(registry);
  const std::string root = ONEFOLD_SOURCE_DIR;
  const std::string file = root + "/examples/process_clients/scenarios/python-safe.json";
  harness::Scenario scenario = harness::load_scenario(file, harness::known_words(registry));
  scenario.clients.front().command = fmt::format("'{}' '{}/examples/process_clients/safe.py'", python, root);
  const harness::Plan plan = harness::make_plan(registry, scenario, file, "python-safe");
  const std::uint64_t runs = options.quick ? 2 : 100;
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t seed = 1; seed <= runs; ++seed) {
    harness::RunOptions run_options;
    run_options.seed = seed;
    const harness::RunResult run = harness::run_once(plan, run_options);
    if (!run.violations.empty())
      table.fail(fmt::format("Python: seed {}: {}", seed, run.violations[0].explanation));
  }
  const double seconds = microseconds_since(start) / 1e6;
  table.add({"complete runs of a Python client", static_cast<double>(runs) / seconds, "runs/s per core", {}});
}

}  // namespace

void bench_foreign(const BenchOptions& options, Table& table) {
  const Pinned pinned;
  bench_call(options, table);
  bench_python(options, table);
}

}  // namespace onefold::bench
