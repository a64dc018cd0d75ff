#include "sim/net/connection.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>

#include "sim/core/random.hpp"
#include "sim/net/network.hpp"

namespace onefold::sim {
namespace {

constexpr std::uint32_t syn_attempts_max = 7;  // Linux: tcp_syn_retries is 6
constexpr TimeNs syn_patience_ns = 127 * second_ns;
constexpr TimeNs arp_patience_ns = 3 * second_ns;
constexpr TimeNs ack_retry_ns = second_ns;

}  // namespace

Connection::Connection(Network& network) : network_(network), handle_(network.events().join(*this)) {}

Connection::~Connection() {
  network_.events().leave(handle_);
}

void Connection::begin(std::uint64_t id, std::uint32_t from, Address local, std::uint32_t to,
                       Address remote) {
  for (End& end : ends_) end = End{};
  for (Flow& flow : flows_) flow.reset();
  id_ = id;
  draws_ = 0;
  unanswered_ = refuse_ = silent_ = broken_ = overdue_ = copy_ = false;
  in_use_ = true;
  started_ns_ = network_.now();
  ends_[0].address = local;
  ends_[0].host = from;
  ends_[0].state = State::open;
  ends_[1].address = remote;
  ends_[1].host = to;
  channel_ = network_.channel(remote.port);
}

void Connection::start(std::uint64_t id, std::uint32_t from, Address local, std::uint32_t to, bool reachable,
                       Address remote, Endpoint& connector) {
  begin(id, from, local, to, remote);
  ends_[0].endpoint = &connector;
  if (!reachable) {
    ends_[1].host = from;
    tie_ = 0;
    post(unreachable, 1, started_ns_ + arp_patience_ns);
    return;
  }
  Key key{PointKind::connection, name_of(0), name_of(1), channel_, name_none, name_none, 0};
  if (from != to) {
    const Fault* fault =
        network_.points().ask(key, {FaultKind::refuse, FaultKind::unanswered}, 0, started_ns_);
    unanswered_ = fault != nullptr && fault->kind == FaultKind::unanswered;
    refuse_ = fault != nullptr && fault->kind == FaultKind::refuse;
    hash_ = network_.points().last_hash();
  } else {
    hash_ = network_.points().count(key);
  }
  const std::uint64_t background = mix(network_.points().background_seed(), hash_);
  tie_ = network_.points().calm() ? 0 : static_cast<std::uint16_t>(background >> 48);
  try_syn(0);
}

void Connection::post(What what, int flow, TimeNs time_ns, std::uint32_t size) {
  ++pending_;
  network_.events().post(
      handle_, time_ns, static_cast<std::uint32_t>(what) << 1 | static_cast<std::uint32_t>(flow), size, tie_);
}

// Of a segment without a key of its own.
TimeNs Connection::wire_latency(int flow, std::uint64_t purpose) {
  const std::uint64_t draw = mix(hash_, ++draws_ * 16 + purpose);
  return network_.latency(ends_[flow].host, ends_[1 - flow].host, draw);
}

void Connection::try_syn(std::uint32_t attempt) {
  const TimeNs sent_ns = started_ns_ + ((TimeNs{1} << attempt) - 1) * second_ns;
  post(syn, 0, sent_ns + wire_latency(0, syn), attempt);
}

// The SYN arrives, or would have; each attempt posts the next one until the handshake has got on.
void Connection::on_syn(std::uint32_t attempt) {
  if (ends_[0].state != State::open) return;
  const std::uint32_t target = ends_[1].host;
  const bool swallowed = (unanswered_ && !network_.points().healed(network_.now())) ||
                         !network_.powered(target) || network_.partitioned(ends_[0].host, target);
  Listener* listener = swallowed ? nullptr : network_.find_listener(target, ends_[1].address);
  if (swallowed || (listener != nullptr && !listener->has_room())) {
    if (attempt + 1 < syn_attempts_max) {
      try_syn(attempt + 1);
    } else {
      post(timed_out, 1, started_ns_ + syn_patience_ns);
    }
    return;
  }
  const TimeNs answered_ns = network_.now() + wire_latency(1, established_event);
  flows_[1].last_arrival_ns = answered_ns;
  post(refuse_ || listener == nullptr ? refused : established_event, 1, answered_ns);
}

void Connection::on_ack() {
  if (ends_[1].state != State::waiting) return;
  Listener* listener = network_.find_listener(ends_[1].host, ends_[1].address);
  if (listener == nullptr || !network_.powered(ends_[1].host)) {
    ends_[1].state = network_.powered(ends_[1].host) ? State::closed : State::vanished;
    if (ends_[1].state == State::closed) post(rst, 1, network_.now() + wire_latency(1, rst));
    return;
  }
  if (!listener->has_room()) {
    post(ack, 0, network_.now() + ack_retry_ns);
    return;
  }
  End& end = ends_[1];
  end.state = State::open;
  end.established = true;
  end.endpoint = listener->on_connection(*this);
  network_.tell(WireObserver::What::connected, name_of(0), name_of(1), Key{});
}

// A segment that cannot pass now is sent again when it can: it keeps its place in the order of its flow.
bool Connection::postponed(const Event& event, What what, int flow) {
  if (what == syn || what == timed_out || what == unreachable) return false;
  const std::uint32_t to = ends_[1 - flow].host;
  const TimeNs until_ns = network_.blocked_until(ends_[flow].host, to);
  if (until_ns <= network_.now()) {
    flows_[flow].stalled_since_ns = -1;
    return false;
  }
  if (what == data || what == data_part || what == held_due || what == copied)
    note_stall(flow, event.time_ns, until_ns);
  network_.events().postpone(event, until_ns);
  return true;
}

// Beyond the bound the sender's kernel gives up: nothing of it arrives, and both sides get an RST.
void Connection::note_stall(int flow, TimeNs began_ns, TimeNs until_ns) {
  Flow& stalled = flows_[flow];
  if (stalled.stalled_since_ns < 0) stalled.stalled_since_ns = began_ns;
  const TimeNs limit_ns = network_.options().stall_max_ns;
  if (limit_ns == 0 || overdue_ || until_ns - stalled.stalled_since_ns <= limit_ns) return;
  overdue_ = true;
  if (!broken_) break_at(network_.now());
}

void Connection::on_event(const Event& event) {
  const auto what = static_cast<What>(event.what >> 1);
  const int flow = static_cast<int>(event.what & 1);
  if (postponed(event, what, flow)) return;
  arrive(what, flow, event.size);
  --pending_;
  release_if_unused();
}

void Connection::arrive(What what, int flow, std::uint32_t size) {
  End& receiver = ends_[1 - flow];
  switch (what) {
    case syn:
      on_syn(size);
      return;
    case ack:
      on_ack();
      return;
    case established_event:
      if (receiver.state != State::open) return;
      receiver.established = true;
      flows_[0].last_arrival_ns = network_.now() + wire_latency(0, ack);
      post(ack, 0, flows_[0].last_arrival_ns);
      receiver.endpoint->on_established();
      return;
    case refused:
    case timed_out:
    case unreachable:
      ends_[1].state = State::closed;
      if (receiver.state != State::open) return;
      receiver.error = what == refused ? ECONNREFUSED : what == timed_out ? ETIMEDOUT : EHOSTUNREACH;
      receiver.reset = true;
      receiver.endpoint->on_connect_failed(receiver.error);
      return;
    default:
      break;
  }
  if (silent_) return;
  if (overdue_ && (what == data || what == data_part || what == held_due || what == copied)) return;
  switch (what) {
    case data:
      on_bytes(flow, size, true);
      return;
    case data_part:
      on_bytes(flow, size, false);
      return;
    case held_due:
      on_held(flow, size);
      return;
    case copied:
      on_copied();
      return;
    case fin:
      on_fin(flow);
      return;
    case rst:
      on_rst(flow);
      return;
    default:
      if (receiver.state == State::open && !receiver.reset) receiver.endpoint->on_writable();
  }
}

void Connection::on_fin(int flow) {
  End& receiver = ends_[1 - flow];
  if (receiver.state == State::vanished) return answer_with_rst(flow);
  flows_[flow].fin_arrived = true;
  if (copy_ && flow == 1) return close(0, false);
  if (receiver.endpoint != nullptr && !receiver.reset) receiver.endpoint->on_readable();
}

void Connection::on_rst(int flow) {
  End& receiver = ends_[1 - flow];
  Flow& incoming = flows_[flow];
  incoming.bytes.truncate(incoming.arrived);
  incoming.held_left = incoming.held_bytes = 0;
  if (receiver.reset || receiver.state == State::vanished || receiver.state == State::closed) return;
  receiver.reset = true;
  // Linux: EPIPE if the peer had ended its stream properly before, else ECONNRESET.
  receiver.error = incoming.fin_arrived ? EPIPE : ECONNRESET;
  network_.tell(WireObserver::What::disconnected, name_of(1 - flow), name_of(flow), Key{});
  if (receiver.endpoint != nullptr) receiver.endpoint->on_reset();
}

// Bytes have arrived where nobody knows the connection.
void Connection::answer_with_rst(int flow) {
  End& receiver = ends_[1 - flow];
  if (receiver.state == State::vanished && !network_.powered(receiver.host)) {
    receiver.refuses_bytes = true;
    return;
  }
  if (ends_[flow].state == State::open && !ends_[flow].reset) {
    post(rst, 1 - flow, network_.now() + wire_latency(1 - flow, rst));
  }
}

void Connection::host_is_back(std::uint32_t host) {
  for (int side = 0; side < 2; ++side) {
    if (ends_[side].state == State::vanished && ends_[side].host == host && ends_[side].refuses_bytes) {
      ends_[side].refuses_bytes = false;
      answer_with_rst(1 - side);
    }
  }
}

void Connection::end_silence() {
  const bool stuck = !broken_ && (flows_[0].swallowed || flows_[1].swallowed);
  if (!silent_ && !stuck) return;
  silent_ = false;
  broken_ = true;
  for (int flow = 0; flow < 2; ++flow) post(rst, flow, network_.now());
}

int Connection::take_error(int side) {
  const int error = ends_[side].error;
  ends_[side].error = 0;
  return error;
}

ssize_t Connection::receive(int side, const iovec* parts, int count, bool peek) {
  Flow& flow = flows_[1 - side];
  if (flow.arrived == 0) {
    if (ends_[side].error != 0) return -take_error(side);
    if (flow.fin_arrived || ends_[side].reset) return 0;
    return -EAGAIN;
  }
  std::size_t done = 0;
  for (int i = 0; i < count && done < flow.arrived; ++i) {
    const std::size_t size = std::min(parts[i].iov_len, flow.arrived - done);
    flow.bytes.peek(done, static_cast<std::byte*>(parts[i].iov_base), size);
    done += size;
  }
  if (peek) return static_cast<ssize_t>(done);
  flow.bytes.drop_front(done);
  flow.arrived -= done;
  // As Linux does, the sender is told only when a good part of the window is free.
  if (flow.sender_waits && flow.outstanding() <= window_bytes * 2 / 3) {
    flow.sender_waits = false;
    post(room, side, network_.now() + wire_latency(side, room));
  }
  return static_cast<ssize_t>(done);
}

void Connection::release_if_unused() {
  if (!in_use_ || pending_ > 0) return;
  for (const End& end : ends_) {
    if (end.endpoint != nullptr) return;
  }
  in_use_ = false;
  network_.recycle(*this);
}

}  // namespace onefold::sim
