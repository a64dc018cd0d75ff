// The calls of a foreign program about its threads, its processes, its descriptors and time.
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sim/door/foreign_controller.hpp"
#include "sim/os/current.hpp"

namespace onefold::sim {
namespace {

using lockstep::Op;
using lockstep::Slot;

std::string line_of(const Slot& slot, int index) {
  std::string_view rest(slot.bytes, std::min<std::size_t>(slot.size, lockstep::payload_max));
  for (int i = 0; i < index; ++i) {
    const std::size_t end = rest.find('\n');
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return std::string(rest.substr(0, rest.find('\n')));
}

}  // namespace

// The program calls its standard streams 0 to 2, so that their numbers are the same in each life.
void ForeignProcess::Controller::name_streams(Slot& slot) const {
  const auto name = [this](auto& number) {
    if (number >= 0 && number < lockstep::standard_streams) number = standard_[number];
  };
  name(slot.number);
  if (slot.op == Op::epoll_control) name(slot.b);
  if (slot.op != Op::poll) return;
  auto* entries = reinterpret_cast<pollfd*>(slot.bytes);
  for (std::size_t i = 0; i < slot.size / sizeof(pollfd) && i < lockstep::payload_max / sizeof(pollfd); ++i)
    name(entries[i].fd);
}

std::int64_t ForeignProcess::Controller::attempt(Thread& thread, Slot& slot) {
  name_streams(slot);
  if (slot.op <= Op::wake_address) return attempt_life(thread);
  if (slot.op == Op::close || slot.op == Op::duplicate) return hold(thread, slot, 0);
  const std::int64_t result = foreign_calls_.attempt(slot, thread.progress);
  switch (slot.op) {
    case Op::socket:
    case Op::accept:
    case Op::epoll_create:
    case Op::event_create:
    case Op::timer_create:
    case Op::open:
    case Op::pair:
      return result < 0 ? result : hold(thread, slot, result);
    default:
      return result;
  }
}

// Numbers belong to whoever holds them: closed when the last holder has closed them.
std::int64_t ForeignProcess::Controller::hold(Thread& thread, Slot& slot, std::int64_t result) {
  std::vector<int>& held = images_[static_cast<std::size_t>(thread.image)].held;
  if (slot.op == Op::pair) {
    int numbers[2];
    std::memcpy(numbers, slot.bytes, sizeof numbers);
    held.insert(held.end(), numbers, numbers + 2);
    return result;
  }
  if (slot.op == Op::duplicate) {
    if (process_.find(slot.number) == nullptr) return -EBADF;
    held.push_back(slot.number);
    return 0;
  }
  if (slot.op != Op::close) {
    held.push_back(static_cast<int>(result));
    return result;
  }
  const auto found = std::find(held.begin(), held.end(), slot.number);
  if (found == held.end()) return -EBADF;
  held.erase(found);
  const bool elsewhere = std::any_of(images_.begin(), images_.end(), [&](const Image& image) {
    return !image.ended && std::count(image.held.begin(), image.held.end(), slot.number) > 0;
  });
  return elsewhere ? 0 : foreign_calls_.attempt(slot, thread.progress);
}

std::int64_t ForeignProcess::Controller::attempt_life(Thread& thread) {
  Slot& slot = slot_of(thread);
  Image& image = images_[static_cast<std::size_t>(thread.image)];
  switch (slot.op) {
    case Op::hello:
      return hello(thread);
    case Op::thread_new:
      return make_thread(thread);
    case Op::thread_cancel:
      return cancel_thread(slot.a);
    case Op::thread_end:
      return end_thread(thread);
    case Op::exit:
      image.exit_status = static_cast<int>(slot.a);
      return 0;
    case Op::fork:
      return make_image(thread);
    case Op::forked:
      return adopt(thread);
    case Op::exec:
      return become(thread);
    case Op::signal:
      return signal(slot);
    case Op::catches:
      image.catches = slot.a != 0;
      return 0;
    case Op::child:
      return child(thread);
    case Op::complain:
      complain(slot);
      return 0;
    case Op::tick:
      thread.unpaid_calls = lockstep::calls_per_tick;
      return 0;
    case Op::wait_address:
      if (thread.woken) {
        thread.woken = false;
        return 0;
      }
      return would_wait;
    case Op::wake_address:
      return wake(thread);
    default:
      return would_wait;  // until their time: patience_until
  }
}

std::int64_t ForeignProcess::Controller::hello(Thread& thread) {
  Image& image = images_[static_cast<std::size_t>(thread.image)];
  Slot& slot = slot_of(thread);
  const std::size_t size = image.table.size();
  std::copy(image.table.begin(), image.table.end(), slot.bytes);
  slot.size = static_cast<std::uint32_t>(size);
  image.table.clear();
  if (size > 0) image.catches = false;
  // Of the program before, the other threads are gone, and so is what the new one does not take up.
  if (size > 0) {
    waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(),
                                  [&](const Thread& other) {
                                    if (other.image == thread.image) slots_used_[other.slot] = false;
                                    return other.image == thread.image;
                                  }),
                   waiting_.end());
  }
  return static_cast<std::int64_t>(size / sizeof(std::int32_t));
}

// bytes: the path, padding, the table of what is held.
std::int64_t ForeignProcess::Controller::become(Thread& thread) {
  const Slot& slot = slot_of(thread);
  const std::string path(slot.bytes, ::strnlen(slot.bytes, lockstep::payload_max / 2));
  {
    const EnterProcess outside(nullptr);
    if (const std::string why = reason_to_refuse(path); !why.empty()) {
      complaint_ = "it starts a program that cannot be taken: " + why;
      return -EACCES;
    }
  }
  const std::size_t begin = (path.size() + 8) / 8 * 8;
  const std::size_t size =
      static_cast<std::size_t>(std::clamp<std::int64_t>(slot.a, 0, 2048)) * 2 * sizeof(std::int32_t);
  images_[static_cast<std::size_t>(thread.image)].table.assign(slot.bytes + begin, slot.bytes + begin + size);
  return 0;
}

// Reaches the process at its turn, in the first of its threads.
std::int64_t ForeignProcess::Controller::signal(const Slot& slot) {
  for (std::size_t i = 0; i < images_.size(); ++i) {
    if (images_[i].shown_id != slot.a) continue;
    if (images_[i].ended || slot.b == 0) return images_[i].collected ? -ESRCH : 0;
    for (Thread& thread : waiting_) {
      if (thread.image != static_cast<int>(i)) continue;
      slot_of(thread).signal = static_cast<std::int32_t>(slot.b);
      process_.wake();
      return 0;
    }
  }
  return -ESRCH;
}

std::int64_t ForeignProcess::Controller::make_thread(const Thread& thread) {
  const auto free = std::find(slots_used_.begin(), slots_used_.end(), false);
  if (free == slots_used_.end()) return -EAGAIN;
  *free = true;
  Thread made;
  made.slot = static_cast<std::uint32_t>(free - slots_used_.begin());
  made.image = thread.image;
  made.answered = true;
  made.from_ns = process_.kernel().now();
  memory_->slots[made.slot].turn.store(lockstep::Turn::controller);
  waiting_.push_back(made);
  process_.wake();
  return made.slot;
}

// Until it is gone from the machine too: its stack and its heap are then given to the next thread, or not
// yet. The main thread stays as long as its process, and nobody gets what it had.
std::int64_t ForeignProcess::Controller::end_thread(Thread& thread) {
  const Slot& slot = slot_of(thread);
  Image& image = images_[static_cast<std::size_t>(thread.image)];
  const bool last = std::none_of(waiting_.begin(), waiting_.end(),
                                 [&](const Thread& other) { return other.image == thread.image; });
  {
    const EnterProcess outside(nullptr);
    const auto id = static_cast<pid_t>(slot.c);
    while (!last && id != image.id && ::syscall(SYS_tgkill, image.id, id, 0) == 0) ::sched_yield();
    if (last) has_ended(image, -1);
  }
  slots_used_[thread.slot] = false;
  return wake(thread);
}

std::int64_t ForeignProcess::Controller::cancel_thread(std::int64_t slot) {
  const auto made = std::find_if(waiting_.begin(), waiting_.end(),
                                 [&](const Thread& thread) { return thread.slot == slot; });
  if (made == waiting_.end()) return -EINVAL;
  waiting_.erase(made);
  slots_used_[static_cast<std::size_t>(slot)] = false;
  return 0;
}

// The slot that the child's main thread will have. It waits there until `forked` names it.
std::int64_t ForeignProcess::Controller::make_image(const Thread& thread) {
  const auto alive =
      std::count_if(images_.begin(), images_.end(), [](const Image& image) { return !image.ended; });
  if (alive >= static_cast<std::ptrdiff_t>(foreign_processes_max)) {
    complaint_ = "it forks without end: " + std::to_string(alive) + " processes at a time";
    return -EAGAIN;
  }
  const auto free = std::find(slots_used_.begin(), slots_used_.end(), false);
  if (free == slots_used_.end()) return -EAGAIN;
  *free = true;
  (void)thread;
  const auto slot = static_cast<std::uint32_t>(free - slots_used_.begin());
  memory_->slots[slot].turn.store(lockstep::Turn::controller);
  return slot;
}

std::int64_t ForeignProcess::Controller::adopt(Thread& thread) {
  const Slot& slot = slot_of(thread);
  if (slot.a < 0 || slot.a >= lockstep::slots_max) return -EINVAL;
  if (slot.b < 0) {  // there was no fork
    slots_used_[static_cast<std::size_t>(slot.a)] = false;
    return 0;
  }
  Image image;
  image.id = static_cast<pid_t>(slot.b);
  {
    const EnterProcess outside(nullptr);
    image.handle = static_cast<int>(::syscall(SYS_pidfd_open, image.id, 0));
  }
  image.parent = thread.image;
  image.catches = images_[static_cast<std::size_t>(thread.image)].catches;
  image.held = images_[static_cast<std::size_t>(thread.image)].held;
  image.shown_id = images_.front().shown_id + 10'000 * static_cast<int>(images_.size());
  images_.push_back(image);
  Thread main;
  main.slot = static_cast<std::uint32_t>(slot.a);
  main.image = static_cast<int>(images_.size()) - 1;
  main.answered = true;
  main.from_ns = process_.kernel().now();
  waiting_.push_back(main);
  process_.wake();
  return image.shown_id;
}

std::int64_t ForeignProcess::Controller::wake(Thread& thread) {
  const Slot& slot = slot_of(thread);
  std::int64_t count = 0;
  for (Thread& other : waiting_) {
    if (count >= slot.b) break;
    const Slot& theirs = slot_of(other);
    const bool waits = !other.answered && other.image == thread.image && theirs.op == Op::wait_address &&
                       theirs.a == slot.a && !other.woken;
    if (!waits) continue;
    other.woken = true;
    ++count;
  }
  if (count > 0) process_.wake();
  return count;
}

// bytes of the answer: the machine's id, the status and the signal of the helper.
std::int64_t ForeignProcess::Controller::child(Thread& thread) {
  Slot& slot = slot_of(thread);
  bool any = false;
  for (Image& image : images_) {
    const bool meant =
        image.parent == thread.image && !image.collected && (slot.a < 0 || slot.a == image.shown_id);
    if (!meant) continue;
    any = true;
    if (!image.ended) continue;
    image.collected = true;
    const int answer[3] = {image.id, image.end.status, image.end.signal};
    std::memcpy(slot.bytes, answer, sizeof answer);
    return image.shown_id;
  }
  if (!any) return -ECHILD;
  return slot.b != 0 ? would_wait : 0;
}

void ForeignProcess::Controller::complain(const Slot& slot) {
  complaint_ = "it calls " + line_of(slot, 0) + " (from " + line_of(slot, 1) +
               "), which cannot be simulated: " + line_of(slot, 2);
}

}  // namespace onefold::sim
