// One direction of a connection: what its sender has written and its receiver has not read.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/digest.hpp"
#include "sim/core/key.hpp"
#include "sim/core/time.hpp"
#include "sim/net/byte_queue.hpp"

namespace onefold::sim {

// A whole message that gateways hold back or repeat; it comes into the stream between two others.
struct HeldFrame {
  std::vector<std::byte> bytes;
  Key key;
  bool overtaken_by_next = false;  // arrives behind the next message, if that is sooner
  bool due = false;                // its time has come in the middle of another message
  bool arrived = false;
};

struct Flow {
  ByteQueue bytes;                 // arrived, then in flight
  std::size_t arrived = 0;         // readable bytes at the front
  std::vector<std::byte> partial;  // written, but no whole message yet
  std::vector<HeldFrame> held;
  std::size_t held_bytes = 0;
  std::size_t held_left = 0;    // not arrived
  std::size_t held_events = 0;  // still queued
  TimeNs last_arrival_ns = 0;   // of what was sent last: nothing sent later arrives sooner
  TimeNs last_held_ns = 0;
  TimeNs stalled_since_ns = -1;  // partitions and pauses hold it back since then; -1: they do not
  std::vector<Key> keys;         // of messages in flight, only while the wire is observed
  std::size_t keys_arrived = 0;
  bool swallowed = false;   // a message that must keep its place was lost: nothing sent after it passes
  bool in_message = false;  // the first part of a message has arrived, the second has not
  bool finished = false;    // FIN sent
  bool fin_arrived = false;
  bool sender_waits = false;  // for room

  std::size_t outstanding() const { return bytes.size() + partial.size() + held_bytes; }

  void add_state(Digest& digest, TimeNs now_ns) const;

  // Keeps the memory.
  void reset() {
    bytes.clear();
    partial.clear();
    held.clear();
    keys.clear();
    arrived = held_bytes = held_left = held_events = keys_arrived = 0;
    last_arrival_ns = last_held_ns = 0;
    stalled_since_ns = -1;
    swallowed = in_message = finished = fin_arrived = sender_waits = false;
  }
};

}  // namespace onefold::sim
