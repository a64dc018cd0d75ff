// The inside of the process door: the threads and processes of one foreign program, and whose turn it is.
// Split by concern: foreign_process.cpp (start, end, steps), foreign_schedule.cpp (turns and waiting),
// foreign_life.cpp (calls about threads, processes and time).
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "sim/core/event_queue.hpp"
#include "sim/door/foreign_call.hpp"
#include "sim/door/foreign_launch.hpp"
#include "sim/door/foreign_process.hpp"
#include "sim/door/foreign_zygote.hpp"
#include "sim/door/local_stream.hpp"
#include "sim/os/kernel.hpp"

namespace onefold::sim {

inline constexpr std::size_t foreign_processes_max = 32;  // helpers included, at a time
inline constexpr std::size_t last_words_bytes_max = 2048;
inline constexpr std::uint64_t words_bytes_max = std::uint64_t{64} << 20;  // of one life

class ForeignProcess::Controller final : public EventTarget {
 public:
  Controller(Process& process, const ForeignSpec& spec, std::function<void(std::string_view)> output);
  ~Controller();

  bool step();
  void give(std::string_view bytes);
  const std::optional<ForeignEnd>& ended() const { return ended_; }
  const std::string& last_words() const { return last_words_; }
  std::uint64_t calls() const { return calls_; }

  void on_event(const Event&) override { process_.wake(); }
  std::uint64_t meaning_of(const Event&) const override { return 0x666f726569676e; }

 private:
  // A process of the real machine. The first one is the program, all others its helpers.
  struct Image {
    pid_t id = -1;     // of the machine
    int handle = -1;   // pidfd
    int shown_id = 0;  // what the program sees
    int parent = -1;   // index
    bool ended = false;
    bool collected = false;  // its parent has asked for its end
    int exit_status = -1;    // as it said itself, before it ended
    ForeignEnd end;
    bool catches = false;     // the end of a helper interrupts what waits
    std::vector<int> held;    // numbers of descriptors, one entry for each holder
    std::vector<char> table;  // of a program that is about to become another one
  };
  struct Thread {
    std::uint32_t slot = 0;
    int image = 0;
    bool began = true;
    bool answered = false;  // it goes on at `from_ns`
    TimeNs from_ns = 0;
    TimeNs deadline_ns = -1;    // its call is answered late_answer then; -1: never
    std::int64_t progress = 0;  // of its call
    bool interrupted = false;   // its call, by a signal
    bool woken = false;         // in wait_address
    std::uint32_t unpaid_calls = 0;
  };

  void start(const ForeignSpec& spec);
  void open_standard_streams(std::function<void(std::string_view)> output);
  void end_all();
  void keep_words(std::string_view bytes);

  bool can_go_on(Thread& thread);
  void run(Thread thread);
  // False: the process of the thread has ended instead.
  bool give_turn(Thread& thread);
  void refresh_clocks();
  // would_wait, a result, or `gone` when the thread makes no more calls.
  std::int64_t attempt(Thread& thread, lockstep::Slot& slot);
  // Makes the calls that the thread has posted.
  void settle(Thread& thread);
  void park(Thread thread, std::int64_t result);
  void wake_at(TimeNs time_ns);
  TimeNs patience_until(const Thread& thread);

  std::int64_t attempt_life(Thread& thread);
  std::int64_t hello(Thread& thread);
  std::int64_t make_thread(const Thread& thread);
  std::int64_t end_thread(Thread& thread);
  std::int64_t cancel_thread(std::int64_t slot);
  std::int64_t make_image(const Thread& thread);
  std::int64_t adopt(Thread& thread);
  std::int64_t become(Thread& thread);
  std::int64_t signal(const lockstep::Slot& slot);
  std::int64_t wake(Thread& thread);
  std::int64_t child(Thread& thread);
  std::int64_t hold(Thread& thread, lockstep::Slot& slot, std::int64_t result);
  void complain(const lockstep::Slot& slot);
  bool has_ended(Image& image, int wait_ms);
  void bury(int image);
  void interrupt(int image);

  lockstep::Slot& slot_of(const Thread& thread) { return memory_->slots[thread.slot]; }

  Process& process_;
  ForeignCalls foreign_calls_;
  void name_streams(lockstep::Slot& slot) const;

  SharedMemory memory_;
  std::unique_ptr<lockstep::Slot> posted_ = std::make_unique<lockstep::Slot>();  // the call that is settled
  int standard_[lockstep::standard_streams] = {};                                // numbers
  Zygote* zygote_ = nullptr;  // that the program was forked from; null: it was started
  EventQueue::Handle handle_;
  std::shared_ptr<LocalChannel> input_ = std::make_shared<LocalChannel>();
  std::vector<Image> images_;
  std::deque<Thread> waiting_;  // in the order in which they began to wait
  std::vector<bool> slots_used_;
  std::optional<ForeignEnd> ended_;
  std::string last_words_;
  std::uint64_t words_bytes_ = 0;
  std::string complaint_;
  int complaints_ = -1;  // file: what the machine itself writes to standard error of the program
  std::uint64_t calls_ = 0;
};

}  // namespace onefold::sim
