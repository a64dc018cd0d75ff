// What a call of a foreign program costs that enters the simulator: dd writes single bytes to a file of its
// node. Program and simulator are pinned to one processor, and time is the wall's: they run in turns.
#include <sched.h>

#include <chrono>
#include <memory>

#include "bench/table.hpp"
#include "sim/door/foreign_process.hpp"
#include "sim/node/world.hpp"
#include "sim/os/current.hpp"

namespace onefold::bench {

namespace {

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

}  // namespace

void bench_foreign(const BenchOptions& options, Table& table) {
  const int writes = options.quick ? 200 : 100'000;
  const Pinned pinned;
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
  if (writer == nullptr) return table.fail("dd could not be started behind the process door");
  const auto start = std::chrono::steady_clock::now();
  world.run([&] { return writer->process().ended().has_value(); });
  const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - start;
  const std::uint64_t calls = writer->process().calls();
  if (calls < static_cast<std::uint64_t>(writes)) return table.fail("dd made fewer calls than it has bytes");
  table.add({"call of a foreign program", taken.count() / static_cast<double>(calls), "us", std::nullopt});
}

}  // namespace onefold::bench
