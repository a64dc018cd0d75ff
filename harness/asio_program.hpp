// Programs on a stock io_context: one life of a client or of a venue as the world steps it.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <utility>

#include "sim/node/world.hpp"

namespace onefold::harness {

// Owns the io_context and the subject on it. The subject goes first, its pending handlers with the context.
template <class Subject>
class AsioProgram final : public sim::Program {
 public:
  // `running` names the node whose code runs, plus 1, for a supervisor; may be null.
  AsioProgram(std::uint32_t node, std::atomic<std::uint32_t>* running) : running_(running), node_(node + 1) {}

  bool poll_one() override {
    if (running_) running_->store(node_, std::memory_order_relaxed);
    io_.restart();
    bool ran = io_.poll_one() != 0;
    if (running_) running_->store(0, std::memory_order_relaxed);
    return ran;
  }

  bool finished() const override { return subject_ && subject_->stopped(); }

  boost::asio::io_context& io() { return io_; }
  void adopt(std::unique_ptr<Subject> subject) { subject_ = std::move(subject); }
  Subject* subject() { return subject_.get(); }

 private:
  boost::asio::io_context io_{1};
  std::unique_ptr<Subject> subject_;
  std::atomic<std::uint32_t>* running_;
  std::uint32_t node_;
};

}  // namespace onefold::harness
