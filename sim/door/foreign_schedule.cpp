// Whose turn it is among the threads of a foreign program.
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sim/agent/lockstep_turn.hpp"
#include "sim/door/foreign_controller.hpp"
#include "sim/os/current.hpp"

namespace onefold::sim {
namespace {

using lockstep::Op;
using lockstep::Slot;
using lockstep::Turn;

// How often a program that computes is looked at to see whether it is still there.
constexpr timespec look_every = {0, 1'000'000};

std::int64_t late_answer(const Slot& slot) {
  if (slot.op == Op::wait_address) return -ETIMEDOUT;
  return slot.op <= Op::wake_address ? 0 : ForeignCalls::late_answer(slot);
}

}  // namespace

void ForeignProcess::Controller::refresh_clocks() {
  memory_->steady_ns = process_.steady_now();
  memory_->system_ns = process_.system_now();
}

bool ForeignProcess::Controller::give_turn(Thread& thread) {
  refresh_clocks();
  const EnterProcess outside(nullptr);
  Slot& slot = slot_of(thread);
  slot.process_id = images_[static_cast<std::size_t>(thread.image)].shown_id;
  if (!thread.began) {  // it has had the turn since it was started
    thread.began = true;
  } else {
    lockstep::give_turn(slot, Turn::agent, system_call);
  }
  while (!lockstep::await_turn(slot, Turn::controller, &look_every, system_call)) {
    if (!has_ended(images_[static_cast<std::size_t>(thread.image)], 0)) continue;
    return slot.turn.load(std::memory_order_acquire) == Turn::controller;
  }
  ++calls_;
  return true;
}

// Until it waits, has made its share of calls, or is gone.
void ForeignProcess::Controller::run(Thread thread) {
  thread.answered = false;
  for (;;) {
    thread.progress = 0;
    thread.deadline_ns = -1;
    thread.interrupted = false;
    const bool came_back = give_turn(thread);
    settle(thread);
    if (process_.dying() || !complaint_.empty()) return;
    if (!came_back) return bury(thread.image);
    const std::int64_t result = attempt(thread, slot_of(thread));
    if (process_.dying() || !complaint_.empty()) return;
    if (images_[static_cast<std::size_t>(thread.image)].ended) return bury(thread.image);
    if (slot_of(thread).op == Op::thread_end) return;
    ++thread.unpaid_calls;
    if (result == would_wait) return park(thread, result);
    slot_of(thread).result = result;
    if (thread.unpaid_calls >= lockstep::calls_per_tick && !slot_of(thread).keeps_turn)
      return park(thread, result);
  }
}

void ForeignProcess::Controller::settle(Thread& thread) {
  Slot& slot = slot_of(thread);
  const std::uint32_t count = std::min(slot.posted_count, lockstep::posted_max);
  slot.posted_count = 0;
  slot.posted_size = 0;
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (process_.dying() || !complaint_.empty()) return;
    lockstep::Posted posted;
    if (at + sizeof posted > lockstep::posted_bytes_max) return;
    std::memcpy(&posted, slot.posted + at, sizeof posted);
    const bool known = posted.op == Op::write || posted.op == Op::close || posted.op == Op::control ||
                       posted.op == Op::set_option;
    if (!known || room_of(posted) > lockstep::posted_bytes_max - at) return;
    posted_->op = posted.op;
    posted_->number = posted.number;
    posted_->size = posted.size;
    posted_->a = posted.a;
    posted_->b = posted.b;
    std::memcpy(posted_->bytes, slot.posted + at + sizeof posted, posted.size);
    at += room_of(posted);
    ++calls_;
    ++thread.unpaid_calls;
    attempt(thread, *posted_);
    thread.progress = 0;
  }
}

void ForeignProcess::Controller::park(Thread thread, std::int64_t result) {
  const TimeNs now_ns = process_.kernel().now();
  const TimeNs paid_ns = now_ns + thread.unpaid_calls * (lockstep::tick_ns / lockstep::calls_per_tick);
  if (result != would_wait) {
    thread.answered = true;
    thread.from_ns = paid_ns;
    wake_at(paid_ns);
  } else if (thread.deadline_ns = patience_until(thread); thread.deadline_ns >= 0) {
    // Looking without waiting takes time too, or a loop that does nothing else would never end.
    thread.deadline_ns = std::max(thread.deadline_ns, paid_ns);
    wake_at(thread.deadline_ns);
  }
  thread.unpaid_calls = 0;
  waiting_.push_back(thread);
}

void ForeignProcess::Controller::wake_at(TimeNs time_ns) {
  process_.kernel().events.post(handle_, time_ns, 0);
}

bool ForeignProcess::Controller::can_go_on(Thread& thread) {
  const TimeNs now_ns = process_.kernel().now();
  if (thread.answered) return now_ns >= thread.from_ns;
  Slot& slot = slot_of(thread);
  if (slot.signal != 0 || thread.interrupted) {
    slot.result = -EINTR;
    return true;
  }
  std::int64_t result = attempt(thread, slot);
  if (process_.dying()) return false;
  if (result == would_wait) {
    if (thread.deadline_ns < 0 || now_ns < thread.deadline_ns) return false;
    result = late_answer(slot);
  }
  slot.result = result;
  return true;
}

TimeNs ForeignProcess::Controller::patience_until(const Thread& thread) {
  const Slot& slot = slot_of(thread);
  const TimeNs now_ns = process_.kernel().now();
  const auto span = [&](TimeNs ns) {
    return ns < 0 ? -1 : process_.clock().when_steady(process_.clock().steady_at(now_ns) + ns, now_ns);
  };
  switch (slot.op) {
    case Op::tick:
    case Op::yield:
      return now_ns;
    case Op::sleep:
      return span(slot.a);
    case Op::sleep_until:
      return slot.b != 0 ? process_.clock().when_system(slot.a, now_ns)
                         : process_.clock().when_steady(slot.a, now_ns);
    case Op::wait_address:
      if (slot.b < 0) return -1;
      if (slot.c == 1) return process_.clock().when_system(slot.b, now_ns);
      return slot.c == 2 ? process_.clock().when_steady(slot.b, now_ns) : span(slot.b);
    case Op::pause:
    case Op::child:
    case Op::lock:
    case Op::lock_whole:
      return -1;
    default:
      return span(foreign_calls_.patience_ns(slot));
  }
}

bool ForeignProcess::Controller::has_ended(Image& image, int wait_ms) {
  if (image.ended) return true;
  pollfd watched = {image.handle, POLLIN, 0};
  if (::poll(&watched, 1, wait_ms) <= 0) return false;
  image.ended = true;
  int status = 0;
  const bool forked = zygote_ != nullptr && &image == &images_.front();
  const pid_t collected = forked ? image.id : ::waitpid(image.id, &status, 0);
  if (forked) status = zygote_->status_of(image.id);
  if (collected == image.id && status >= 0) {
    image.end = {WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0};
  } else {
    image.end.status = std::max(image.exit_status, 0);
  }
  return true;
}

// The process is over: so are its threads and what it held. Without the program its helpers end too.
void ForeignProcess::Controller::bury(int index) {
  Image& image = images_[static_cast<std::size_t>(index)];
  {
    const EnterProcess outside(nullptr);
    has_ended(image, -1);
  }
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(),
                                [&](const Thread& thread) {
                                  if (thread.image == index) slots_used_[thread.slot] = false;
                                  return thread.image == index;
                                }),
                 waiting_.end());
  for (const int number : image.held) {
    const bool elsewhere = std::any_of(images_.begin(), images_.end(), [&](const Image& other) {
      return &other != &image && !other.ended && std::count(other.held.begin(), other.held.end(), number) > 0;
    });
    if (!elsewhere && process_.find(number) != nullptr) process_.close(number);
  }
  image.held.clear();
  if (image.parent >= 0 && images_[static_cast<std::size_t>(image.parent)].catches) interrupt(image.parent);
  if (index == 0) ended_ = image.end;
  process_.wake();
}

// The first thread of the process that takes signals and waits in a call which one ends (signal(7)). The
// handler runs when the call returns.
void ForeignProcess::Controller::interrupt(int image) {
  for (Thread& thread : waiting_) {
    const Op op = slot_of(thread).op;
    const bool ends = op == Op::pause || op == Op::poll || op == Op::epoll_wait || op == Op::sleep;
    if (thread.image != image || thread.answered || !ends || slot_of(thread).leaves_signals) continue;
    thread.interrupted = true;
    process_.wake();
    return;
  }
}

}  // namespace onefold::sim
