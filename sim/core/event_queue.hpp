// What happens next: events by virtual time. Small plain entries in a 4-ary heap; an event names its target
// by slot and generation, so that a target may go away while events for it are still queued.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/digest.hpp"
#include "sim/core/time.hpp"

namespace onefold::sim {

struct Event {
  TimeNs time_ns = 0;
  std::uint64_t order = 0;  // among equal times: tie (16 bits), then order of posting
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;
  std::uint32_t what = 0;  // of the target's own numbering
  std::uint32_t size = 0;
};

class EventTarget {
 public:
  virtual void on_event(const Event& event) = 0;
  // A number that tells what the event will do, the same wherever it will do the same; 0: it cannot be told.
  virtual std::uint64_t meaning_of(const Event&) const { return 0; }

 protected:
  ~EventTarget() = default;
};

class EventQueue {
 public:
  struct Handle {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;  // 0: of nothing
  };

  // A target leaves before it is destroyed; its queued events are then dropped as they come up.
  Handle join(EventTarget& target);
  void leave(Handle handle);

  // In the past means now. Events of equal time and tie come in the order of posting.
  void post(Handle target, TimeNs time_ns, std::uint32_t what, std::uint32_t size = 0, std::uint16_t tie = 0);
  // Again, later, keeping its place among those of that time.
  void postpone(const Event& event, TimeNs time_ns);

  bool empty() const { return heap_.empty(); }
  TimeNs next_time() const { return heap_.front().time_ns; }
  TimeNs now() const { return now_ns_; }
  std::uint64_t posted() const { return posted_; }  // so far

  // Takes the next event, moves the time to it, and hands it to its target. False if its target had left.
  bool step();
  // Moves time on without an event, never past the next one.
  void advance(TimeNs time_ns);

  // What is still to happen, in order. False: an event cannot tell what it will do.
  bool add_state(Digest& digest) const;

  // The event handed out last, for digests.
  const Event& last() const { return last_; }

 private:
  struct Slot {
    EventTarget* target = nullptr;
    std::uint32_t generation = 0;
  };
  void push(const Event& event);
  Event pop();

  std::vector<Event> heap_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  TimeNs now_ns_ = 0;
  std::uint64_t posted_ = 0;
  Event last_;
};

}  // namespace onefold::sim
