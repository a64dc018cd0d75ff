// Programs on a stock io_context: one life of a client or of a venue as the world steps it.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <utility>

#include "sim/node/world.hpp"

namespace onefold::harness {

// While it exists, a supervisor reads in `beacon` (may be null) whose code runs: node id + 1, or 0.
class RunningCode {
 public:
  RunningCode(std::atomic<std::uint32_t>* beacon, std::uint32_t node) : beacon_(beacon) {
    if (beacon_) beacon_->store(node + 1, std::memory_order_relaxed);
  }
  ~RunningCode() {
    if (beacon_) beacon_->store(0, std::memory_order_relaxed);
  }
  RunningCode(const RunningCode&) = delete;
  RunningCode& operator=(const RunningCode&) = delete;

 private:
  std::atomic<std::uint32_t>* beacon_;
};

// Owns the io_context and the subject on it. The subject goes first, its pending handlers with the context.
template <class Subject>
class AsioProgram final : public sim::Program {
 public:
  AsioProgram(std::uint32_t node, std::atomic<std::uint32_t>* beacon) : beacon_(beacon), node_(node) {}

  bool poll_one() override {
    RunningCode running(beacon_, node_);
    io_.restart();
    if (io_.poll_one() != 0) return true;
    if constexpr (requires(Subject & subject) { subject.poll_one(); })
      return subject_ && subject_->poll_one();
    return false;
  }
  bool finished() const override { return subject_ && subject_->stopped(); }

  boost::asio::io_context& io() { return io_; }
  void adopt(std::unique_ptr<Subject> subject) { subject_ = std::move(subject); }
  Subject* subject() { return subject_.get(); }

 private:
  boost::asio::io_context io_{1};
  std::unique_ptr<Subject> subject_;
  std::atomic<std::uint32_t>* beacon_;
  std::uint32_t node_;
};

}  // namespace onefold::harness
