// Benchmark W: requests per second of the floor, of stock Asio UDP, of stock Asio TCP lines and of HTTP
// through Beast in a simulated world, each doing the same million requests.
#include <algorithm>
#include <ctime>
#include <limits>
#include <string>

#include "bench/floor/floor.hpp"
#include "bench/simulated_workload.hpp"
#include "bench/table.hpp"

namespace onefold::bench {

namespace {

// Processor time of the best of several runs: on a machine that others use, too, the least disturbed one. All
// work is done on this thread.
template <class Work>
double best_seconds_of(int runs, Work work) {
  double best_s = std::numeric_limits<double>::max();
  for (int i = 0; i < runs; ++i) {
    const std::clock_t start = std::clock();
    work();
    best_s = std::min(best_s, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return std::max(best_s, 1e-6);
}

void compare(const std::string& transport, const Workload& workload, SimulatedRun (*run)(const Workload&),
             Table& table) {
  CompletionHash floor;
  const double floor_s = best_seconds_of(10, [&] { floor = run_floor(workload); });
  SimulatedRun simulated;
  const double simulated_s = best_seconds_of(3, [&] { simulated = run(workload); });

  const std::string variant = workload.lossy ? "with loss" : "without loss";
  table.add({"W floor, " + variant, workload.requests / floor_s, "requests/s", 1.0});
  table.add({"W over Asio " + transport + ", " + variant, workload.requests / simulated_s, "requests/s",
             floor_s / simulated_s});
  table.add({"W over Asio " + transport + ", events",
             static_cast<double>(simulated.events) / workload.requests, "events/request", std::nullopt});
  if (floor.value() != simulated.hash.value() || floor.completions() != simulated.hash.completions()) {
    table.fail("W over Asio " + transport + ": completions differ from the floor's");
  }
}

}  // namespace

// The same requests as lines and as HTTP messages, beside each other.
void bench_http(const BenchOptions& options, Table& table) {
  Workload workload;
  workload.requests = options.quick ? 16'000 : 160'000;
  workload.lossy = false;
  compare("TCP lines beside HTTP", workload, run_asio_lines, table);
  compare("HTTP through Beast", workload, run_beast_http, table);
}

void bench_workload(const BenchOptions& options, Table& table) {
  Workload workload;
  if (options.quick) workload.requests = 16'000;
  workload.lossy = true;
  compare("UDP", workload, run_asio_udp, table);
  workload.lossy = false;
  compare("TCP lines", workload, run_asio_lines, table);
}

}  // namespace onefold::bench
