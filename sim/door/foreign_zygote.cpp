#include "sim/door/foreign_zygote.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "sim/agent/lockstep_turn.hpp"
#include "sim/core/name.hpp"
#include "sim/core/random.hpp"
#include "sim/os/clock.hpp"

namespace onefold::sim {
namespace {

using lockstep::Op;
using lockstep::Slot;
using lockstep::Turn;

constexpr std::size_t zygotes_max = 8;
constexpr int attach_ms_max = 3'000;  // the agent is loaded before anything of the program runs
// Of the machine's time, and so longer than any run may take: what is slow must not become something else.
constexpr int start_ms_max = 600'000;
constexpr int fork_ms_max = 600'000;
constexpr int prefix_calls_max = 100'000;
constexpr timespec look_every = {0, 1'000'000};
constexpr int prefix_process_id = 1000;

std::string key_of(const std::string& file, const std::vector<std::string>& arguments,
                   const std::vector<std::string>& environment) {
  std::string key = std::to_string(::getpid()) + '\0' + file;
  for (const std::string& word : arguments) key += '\0' + word;
  for (const std::string& word : environment) key += '\0' + word;
  return key;
}

}  // namespace

Zygote* Zygote::of(const std::string& file, const std::vector<std::string>& arguments,
                   const std::vector<std::string>& environment) {
  static std::vector<std::unique_ptr<Zygote>> all;
  const std::string key = key_of(file, arguments, environment);
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& zygote) { return zygote->key_ == key; });
  if (found == all.end()) {
    if (all.size() >= zygotes_max) all.erase(all.begin());
    found = all.insert(all.end(), std::unique_ptr<Zygote>(new Zygote));
    (*found)->start(key, file, arguments, environment);
  }
  if ((*found)->without_agent_)
    throw std::runtime_error("cannot be started: " + file +
                             " runs without the agent that its loader was told to load: nothing of it can be "
                             "simulated");
  return (*found)->usable_ ? found->get() : nullptr;
}

void Zygote::start(const std::string& key, const std::string& file, const std::vector<std::string>& arguments,
                   const std::vector<std::string>& environment) {
  key_ = key;
  std::vector<std::string> changed = environment;
  changed.push_back(std::string(lockstep::memory_variable) + "=" + memory_.path());
  complaints_ = ::memfd_create("onefold-complaints", MFD_CLOEXEC);
  memory_->prefix = true;
  memory_->steady_ns = steady_epoch_ns - second_ns;
  memory_->system_ns = system_epoch_ns - second_ns;
  memory_->slots[0].process_id = prefix_process_id;
  memory_->slots[0].turn.store(Turn::agent);
  process_ = start_program(file, arguments, changed, complaints_);
  usable_ = process_.error == 0 && run_to_snapshot();
}

void Zygote::end() {
  if (process_.id <= 0) return;
  ::kill(process_.id, SIGKILL);
  ::waitpid(process_.id, nullptr, 0);
  process_.id = -1;
}

Zygote::~Zygote() {
  end();
  if (process_.handle >= 0) ::close(process_.handle);
  if (complaints_ >= 0) ::close(complaints_);
}

// False: it has ended, or takes too long.
bool Zygote::comes_back(int wait_ms) {
  Slot& slot = memory_->slots[0];
  for (int i = 0; i < wait_ms; ++i) {
    if (lockstep::await_turn(slot, Turn::controller, &look_every, system_call)) return true;
    pollfd watched = {process_.handle, POLLIN, 0};
    if (::poll(&watched, 1, 0) > 0) return false;
  }
  return false;
}

bool Zygote::run_to_snapshot() {
  if (!comes_back(attach_ms_max)) {
    pollfd watched = {process_.handle, POLLIN, 0};
    without_agent_ = ::poll(&watched, 1, 0) == 0 && memory_->slots[0].op == Op::none;
    if (without_agent_) end();
  }
  for (int calls = 0; calls < prefix_calls_max; ++calls) {
    if (!comes_back(start_ms_max)) return false;
    if (memory_->slots[0].op == Op::snapshot) return memory_->slots[0].a != 0;
    answer();
    lockstep::give_turn(memory_->slots[0], Turn::agent, system_call);
  }
  return false;
}

// What is the same in all lives: standard streams are pipes.
void Zygote::answer() {
  Slot& slot = memory_->slots[0];
  slot.result = 0;
  switch (slot.op) {
    case Op::random: {
      const auto size = static_cast<std::size_t>(
          std::clamp<std::int64_t>(slot.a, 0, static_cast<std::int64_t>(lockstep::payload_max)));
      RandomStream(hash_bytes(key_)).fill(slot.bytes, size);
      return;
    }
    case Op::status: {
      struct stat status = {};
      status.st_mode = S_IFIFO | 0600;
      std::memcpy(slot.bytes, &status, sizeof status);
      return;
    }
    case Op::get_or_set:
      if (slot.a == F_GETFL) slot.result = slot.number == 0 ? O_RDONLY : O_WRONLY;
      return;
    case Op::seek:
      slot.result = -ESPIPE;
      return;
    default:
      return;
  }
}

bool Zygote::ask(lockstep::Snapshot what) {
  Slot& slot = memory_->slots[0];
  slot.result = static_cast<std::int64_t>(what);
  lockstep::give_turn(slot, Turn::agent, system_call);
  usable_ = usable_ && comes_back(fork_ms_max);
  return usable_;
}

StartedProcess Zygote::fork_into(const SharedMemory& memory) {
  StartedProcess life;
  const std::string path = memory.path();
  std::memcpy(memory_->slots[0].bytes, path.c_str(), path.size() + 1);
  life.error = ECHILD;
  if (!ask(lockstep::Snapshot::fork)) return life;
  const std::int64_t made = memory_->slots[0].b;
  if (made <= 0) return life;
  life.id = static_cast<pid_t>(made);
  life.handle = static_cast<int>(::syscall(SYS_pidfd_open, life.id, 0));
  life.error = 0;
  return life;
}

int Zygote::status_of(pid_t life) {
  memory_->slots[0].c = life;
  return ask(lockstep::Snapshot::collect) ? static_cast<int>(memory_->slots[0].b) : -1;
}

}  // namespace onefold::sim
