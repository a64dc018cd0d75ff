// One life of a node: what the kernel keeps for a running process. Made at boot, destroyed when the node is
// down; the node's disk and clock survive it.
//
// A process that a fault kills inside one of its own calls is *dying* until that call stack has unwound:
// everything it does then succeeds and nothing of it is seen (Sim in the design).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/core/digest.hpp"
#include "sim/core/name.hpp"
#include "sim/core/random.hpp"
#include "sim/core/time.hpp"
#include "sim/os/clock.hpp"
#include "sim/os/descriptor.hpp"
#include "sim/os/effect.hpp"

namespace onefold::sim {

// sim/os/disk.hpp: the disk of a node, made with it (add_node), outlives its processes. The world calls
//   freeze(bool power, Unsynced unsynced)   at the moment of death: what is durable now is what the next life
//   finds,
//                                           what the dying process still does goes to an overlay that is
//                                           thrown away
//   begin_life(BootDisk how)                before each boot: BootDisk::durable, empty (lose_disk), older
//   (old_disk)
class Disk;
struct Kernel;  // sim/os/kernel.hpp: of the world

// Descriptor numbers are first_number + life serial * numbers_per_life + index: a number kept from an earlier
// life, or taken from another node, gives EBADF. The serial counts the boots of the whole world.
inline constexpr int first_number = 1 << 20;
inline constexpr int numbers_per_life = 4096;
inline constexpr std::uint32_t ghost_calls_max = 10'000;

struct ProcessSpec {
  std::uint32_t node = 0;      // index in the world
  Name name;                   // of the node
  std::uint32_t ip = 0;        // host byte order
  std::uint32_t life = 0;      // from 1
  std::uint32_t serial = 0;    // boots of the world before this one
  NodeClock* clock = nullptr;  // of the node, not owned
  Disk* disk = nullptr;        // of the node, not owned; null in tests without files
  bool watched = false;        // keeps a digest of all that its calls tell it
};

// A thread that the node's code has started and that runs in turns with it (Asio's resolver thread); owned by
// the door.
class Companion {
 public:
  // Runs it until it waits again or has ended.
  virtual void take_turn() = 0;

 protected:
  ~Companion() = default;
};

class Process {
 public:
  Process(Kernel& kernel, const ProcessSpec& spec);
  ~Process();  // closes what is still open
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The descriptor table. add returns the lowest free number or -EMFILE (then it deletes the descriptor).
  int add(std::unique_ptr<Descriptor> descriptor);
  Descriptor* find(int number) const;        // null: EBADF
  int close(int number);                     // 0 or -errno
  int duplicate(int number);                 // new number or -errno
  int duplicate_to(int number, int wanted);  // dup2; `wanted` must be a number of this life
  bool owns(int number) const { return number >= first_number; }

  std::uint64_t place_of(const Descriptor& descriptor) const;  // its lowest number's; all ones if it has none

  // Asks the point of an effect, once, just before making it. Neutral in a dying process. The caller then
  // makes the effect as the verdict says (if the process is now dying: on the discarded overlay) and calls
  // effect_done.
  EffectVerdict effect(const Effect& effect);
  void effect_done(const EffectVerdict& verdict);

  // Clocks of the node, ns. In a dying process each call of the kernel moves them on by 1 ms.
  TimeNs steady_now() const;  // CLOCK_MONOTONIC
  TimeNs system_now() const;  // CLOCK_REALTIME, since 1970
  NodeClock& clock() const { return *clock_; }

  // The stream of this (node, life, stimulus).
  RandomStream& random() { return random_; }
  void reseed(std::uint64_t stimulus_hash);

  // What a call tells the process: its result, the bytes that it reads, the time. Of a watched process that
  // is all that its own state can depend on, besides its boot image.
  void saw(std::uint64_t value) const {
    if (watched_) seen_.add(value);
  }
  void saw_bytes(const iovec* parts, int count, ssize_t size) const;
  // What it has seen, what it will draw, and what the kernel knows of its descriptors.
  void add_state(Digest& digest) const;

  bool dying() const { return dying_; }
  // Its life is over: the destructor closes what is still open.
  bool ending() const { return ending_; }
  // Every call into the kernel or the disk begins with this one: it counts the calls of a dying process.
  // After ghost_calls_max the run will end as ghost_calls; after a hundred times as many the program is
  // stuck, and aborts.
  void enter_call() {
    if (dying_) count_ghost_call();
  }
  bool ghost_calls_exceeded() const { return ghost_calls_ > ghost_calls_max; }
  // From now on its effects are muted. Tells every open descriptor first. Idempotent.
  void die(bool power);

  Kernel& kernel() const { return kernel_; }
  Disk* disk() const { return disk_; }
  std::uint32_t node() const { return node_; }
  Name name() const { return name_; }
  std::uint32_t ip() const { return ip_; }
  std::uint32_t life() const { return life_; }

  bool runnable = false;  // in the world's queue of processes to run
  void wake();            // puts it there

  // Companions get their turn between two steps of the program, after something was signalled to them.
  void add_companion(Companion& companion) {
    companions_.push_back(&companion);
    companions_signalled_ = true;
  }
  void remove_companion(const Companion& companion);
  void signal_companions() { companions_signalled_ = !companions_.empty(); }
  // False if none had a reason to run.
  bool run_companions();
  const std::vector<Companion*>& companions() const { return companions_; }

  template <typename Visit>
  void each_descriptor(Visit visit) {
    for (std::size_t i = 0; i < table_.size(); ++i) {
      if (table_[i] != nullptr) visit(*table_[i]);
    }
  }

 private:
  int index_of(int number) const;
  void count_ghost_call();
  int release(int index);

  Kernel& kernel_;
  std::uint32_t node_;
  Name name_;
  std::uint32_t ip_;
  std::uint32_t life_;
  int base_;
  NodeClock* clock_;
  Disk* disk_;
  RandomStream random_;
  bool watched_;
  mutable Digest seen_;
  std::vector<Descriptor*> table_;  // owned through their number counts
  std::size_t lowest_free_ = 0;     // no free number below
  bool dying_ = false;
  bool ending_ = false;
  bool companions_signalled_ = false;
  std::uint32_t ghost_calls_ = 0;
  std::vector<Companion*> companions_;
  Fault fault_;  // of the crash that the effect under way ends in
};

}  // namespace onefold::sim
