// The process whose code is running now: the libc symbols of the door dispatch on it.
#pragma once

namespace onefold::sim {

class Process;

// Null: no simulated node is running, calls go to the real system. The door consults nothing else.
inline thread_local Process* current_process = nullptr;

// Enters a process for a scope, and restores what was current before (null for the world's own code).
class EnterProcess {
 public:
  explicit EnterProcess(Process* process) : previous_(current_process) { current_process = process; }
  ~EnterProcess() { current_process = previous_; }
  EnterProcess(const EnterProcess&) = delete;
  EnterProcess& operator=(const EnterProcess&) = delete;

 private:
  Process* previous_;
};

}  // namespace onefold::sim
