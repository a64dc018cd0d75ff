// Messages that gateways send once more over connections of their own: what a proxy does with a request whose
// answer does not come in time.
//
// Models a gateway that has connections to the receiver open at any time, waits for all answers, and passes
// on the first or the last. Ignores what it does with answers that differ.
#include <cassert>

#include "sim/core/random.hpp"
#include "sim/net/connection.hpp"
#include "sim/net/network.hpp"

namespace onefold::sim {

// The connection that the sender knows brings the first copy, or the last one; its answer is the one that is
// passed on. What follows on it waits.
void Connection::send_again(int side, std::span<const std::byte> frame, const Key& key, TimeNs arrival_ns,
                            std::uint64_t hash, const Fault& fault) {
  assert(side == 0 && "only whoever connects asks");
  const TimeNs last_ns = arrival_ns + fault.delay_ns * fault.copies;
  const bool answers_last = (mix(network_.points().background_seed(), hash) & 1) != 0;
  push_bytes(side, frame, key, answers_last ? last_ns : arrival_ns, hash);
  for (std::uint32_t k = 0; k < fault.copies; ++k) {
    const TimeNs due_ns = arrival_ns + fault.delay_ns * (answers_last ? k : k + 1);
    const std::uint64_t copy = network_.repeat(*this, frame, key, due_ns, mix(hash, k + 1));
    if (network_.options().framer != nullptr) network_.options().framer->repeated(stream(side), copy);
  }
}

void Connection::start_copy(std::uint64_t id, const Connection& original, Address local,
                            std::span<const std::byte> frame, const Key& key, TimeNs due_ns,
                            std::uint64_t hash) {
  begin(id, original.ends_[0].host, local, original.ends_[1].host, original.ends_[1].address);
  copy_ = true;
  hash_ = hash;
  tie_ = network_.points().calm() ? 0 : static_cast<std::uint16_t>(hash >> 48);
  ends_[0].established = true;
  flows_[0].bytes.push(frame.data(), frame.size());
  flows_[0].last_arrival_ns = due_ns;
  if (network_.observer() != nullptr) flows_[0].keys.push_back(key);
  post(copied, 0, due_ns, static_cast<std::uint32_t>(frame.size()));
}

// Where nobody listens any more, or there is no room, the gateway has lost its connection, and gives up.
void Connection::on_copied() {
  End& receiver = ends_[1];
  Listener* listener =
      network_.powered(receiver.host) ? network_.find_listener(receiver.host, receiver.address) : nullptr;
  if (listener == nullptr || !listener->has_room()) {
    flows_[0].bytes.clear();
    return;
  }
  receiver.state = State::open;
  receiver.established = true;
  receiver.endpoint = listener->on_connection(*this);
  on_bytes(0, static_cast<std::uint32_t>(flows_[0].bytes.size()), true);
}

void Connection::discard(bool last) {
  Flow& answers = flows_[1];
  answers.bytes.drop_front(answers.arrived);
  answers.arrived = 0;
  if (last) close(0, false);
}

}  // namespace onefold::sim
