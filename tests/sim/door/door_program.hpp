// A node's program on stock Asio, and a world of such programs, for the tests of the door.
#pragma once

#include <boost/asio.hpp>
#include <functional>
#include <memory>
#include <string>

#include "sim/node/world.hpp"

namespace onefold::sim::test {

namespace asio = boost::asio;

class AsioProgram final : public Program {
 public:
  explicit AsioProgram(const std::function<void(asio::io_context&)>& start) { start(context_); }
  bool poll_one() override {
    context_.restart();
    return context_.poll_one() != 0;
  }

 private:
  asio::io_context context_{1};
};

using Start = std::function<void(asio::io_context&)>;

// Each life runs `start` once.
inline NodeSpec asio_node(std::string name, Start start) {
  return {std::move(name),
          [start = std::move(start)](std::uint32_t) { return std::make_unique<AsioProgram>(start); }};
}

template <typename Coroutine>
Start spawn(Coroutine coroutine) {
  return [coroutine](asio::io_context& context) {
    asio::co_spawn(context, coroutine(), [](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
    });
  };
}

}  // namespace onefold::sim::test
