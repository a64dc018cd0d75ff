// Buckets, their bitmap, and the lists of events in them.
#include "bench/floor/timing_wheel.hpp"

#include <bit>
#include <cassert>

namespace onefold::bench {

TimingWheel::TimingWheel() {
  heads_.fill(none);
}

TimingWheel::Index TimingWheel::insert(std::int64_t time_ns, std::uint32_t kind, std::uint32_t target) {
  assert(time_ns >= now_ns_ && time_ns - now_ns_ <= horizon_ns);
  Index index = free_;
  if (index == none) {
    index = static_cast<Index>(events_.size());
    events_.emplace_back();
  } else {
    free_ = events_[index].next;
  }
  const std::size_t bucket = bucket_of(time_ns);
  Index previous = none;
  Index next = heads_[bucket];
  while (next != none && events_[next].time_ns <= time_ns) {
    previous = next;
    next = events_[next].next;
  }
  events_[index] = {time_ns, kind, target, previous, next};
  (previous == none ? heads_[bucket] : events_[previous].next) = index;
  if (next != none) events_[next].previous = index;
  occupied_[bucket / 64] |= std::uint64_t{1} << (bucket % 64);
  ++size_;
  return index;
}

void TimingWheel::unlink(Index index) {
  const Event& event = events_[index];
  const std::size_t bucket = bucket_of(event.time_ns);
  (event.previous == none ? heads_[bucket] : events_[event.previous].next) = event.next;
  if (event.next != none) events_[event.next].previous = event.previous;
  if (heads_[bucket] == none) occupied_[bucket / 64] &= ~(std::uint64_t{1} << (bucket % 64));
  events_[index].next = free_;
  free_ = index;
  --size_;
}

void TimingWheel::cancel(Index index) {
  unlink(index);
}

std::size_t TimingWheel::next_bucket() const {
  const std::size_t start = bucket_of(now_ns_);
  std::size_t word = start / 64;
  std::uint64_t bits = occupied_[word] & (~std::uint64_t{0} << (start % 64));
  while (bits == 0) {
    word = (word + 1) % occupied_.size();
    bits = occupied_[word];
  }
  return word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
}

TimingWheel::Event TimingWheel::take() {
  assert(!empty());
  const Index index = heads_[next_bucket()];
  const Event event = events_[index];
  unlink(index);
  now_ns_ = event.time_ns;
  return event;
}

void TimingWheel::start_at(std::int64_t time_ns) {
  assert(empty() && time_ns >= now_ns_);
  now_ns_ = time_ns;
}

}  // namespace onefold::bench
