#include "sim/core/event_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/core/random.hpp"

namespace onefold::sim {
namespace {

struct Recorder final : EventTarget {
  explicit Recorder(EventQueue& owner) : queue(owner), handle(owner.join(*this)) {}
  void on_event(const Event& event) override { seen.push_back({event.time_ns, event.what}); }
  EventQueue& queue;
  EventQueue::Handle handle;
  std::vector<std::pair<TimeNs, std::uint32_t>> seen;
};

void drain(EventQueue& queue) {
  while (!queue.empty()) queue.step();
}

TEST(EventQueue, HandsOutManyEventsByTimeAndThenByOrderOfPosting) {
  EventQueue queue;
  Recorder recorder(queue);
  RandomStream random(7);
  std::vector<std::pair<TimeNs, std::uint32_t>> wanted;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const auto time_ns = static_cast<TimeNs>(random.next() % 500);
    queue.post(recorder.handle, time_ns, i);
    wanted.emplace_back(time_ns, i);
  }
  std::sort(wanted.begin(), wanted.end());
  drain(queue);
  EXPECT_EQ(recorder.seen, wanted);
  EXPECT_EQ(queue.now(), 499);
}

TEST(EventQueue, TiesGoBeforeTheOrderOfPosting) {
  EventQueue queue;
  Recorder recorder(queue);
  queue.post(recorder.handle, 5, 1, 0, 9);
  queue.post(recorder.handle, 5, 2, 0, 3);
  queue.post(recorder.handle, 5, 3, 0, 9);
  drain(queue);
  EXPECT_EQ(recorder.seen, (std::vector<std::pair<TimeNs, std::uint32_t>>{{5, 2}, {5, 1}, {5, 3}}));
}

TEST(EventQueue, APostponedEventKeepsItsPlaceAmongThoseOfItsNewTime) {
  struct Postponer final : EventTarget {
    void on_event(const Event& event) override {
      if (event.what == 1 && event.time_ns < 10) return queue->postpone(event, 10);
      seen.push_back(event.what);
    }
    EventQueue* queue = nullptr;
    std::vector<std::uint32_t> seen;
  };
  EventQueue queue;
  Postponer postponer;
  postponer.queue = &queue;
  const auto handle = queue.join(postponer);
  queue.post(handle, 5, 1);
  queue.post(handle, 10, 2);
  drain(queue);
  EXPECT_EQ(postponer.seen, (std::vector<std::uint32_t>{1, 2}));
}

TEST(EventQueue, EventsOfATargetThatHasLeftAreDropped) {
  EventQueue queue;
  Recorder first(queue);
  queue.post(first.handle, 1, 1);
  queue.leave(first.handle);
  Recorder second(queue);  // takes the same slot
  queue.post(second.handle, 2, 2);
  EXPECT_FALSE(queue.step());
  EXPECT_TRUE(queue.step());
  EXPECT_TRUE(first.seen.empty());
  EXPECT_EQ(second.seen.size(), 1u);
}

TEST(EventQueue, ThePastMeansNow) {
  EventQueue queue;
  Recorder recorder(queue);
  queue.advance(100);
  queue.post(recorder.handle, 50, 1);
  drain(queue);
  EXPECT_EQ(recorder.seen.front().first, 100);
}

}  // namespace
}  // namespace onefold::sim
