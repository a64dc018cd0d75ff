// Starting foreign programs: finding them, refusing what could not be taken, and bringing the agent in.
//
// Models nothing; all of it happens on the real machine. Every process that is started dies with the one that
// started it, and with its thread.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "sim/agent/lockstep.hpp"

namespace onefold::sim {

// A file of no name, mapped by both sides.
class SharedMemory {
 public:
  SharedMemory();  // std::runtime_error if the system has none
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  lockstep::Memory& operator*() const { return *memory_; }
  lockstep::Memory* operator->() const { return memory_; }
  // Where other processes find it while this one lives.
  std::string path() const;

 private:
  int file_ = -1;
  lockstep::Memory* memory_ = nullptr;
};

// Of the real kernel, for sim/agent/lockstep_turn.hpp; -1 and errno as syscall().
long system_call(long number, long a, long b, long c, long d, long e, long f);

// The executable that `word` names, by PATH where it has no slash; empty if there is none.
std::string find_executable(const std::string& word);

// Why the agent could not be loaded into that file, in words for the one who named it; empty if it can: the
// file is dynamically linked for this machine, or a script of such a program.
std::string reason_to_refuse(const std::string& file);

struct StartedProcess {
  pid_t id = -1;
  int handle = -1;  // pidfd, to be closed by the caller
  int error = 0;    // errno of execve; then there is no process
};

// With the agent in front of all libraries, in a process group of its own, standard streams on nothing but
// the last, which is `complaints`. `environment` is complete.
StartedProcess start_program(const std::string& file, const std::vector<std::string>& arguments,
                             const std::vector<std::string>& environment, int complaints);

// NAME=value of this process, but for the names that `changes` give anew, then these.
std::vector<std::string> environment_with(const std::vector<std::string>& changes);

// Where the agent's library is, for LD_PRELOAD: carried in this program, so that there is nothing to install.
std::string agent_path();

}  // namespace onefold::sim
