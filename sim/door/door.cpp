#include "sim/door/door.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <random>

#include "sim/core/event_queue.hpp"
#include "sim/core/points.hpp"
#include "sim/net/network.hpp"
#include "sim/os/current.hpp"
#include "sim/os/kernel.hpp"
#include "sim/os/process.hpp"

namespace onefold::sim {
namespace {

struct Symbol {
  const char* name;
  void* own;  // as this file sees it
};

// What the dynamic linker finds first under a name, and with it all shared libraries, must be this program's
// own.
bool reaches_libraries(const Symbol& symbol) {
  Dl_info own{};
  Dl_info first{};
  void* found = dlsym(RTLD_DEFAULT, symbol.name);
  if (found == nullptr || dladdr(found, &first) == 0) return false;
  if (dladdr(reinterpret_cast<void*>(&door_in_effect), &own) == 0) return false;
  return found == symbol.own && first.dli_fbase == own.dli_fbase;
}

template <typename Function>
void* address_of(Function* function) {
  return reinterpret_cast<void*>(function);
}

class NoControl final : public ProcessControl, public AnchoredFaults {
 public:
  void die(Process&, const Fault&) override {}
  void on_runnable(Process&) override {}
  void on_effect(const Process&, const Key&) override {}
  std::uint32_t address_of(const char*) const override { return 0; }
  void begin(const Fault&, TimeNs) override {}
};

// Calls from libstdc++'s own code, inside a node: they must see its clock and its randomness.
bool library_calls_are_virtual() {
  NameTable names;
  NeutralDecider decider;
  NoControl control;
  Digest digest;
  EventQueue events;
  Points points(names, decider, control, digest, 0);
  Network network({}, events, points, digest);
  Words words(names);
  Kernel kernel{events, points, digest, network, control, words};
  NodeClock clock;
  ProcessSpec spec;
  spec.clock = &clock;
  Process process(kernel, spec);
  const std::int64_t before = std::chrono::steady_clock::now().time_since_epoch().count();
  const EnterProcess enter(&process);
  const std::int64_t steady = std::chrono::steady_clock::now().time_since_epoch().count();
  const std::int64_t system = std::chrono::system_clock::now().time_since_epoch().count();
  process.reseed(1);
  const unsigned first = std::random_device{}();
  process.reseed(1);
  const unsigned second = std::random_device{}();
  return before != steady && steady == steady_epoch_ns && system == system_epoch_ns && first == second;
}

}  // namespace

bool door_in_effect(std::string& problem) {
  const Symbol symbols[] = {
      {"socket", address_of(&::socket)},
      {"sendmsg", address_of(&::sendmsg)},
      {"recvmsg", address_of(&::recvmsg)},
      {"read", address_of(&::read)},
      {"write", address_of(&::write)},
      {"close", address_of(&::close)},
      {"epoll_wait", address_of(&::epoll_wait)},
      {"timerfd_settime", address_of(&::timerfd_settime)},
      {"getaddrinfo", address_of(&::getaddrinfo)},
      {"clock_gettime", address_of(&::clock_gettime)},
      {"getrandom", address_of(&::getrandom)},
      {"open", reinterpret_cast<void*>(&::open)},
      {"fsync", address_of(&::fsync)},
      {"rename", address_of(&::rename)},
      {"fopen", address_of(&::fopen)},
  };
  for (const Symbol& symbol : symbols) {
    if (reaches_libraries(symbol)) continue;
    problem =
        std::string("the call ") + symbol.name +
        " does not reach the simulator: link onefold::onefold (in the project itself the object library "
        "onefold_sim_door) into the executable, with default visibility, not statically";
    return false;
  }
  if (library_calls_are_virtual()) return true;
  problem = "clocks or randomness of libstdc++ do not reach the simulator: is it linked statically?";
  return false;
}

}  // namespace onefold::sim
