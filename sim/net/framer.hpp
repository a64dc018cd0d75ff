// How the network tells where a message in a byte stream ends and what it is: needed to strike whole messages
// and to name them in keys. Implemented outside sim, for each dialect.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/core/name.hpp"
#include "sim/core/time.hpp"

namespace onefold::sim {

// One direction of one connection.
struct StreamInfo {
  std::uint64_t connection = 0;  // from 1, unique in the world
  Name from;                     // node that sends on it
  Name to;
  Name channel;
  bool from_connector = false;  // true: client to server
  TimeNs now_ns = 0;
};

struct MessageLabel {
  Name kind;    // "new-order", "accepted" ...
  Name intent;  // or name_none, name_several
};

class Framer {
 public:
  virtual ~Framer() = default;

  // Bytes of the first frame in `bytes`, 0 while it is incomplete. Something that can never be a frame is
  // answered with bytes.size(): it passes as one message of its own.
  virtual std::size_t frame_size(const StreamInfo& stream, std::span<const std::byte> bytes) = 0;

  // Called once for each complete frame, in the order of sending, before any fault can strike it.
  virtual MessageLabel label(const StreamInfo& stream, std::span<const std::byte> frame) = 0;
};

}  // namespace onefold::sim
