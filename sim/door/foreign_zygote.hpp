// Programs that are started once and forked into lives: see sim/agent/agent_snapshot.cpp for what makes that
// the same as starting each anew.
//
// Kept by this process, outside all worlds, because what a program does before its snapshot follows from the
// command and its environment alone. A few at a time; ended with this process.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/door/foreign_launch.hpp"

namespace onefold::sim {

class Zygote {
 public:
  // The one of that program, started if there is none yet. Null if it cannot be forked: start it as it is.
  // Throws std::runtime_error for a program that runs without the agent.
  static Zygote* of(const std::string& file, const std::vector<std::string>& arguments,
                    const std::vector<std::string>& environment);
  ~Zygote();
  Zygote(const Zygote&) = delete;
  Zygote& operator=(const Zygote&) = delete;

  // A life on that memory. It waits for its first turn; error: ECHILD, when the zygote is gone.
  StartedProcess fork_into(const SharedMemory& memory);
  // As waitpid gives it, of a life that has ended. -1: not known.
  int status_of(pid_t life);

 private:
  Zygote() = default;
  void start(const std::string& key, const std::string& file, const std::vector<std::string>& arguments,
             const std::vector<std::string>& environment);
  void end();
  bool run_to_snapshot();
  bool comes_back(int wait_ms);
  void answer();
  bool ask(lockstep::Snapshot what);

  std::string key_;
  SharedMemory memory_;
  StartedProcess process_;
  int complaints_ = -1;
  bool usable_ = false;
  bool without_agent_ = false;
};

}  // namespace onefold::sim
