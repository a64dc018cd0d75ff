#include "sim/core/event_queue.hpp"

#include <algorithm>
#include <cassert>

namespace onefold::sim {
namespace {

bool earlier(const Event& a, const Event& b) {
  return a.time_ns != b.time_ns ? a.time_ns < b.time_ns : a.order < b.order;
}

constexpr std::size_t arity = 4;

}  // namespace

EventQueue::Handle EventQueue::join(EventTarget& target) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.push_back({nullptr, 1});
  }
  const std::uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  slots_[slot].target = &target;
  return {slot, slots_[slot].generation};
}

void EventQueue::leave(Handle handle) {
  if (handle.generation == 0) return;
  Slot& slot = slots_[handle.slot];
  assert(slot.generation == handle.generation);
  slot.target = nullptr;
  if (++slot.generation == 0) slot.generation = 1;
  free_slots_.push_back(handle.slot);
}

void EventQueue::post(Handle target, TimeNs time_ns, std::uint32_t what, std::uint32_t size,
                      std::uint16_t tie) {
  const std::uint64_t order = (std::uint64_t{tie} << 48) | ++posted_;
  push({std::max(time_ns, now_ns_), order, target.slot, target.generation, what, size});
}

void EventQueue::postpone(const Event& event, TimeNs time_ns) {
  Event later = event;
  later.time_ns = std::max(time_ns, now_ns_);
  push(later);
}

bool EventQueue::step() {
  last_ = pop();
  now_ns_ = last_.time_ns;
  const Slot& slot = slots_[last_.slot];
  if (slot.generation != last_.generation || slot.target == nullptr) return false;
  // By value: the handler may post, and so move what last_ was read from; it must not see last_ change
  // either.
  const Event event = last_;
  slot.target->on_event(event);
  return true;
}

void EventQueue::advance(TimeNs time_ns) {
  assert(heap_.empty() || time_ns <= heap_.front().time_ns);
  now_ns_ = std::max(now_ns_, time_ns);
}

bool EventQueue::add_state(Digest& digest) const {
  std::vector<const Event*> live;
  for (const Event& event : heap_) {
    const Slot& slot = slots_[event.slot];
    if (slot.generation == event.generation && slot.target != nullptr) live.push_back(&event);
  }
  std::sort(live.begin(), live.end(), [](const Event* a, const Event* b) { return earlier(*a, *b); });
  digest.add(static_cast<std::uint64_t>(now_ns_));
  digest.add(live.size());
  for (const Event* event : live) {
    const std::uint64_t meaning = slots_[event->slot].target->meaning_of(*event);
    if (meaning == 0) return false;
    digest.add(static_cast<std::uint64_t>(event->time_ns));
    digest.add(event->order >> 48);
    digest.add(meaning);
  }
  return true;
}

void EventQueue::push(const Event& event) {
  std::size_t at = heap_.size();
  heap_.push_back(event);
  while (at > 0) {
    const std::size_t parent = (at - 1) / arity;
    if (!earlier(event, heap_[parent])) break;
    heap_[at] = heap_[parent];
    at = parent;
  }
  heap_[at] = event;
}

Event EventQueue::pop() {
  const Event top = heap_.front();
  const Event moved = heap_.back();
  heap_.pop_back();
  const std::size_t count = heap_.size();
  if (count == 0) return top;
  std::size_t at = 0;
  for (;;) {
    const std::size_t first = at * arity + 1;
    if (first >= count) break;
    std::size_t least = first;
    const std::size_t end = std::min(first + arity, count);
    for (std::size_t child = first + 1; child < end; ++child) {
      if (earlier(heap_[child], heap_[least])) least = child;
    }
    if (!earlier(heap_[least], moved)) break;
    heap_[at] = heap_[least];
    at = least;
  }
  heap_[at] = moved;
  return top;
}

}  // namespace onefold::sim
