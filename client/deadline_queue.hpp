// Everything a client waits for, by time: one operating-system timer serves it all.
//
// Entries are not removed when they become moot; their owner recognises them by the time that it remembers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "client/standing.hpp"

namespace onefold::client {

struct Deadline {
  enum class Kind : std::uint8_t {
    request,
    intent,
    connect_orders,
    connect_events,
    reconcile,
    ping,
    gap,
    rate,
    ledger
  };
  SteadyNs at_ns = 0;
  Kind kind = Kind::request;
  std::uint64_t id = 0;  // request number or intent index
};

class DeadlineQueue {
 public:
  bool empty() const { return heap_.empty(); }
  const Deadline& first() const { return heap_.front(); }
  SteadyNs earliest_ns() const { return heap_.front().at_ns; }

  void push(const Deadline& deadline) {
    heap_.push_back(deadline);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  Deadline pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Deadline first = heap_.back();
    heap_.pop_back();
    return first;
  }
  void clear() { heap_.clear(); }

 private:
  static bool later(const Deadline& a, const Deadline& b) {
    if (a.at_ns != b.at_ns) return a.at_ns > b.at_ns;
    if (a.kind != b.kind) return a.kind > b.kind;
    return a.id > b.id;
  }

  std::vector<Deadline> heap_;
};

}  // namespace onefold::client
