// The sending half of a connection: messages are found in what is written, struck by faults, and put on their
// way.
#include <algorithm>
#include <cerrno>

#include "sim/core/random.hpp"
#include "sim/net/connection.hpp"
#include "sim/net/network.hpp"

namespace onefold::sim {
namespace {

// What a hash of a message is used for, besides its latency.
enum Purpose : std::uint64_t { purpose_latency = 1, purpose_split, purpose_split_at, purpose_split_time };

// One message in so many arrives in two parts.
constexpr std::uint64_t split_one_in = 8;

}  // namespace

Name Connection::name_of(int side) const {
  return side == 0 ? network_.speaker(ends_[0].host) : network_.host_name(ends_[1].host);
}

StreamInfo Connection::stream(int flow) const {
  return {id_, name_of(flow), name_of(1 - flow), channel_, flow == 0, network_.now()};
}

ssize_t Connection::send(int side, const iovec* parts, int count) {
  End& end = ends_[side];
  Flow& flow = flows_[side];
  if (end.error != 0) return -take_error(side);
  if (end.reset || flow.finished) return -EPIPE;
  std::size_t total = 0;
  for (int i = 0; i < count; ++i) total += parts[i].iov_len;
  const std::size_t free_bytes = window_bytes - std::min(window_bytes, flow.outstanding());
  if (free_bytes < total) flow.sender_waits = true;
  if (free_bytes == 0 && total > 0) return -EAGAIN;
  total = std::min(total, free_bytes);

  ++pending_;
  if (count == 1 && flow.partial.empty()) {
    const std::span<const std::byte> bytes(static_cast<const std::byte*>(parts[0].iov_base), total);
    const std::size_t taken = take_messages(side, bytes);
    if (taken < total) flow.partial.assign(bytes.begin() + static_cast<std::ptrdiff_t>(taken), bytes.end());
  } else {
    for (std::size_t i = 0, left = total; left > 0; ++i) {
      const auto* base = static_cast<const std::byte*>(parts[i].iov_base);
      const std::size_t size = std::min(left, parts[i].iov_len);
      flow.partial.insert(flow.partial.end(), base, base + size);
      left -= size;
    }
    // Out of reach of what happens while messages are emitted: the sender may die, and close this end.
    std::vector<std::byte> bytes;
    bytes.swap(flow.partial);
    const std::size_t taken = take_messages(side, bytes);
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
    flow.partial.swap(bytes);
  }
  // A message that does not fit into the window can never be complete: it leaves in pieces.
  if (flow.partial.size() > window_bytes / 2) flush_partial(side);
  --pending_;
  release_if_unused();
  return static_cast<ssize_t>(total);
}

// Sends each whole message; returns how many bytes that were. All of them when the sender has died of it.
std::size_t Connection::take_messages(int side, std::span<const std::byte> bytes) {
  Framer* framer = network_.options().framer;
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    const auto rest = bytes.subspan(taken);
    const std::size_t size = framer == nullptr ? rest.size() : framer->frame_size(stream(side), rest);
    if (size == 0) break;
    const auto frame = rest.first(std::min(size, rest.size()));
    if (!emit(side, frame)) return bytes.size();
    taken += frame.size();
  }
  return taken;
}

// What can strike a message. Whatever passes on the connection can be late or lost with it; the rest is the
// gateways'.
FaultSet Connection::strikes(Passage passage, std::size_t size) const {
  FaultSet menu{FaultKind::delay, FaultKind::reset_before, FaultKind::reset_after, FaultKind::silence};
  if (size > 1) menu = menu | FaultSet{FaultKind::cut};
  if (!network_.options().hops || passage == Passage::fixed) return menu;
  if (passage == Passage::free) return menu | hops_faults;
  menu = menu | FaultSet{FaultKind::drop};
  return passage == Passage::repeatable ? menu | FaultSet{FaultKind::duplicate} : menu;
}

// False: the sender has died.
bool Connection::emit(int side, std::span<const std::byte> frame) {
  Framer* framer = network_.options().framer;
  MessageLabel label{network_.bytes_name(), name_none, Passage::free};
  if (framer != nullptr) label = framer->label(stream(side), frame);

  const bool on_wire = ends_[0].host != ends_[1].host;
  Departure departure = Departure::leaves;
  Endpoint* endpoint = ends_[side].endpoint;
  if (on_wire) {
    departure = endpoint->before_departure(label, frame.size());
    if (departure == Departure::stays) return false;
  }
  Key key{PointKind::message, name_of(side), name_of(1 - side), channel_, label.kind, label.intent, 0};
  const Fault* fault = nullptr;
  if (on_wire && !broken_ && !silent_ && !flows_[side].swallowed) {
    fault = network_.points().ask(key, strikes(label.passage, frame.size()),
                                  static_cast<std::int64_t>(frame.size()), network_.now());
  } else {
    network_.points().count(key);
  }
  const std::uint64_t hash = network_.points().last_hash();
  network_.digest().add_bytes(frame.data(), frame.size());
  network_.tell(WireObserver::What::sent, key.a, key.b, key);
  route(side, frame, key, label.passage, hash, fault);
  if (departure == Departure::leaves_and_dies) {
    endpoint->after_departure();
    return false;
  }
  return true;
}

void Connection::route(int side, std::span<const std::byte> frame, const Key& key, Passage passage,
                       std::uint64_t hash, const Fault* fault) {
  if (broken_ || silent_ || flows_[side].swallowed)
    return network_.tell(WireObserver::What::lost, key.a, key.b, key);
  const std::uint64_t draw = mix(hash, purpose_latency);
  const TimeNs usual_ns = network_.now() + network_.latency(ends_[side].host, ends_[1 - side].host, draw);
  const TimeNs arrival_ns = std::max(usual_ns, flows_[side].last_arrival_ns);
  if (fault == nullptr) return push_bytes(side, frame, key, arrival_ns, hash);

  switch (fault->kind) {
    case FaultKind::drop:
      flows_[side].swallowed = passage != Passage::free;
      return network_.tell(WireObserver::What::lost, key.a, key.b, key);
    case FaultKind::duplicate: {
      if (passage == Passage::repeatable) return send_again(side, frame, key, arrival_ns, hash, *fault);
      const TimeNs apart_ns = fault->delay_ns;
      const std::uint32_t copies = fault->copies;
      push_bytes(side, frame, key, arrival_ns, hash);
      for (std::uint32_t k = 1; k <= copies; ++k) hold(side, frame, key, arrival_ns + apart_ns * k, false);
      return;
    }
    case FaultKind::reorder:
      return hold(side, frame, key, usual_ns + fault->delay_ns, true);
    case FaultKind::delay:
      if (network_.options().hops && passage == Passage::free)
        return hold(side, frame, key, usual_ns + fault->delay_ns, false);
      return push_bytes(side, frame, key, std::max(arrival_ns, usual_ns + fault->delay_ns), hash);
    case FaultKind::cut: {
      const auto kept = std::clamp<std::int64_t>(fault->amount, 0, static_cast<std::int64_t>(frame.size()));
      push_bytes(side, frame.first(static_cast<std::size_t>(kept)), key, arrival_ns, hash, data_part);
      return break_at(arrival_ns);
    }
    case FaultKind::reset_before:
      return break_at(arrival_ns);
    case FaultKind::reset_after:
      push_bytes(side, frame, key, arrival_ns, hash);
      return break_at(arrival_ns);
    default:
      silent_ = true;
      network_.tell(WireObserver::What::lost, key.a, key.b, key);
  }
}

// `end`: what the last of the bytes are; after a data_part nothing held goes in between, for it would break
// the stream.
void Connection::push_bytes(int side, std::span<const std::byte> bytes, const Key& key, TimeNs arrival_ns,
                            std::uint64_t hash, What end) {
  Flow& flow = flows_[side];
  if (bytes.empty()) return;
  const TimeNs earliest_ns =
      std::max(network_.now() + network_.options().latency_min_ns, flow.last_arrival_ns);
  flow.bytes.push(bytes.data(), bytes.size());
  flow.last_arrival_ns = arrival_ns;
  if (network_.observer() != nullptr) flow.keys.push_back(key);
  const auto size = static_cast<std::uint32_t>(bytes.size());
  const bool splits = ends_[0].host != ends_[1].host && !network_.points().calm() && size > 1 &&
                      mix(hash, purpose_split) % split_one_in == 0;
  if (!splits) return post(end, side, arrival_ns, size);
  const auto first = static_cast<std::uint32_t>(spread(mix(hash, purpose_split_at), 1, size - 1));
  const TimeNs first_ns =
      spread(mix(hash, purpose_split_time), std::min(earliest_ns, arrival_ns), arrival_ns);
  post(data_part, side, first_ns, first);
  post(end, side, arrival_ns, size - first);
}

void Connection::hold(int side, std::span<const std::byte> frame, const Key& key, TimeNs due_ns,
                      bool overtaken) {
  Flow& flow = flows_[side];
  HeldFrame held;
  held.bytes.assign(frame.begin(), frame.end());
  held.key = key;
  held.overtaken_by_next = overtaken;
  flow.held_bytes += frame.size();
  ++flow.held_left;
  ++flow.held_events;
  flow.last_held_ns = std::max(flow.last_held_ns, due_ns);
  flow.held.push_back(std::move(held));
  post(held_due, side, due_ns, static_cast<std::uint32_t>(flow.held.size() - 1));
}

void Connection::on_bytes(int flow_index, std::uint32_t size, bool last) {
  Flow& flow = flows_[flow_index];
  End& receiver = ends_[1 - flow_index];
  if (receiver.state == State::closed || receiver.state == State::vanished)
    return answer_with_rst(flow_index);
  if (receiver.reset) return;
  flow.arrived += size;
  flow.in_message = !last;
  if (copy_ && flow_index == 1) return discard(last);
  if (last && flow.keys_arrived < flow.keys.size()) {
    const Key& key = flow.keys[flow.keys_arrived++];
    network_.tell(WireObserver::What::arrived, key.b, key.a, key);
    if (flow.keys_arrived == flow.keys.size()) {
      flow.keys.clear();
      flow.keys_arrived = 0;
    }
  }
  if (last && flow.held_left > 0) {
    for (std::size_t i = 0; i < flow.held.size(); ++i) {
      HeldFrame& held = flow.held[i];
      if (!held.arrived && (held.due || held.overtaken_by_next)) insert_held(flow_index, held);
    }
    forget_held(flow_index);
  }
  if (receiver.endpoint != nullptr) receiver.endpoint->on_readable();
}

void Connection::on_held(int flow_index, std::uint32_t index) {
  Flow& flow = flows_[flow_index];
  End& receiver = ends_[1 - flow_index];
  --flow.held_events;
  HeldFrame& held = flow.held[index];
  if (held.arrived) return forget_held(flow_index);
  if (receiver.state == State::closed || receiver.state == State::vanished)
    return answer_with_rst(flow_index);
  if (receiver.reset) return;
  if (flow.in_message) {
    held.due = true;
    return;
  }
  insert_held(flow_index, held);
  forget_held(flow_index);
  if (receiver.endpoint != nullptr) receiver.endpoint->on_readable();
}

void Connection::forget_held(int flow_index) {
  Flow& flow = flows_[flow_index];
  if (flow.held_left == 0 && flow.held_events == 0) flow.held.clear();
}

void Connection::insert_held(int flow_index, HeldFrame& held) {
  Flow& flow = flows_[flow_index];
  flow.bytes.insert(flow.arrived, held.bytes.data(), held.bytes.size());
  flow.arrived += held.bytes.size();
  flow.held_bytes -= held.bytes.size();
  --flow.held_left;
  held.arrived = true;
  held.bytes.clear();
  network_.tell(WireObserver::What::arrived, held.key.b, held.key.a, held.key);
}

// FIN and RST come behind all that was sent, what gateways hold included.
TimeNs Connection::last_arrival(int flow) const {
  return std::max(flows_[flow].last_arrival_ns, flows_[flow].held_left > 0 ? flows_[flow].last_held_ns : 0);
}

void Connection::break_at(TimeNs time_ns) {
  broken_ = true;
  post(rst, 0, time_ns);
  post(rst, 1, time_ns);
}

void Connection::flush_partial(int side) {
  Flow& flow = flows_[side];
  if (flow.partial.empty()) return;
  network_.digest().add_bytes(flow.partial.data(), flow.partial.size());
  if (!broken_ && !silent_) {
    const TimeNs arrival_ns = network_.now() + wire_latency(side, data);
    Key key{PointKind::message, name_none, name_none, channel_, network_.bytes_name(), name_none, 0};
    push_bytes(side, flow.partial, key, std::max(arrival_ns, flow.last_arrival_ns), mix(hash_, draws_),
               data_part);
  }
  flow.partial.clear();
}

void Connection::finish(int side) {
  Flow& flow = flows_[side];
  if (flow.finished) return;
  flush_partial(side);
  flow.finished = true;
  if (ends_[side].reset || broken_) return;
  const TimeNs arrival_ns = network_.now() + wire_latency(side, fin);
  post(fin, side, std::max(arrival_ns, last_arrival(side)));
}

void Connection::close(int side, bool abort) {
  End& end = ends_[side];
  ++pending_;
  const bool unread = flows_[1 - side].arrived > 0;
  end.endpoint = nullptr;
  end.state = State::closed;
  if (end.established && !end.reset && !broken_) {
    if (abort || unread) {
      flows_[side].partial.clear();
      flows_[side].finished = true;
      const TimeNs arrival_ns = network_.now() + wire_latency(side, rst);
      post(rst, side, std::max(arrival_ns, last_arrival(side)));
    } else {
      finish(side);
    }
  }
  network_.tell(WireObserver::What::disconnected, name_of(side), name_of(1 - side), Key{});
  --pending_;
  release_if_unused();
}

void Connection::vanish(int side) {
  ends_[side].endpoint = nullptr;
  ends_[side].state = State::vanished;
  flows_[side].partial.clear();
  release_if_unused();
}

}  // namespace onefold::sim
