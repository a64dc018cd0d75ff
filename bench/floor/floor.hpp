// The floor: workload W in a hand-written event loop, with no sockets, no kernel, no Asio and no keys. What a
// simulator written for this one workload would cost; the benchmarks state what ours costs as a multiple of
// it.
#pragma once

#include "bench/workload.hpp"

namespace onefold::bench {

CompletionHash run_floor(const Workload& workload);

}  // namespace onefold::bench
