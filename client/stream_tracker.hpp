// Puts the events of the account's stream in order and knows what is missing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "venue/api/messages.hpp"

namespace onefold::client {

// Events that came too early and wait for those before them. More are dropped: subscribing again brings them.
inline constexpr std::size_t early_events_max = 4096;

class StreamTracker {
 public:
  virtual ~StreamTracker() = default;

  // All up to `seq` are taken; what waits is forgotten.
  virtual void reset(std::uint64_t seq);
  // The venue has made events up to `seq`.
  virtual void expect(std::uint64_t seq);
  // An event came. False if it was taken before, waits already, or there is no room.
  virtual bool offer(venue::ExecutionReport&& report);
  // The next event in order, which is thereby taken.
  virtual std::optional<venue::ExecutionReport> next();
  // Events are known to be missing.
  virtual bool gap() const { return expected_ > applied_ || !early_.empty(); }

  // The highest number that an event came with, or that the venue said it has made: taken, waiting or
  // missing.
  std::uint64_t told() const;
  // Number of the last event taken.
  std::uint64_t applied() const { return applied_; }

 protected:
  std::uint64_t applied_ = 0;
  std::uint64_t expected_ = 0;
  std::map<std::uint64_t, venue::ExecutionReport> early_;
};

}  // namespace onefold::client
