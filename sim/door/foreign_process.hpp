// The process door: a program of any language as the process of a node. It runs behind the agent
// (sim/agent), in lock step: of all its threads and helpers one at a time, each of its virtual calls answered
// by the node's kernel.
//
// Models processes, threads, waiting and time-outs as Linux has them; a call takes half a microsecond of
// virtual time, paid every 64 calls. Ignores: what never enters libc (raw system calls, static programs), and
// memory shared between processes.
//
// Made, stepped and destroyed inside its node (sim/node: a Program's boot, poll_one and destructor). Threads:
// that of the world. All its processes are gone when it is.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onefold::sim {

class Process;

struct ForeignSpec {
  std::vector<std::string> arguments;    // the program first, found by PATH
  std::vector<std::string> environment;  // NAME=value each, besides those of this process
};

// How the program ended.
struct ForeignEnd {
  int status = 0;
  int signal = 0;  // not 0: that killed it
};

class ForeignProcess {
 public:
  // `output` gets what the program writes to its standard output, as it writes it. Throws std::runtime_error,
  // with an explanation, for a program that cannot be started or taken.
  ForeignProcess(Process& process, const ForeignSpec& spec, std::function<void(std::string_view)> output);
  ~ForeignProcess();
  ForeignProcess(const ForeignProcess&) = delete;
  ForeignProcess& operator=(const ForeignProcess&) = delete;

  // Lets one thread that can go on run until it waits; false if none can. The process may be dying when this
  // returns: then nothing of the program runs any more. Throws std::runtime_error for a call that cannot be
  // virtual.
  bool step();

  // More for its standard input.
  void give(std::string_view bytes);

  // Nothing while it lives.
  std::optional<ForeignEnd> ended() const;
  // The last lines that it wrote to standard error.
  std::string last_words() const;
  // Its calls so far.
  std::uint64_t calls() const;

 private:
  class Controller;
  std::unique_ptr<Controller> controller_;
};

}  // namespace onefold::sim
