// Workload W by stock Asio programs in a simulated world.
#pragma once

#include <cstdint>

#include "bench/workload.hpp"

namespace onefold::bench {

struct SimulatedRun {
  CompletionHash hash;       // to be compared with the floor's
  std::uint64_t events = 0;  // of the world
  std::uint64_t digest = 0;
};

// Over boost::asio::ip::udp: a datagram is a message.
SimulatedRun run_asio_udp(const Workload& workload);

// Over boost::asio::ip::tcp, one connection per client: a line is a message. Not for lossy workloads, since a
// stream that loses a message has lost its connection.
SimulatedRun run_asio_lines(const Workload& workload);

// Over HTTP through Beast, one keep-alive connection per client: a request and a response are a message each,
// its 128 bytes the body. Likewise not for lossy workloads.
SimulatedRun run_beast_http(const Workload& workload);

}  // namespace onefold::bench
