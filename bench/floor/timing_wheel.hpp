// A timing wheel: a queue of future events with constant-time insertion, cancellation and removal. The floor
// that the simulator is compared with stands on it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace onefold::bench {

// Events up to horizon_ns ahead, in a ring of buckets; a bitmap finds the next bucket that is not empty, and
// inside a bucket events are sorted by time, equal times by insertion.
class TimingWheel {
 public:
  using Index = std::uint32_t;
  static constexpr Index none = 0xffff'ffffu;
  static constexpr int tick_shift = 16;  // a bucket spans 65.536 us
  static constexpr std::size_t buckets = 1024;
  static constexpr std::int64_t horizon_ns = (static_cast<std::int64_t>(buckets) - 1) << tick_shift;

  struct Event {
    std::int64_t time_ns = 0;
    std::uint32_t kind = 0;  // of the owner's numbering, as is target
    std::uint32_t target = 0;
    Index previous = none;
    Index next = none;
  };

  TimingWheel();

  // now() <= time_ns <= now() + horizon_ns. The handle is valid until the event is taken or cancelled.
  Index insert(std::int64_t time_ns, std::uint32_t kind, std::uint32_t target);
  void cancel(Index index);

  bool empty() const { return size_ == 0; }
  std::int64_t now() const { return now_ns_; }
  // Removes the earliest event and moves now() to its time. Not when empty.
  Event take();
  // Moves now() on while empty.
  void start_at(std::int64_t time_ns);

 private:
  static std::size_t bucket_of(std::int64_t time_ns) {
    return static_cast<std::size_t>(time_ns >> tick_shift) % buckets;
  }
  std::size_t next_bucket() const;
  void unlink(Index index);

  std::array<Index, buckets> heads_;
  std::array<std::uint64_t, buckets / 64> occupied_{};
  std::vector<Event> events_;
  Index free_ = none;  // list through `next`
  std::size_t size_ = 0;
  std::int64_t now_ns_ = 0;
};

}  // namespace onefold::bench
