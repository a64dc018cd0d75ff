// Accepts TCP connections and hands over what comes on them: for the lease keeper and for peers.
//
// Models nothing of what is said. At most `connections_max` at a time; single-threaded.
#pragma once

#include <boost/asio.hpp>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "client/byte_stream.hpp"

namespace onefold::client {

class Listener {
 public:
  // Returns how many of the bytes are taken, as ByteStreamOwner::on_bytes, or nothing if they are not what is
  // spoken here: the connection is closed then. May write to `from`.
  using Taker = std::function<std::optional<std::size_t>(ByteStream& from, std::string_view bytes)>;

  Listener(boost::asio::io_context& context, std::size_t input_size_max, std::size_t connections_max,
           Taker taker);
  ~Listener();  // closes all
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::error_code listen(const std::string& host, std::uint16_t port);

 private:
  class Guest;
  class Room;  // what handlers share, which may outlive the listener
  std::shared_ptr<Room> room_;
};

}  // namespace onefold::client
