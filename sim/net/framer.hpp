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

// What gateways may do to a message, apart from the connection that it travels on.
enum class Passage : std::uint8_t {
  free,        // swallow it, hold it back, repeat it in place, let others overtake it
  repeatable,  // keep its place; swallow it, and then nothing more of its direction; send it once more over a
               // connection of their own, to pass on one of the answers and discard the other
  in_order,    // as repeatable, but never repeat it
  fixed,       // nothing but be slow
};

struct MessageLabel {
  Name kind;    // "new-order", "accepted" ...
  Name intent;  // or name_none, name_several
  Passage passage = Passage::free;
};

class Framer {
 public:
  virtual ~Framer() = default;

  // Bytes of the first frame in `bytes`, 0 while it is incomplete. Something that can never be a frame is
  // answered with bytes.size(): it passes as one message of its own.
  virtual std::size_t frame_size(const StreamInfo& stream, std::span<const std::byte> bytes) = 0;

  // Called once for each complete frame, in the order of sending, before any fault can strike it.
  virtual MessageLabel label(const StreamInfo& stream, std::span<const std::byte> frame) = 0;

  // The message labelled last, of `stream`, will travel on connection `copy` too, as the only one of its
  // direction; what answers it there goes nowhere.
  virtual void repeated(const StreamInfo& stream, std::uint64_t copy) {
    (void)stream;
    (void)copy;
  }
};

}  // namespace onefold::sim
