// A connection in the native dialect: frames to requests, replies and events to frames. Internal to
// venue/server.
#pragma once

#include <array>
#include <vector>

#include "venue/server/venue_session.hpp"
#include "venue/wire/native.hpp"

namespace onefold::venue {

class NativeSession final : public VenueSession {
 public:
  NativeSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<ServerCore> core, Channel channel);

  void send(const Reply& reply) override;
  bool acknowledges() const override { return true; }
  bool streams() const override { return channel_ == Channel::events; }

 private:
  boost::asio::mutable_buffer input_space() override;
  void take_input(std::size_t size) override;
  bool fill_from_stream() override;

  bool take(Request& request);
  void refuse();

  Channel channel_;
  void begin_stream(const Subscribe& wanted);
  void encode_event(ExecutionReport report);

  std::vector<std::uint64_t> snapshot_;  // events to be told before it, the last one first
  std::size_t filled_ = 0;
  std::array<std::byte, 8 * native::request_size_max> input_;
};

}  // namespace onefold::venue
