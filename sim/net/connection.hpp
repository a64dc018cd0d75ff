// One TCP connection: handshake, two flows, FIN and RST. Side 0 connects, side 1 accepts.
//
// Models: SYN retries at 1, 3, 7 ... s and ETIMEDOUT at 127 s; a window that stops the sender; half-close;
// RST on close with unread input and for data to a closed end; half-open connections after a power loss; what
// the kernel of the receiver has taken stays readable after an RST. Ignores: TIME_WAIT, keep-alive, urgent
// data, user time-outs.
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

#include <cstdint>
#include <span>

#include "sim/core/event_queue.hpp"
#include "sim/core/fault.hpp"
#include "sim/net/address.hpp"
#include "sim/net/endpoint.hpp"
#include "sim/net/flow.hpp"
#include "sim/net/framer.hpp"

namespace onefold::sim {

class Network;

inline constexpr std::size_t window_bytes = 256 * 1024;

class Connection final : public EventTarget {
 public:
  explicit Connection(Network& network);
  ~Connection();

  // Begins a handshake. Asks the connection point.
  void start(std::uint64_t id, std::uint32_t from, Address local, std::uint32_t to, bool reachable,
             Address remote, Endpoint& connector);

  // Brings a message that was sent on `original` once more to its receiver at due_ns, over this connection of
  // a gateway to which it is open already. Whatever answers is discarded. Asks no connection point.
  void start_copy(std::uint64_t id, const Connection& original, Address local,
                  std::span<const std::byte> frame, const Key& key, TimeNs due_ns, std::uint64_t hash);

  // Bytes taken, or -errno: -EAGAIN without room, -EPIPE after finish or FIN+RST, the error of a reset once.
  ssize_t send(int side, const iovec* parts, int count);
  // Bytes read, 0 at the end of the stream, or -errno. `peek` leaves them.
  ssize_t receive(int side, const iovec* parts, int count, bool peek);
  void finish(int side);             // FIN
  void close(int side, bool abort);  // the end goes away; RST if abort or if input is unread, else FIN
  void vanish(int side);             // the machine of that side has lost power

  bool established(int side) const { return ends_[side].established; }
  bool reset(int side) const { return ends_[side].reset; }
  int take_error(int side);
  int error(int side) const { return ends_[side].error; }
  std::size_t readable_bytes(int side) const { return flows_[1 - side].arrived; }
  bool end_of_input(int side) const { return flows_[1 - side].fin_arrived || ends_[side].reset; }
  bool has_room(int side) const { return flows_[side].outstanding() < window_bytes; }
  bool finished(int side) const { return flows_[side].finished; }
  Address address(int side) const { return ends_[side].address; }
  std::uint32_t host(int side) const { return ends_[side].host; }
  std::uint64_t id() const { return id_; }

  // For the network.
  void on_event(const Event& event) override;
  std::uint64_t meaning_of(const Event& event) const override;
  void add_state(Digest& digest) const;
  // Silences end, and connections on which a message that had to keep its place was lost: both sides get RST.
  void end_silence();
  void host_is_back(std::uint32_t host);
  bool in_use() const { return in_use_; }

 private:
  // Latency is drawn from the numbers too: new ones go to the end.
  enum What : std::uint32_t {
    syn,
    established_event,
    refused,
    ack,
    timed_out,
    unreachable,
    data,
    data_part,
    held_due,
    fin,
    rst,
    room,
    copied
  };
  enum class State : std::uint8_t { waiting, open, closed, vanished };

  struct End {
    Endpoint* endpoint = nullptr;
    Address address;
    std::uint32_t host = 0;
    State state = State::waiting;
    bool established = false;
    bool reset = false;
    bool refuses_bytes =
        false;  // has vanished and got bytes since: the sender is waiting for their acknowledgement
    int error = 0;
  };

  void post(What what, int flow, TimeNs time_ns, std::uint32_t size = 0);
  TimeNs wire_latency(int flow, std::uint64_t purpose);
  void begin(std::uint64_t id, std::uint32_t from, Address local, std::uint32_t to, Address remote);
  void try_syn(std::uint32_t attempt);
  void on_syn(std::uint32_t attempt);
  void on_ack();
  bool postponed(const Event& event, What what, int flow);
  void note_stall(int flow, TimeNs began_ns, TimeNs until_ns);
  void arrive(What what, int flow, std::uint32_t size);
  void on_bytes(int flow, std::uint32_t size, bool last);
  void on_held(int flow, std::uint32_t index);
  void insert_held(int flow, HeldFrame& held);
  void forget_held(int flow);
  void on_fin(int flow);
  void on_rst(int flow);
  void answer_with_rst(int flow);
  void release_if_unused();

  // connection_send.cpp
  std::size_t take_messages(int side, std::span<const std::byte> bytes);
  bool emit(int side, std::span<const std::byte> frame);
  FaultSet strikes(Passage passage, std::size_t size) const;
  void route(int side, std::span<const std::byte> frame, const Key& key, Passage passage, std::uint64_t hash,
             const Fault* fault);
  void push_bytes(int side, std::span<const std::byte> bytes, const Key& key, TimeNs arrival_ns,
                  std::uint64_t hash, What end = data);
  void hold(int side, std::span<const std::byte> frame, const Key& key, TimeNs due_ns, bool overtaken);
  void flush_partial(int side);
  void break_at(TimeNs time_ns);
  // connection_copy.cpp
  void send_again(int side, std::span<const std::byte> frame, const Key& key, TimeNs arrival_ns,
                  std::uint64_t hash, const Fault& fault);
  void on_copied();
  void discard(bool last);

  TimeNs last_arrival(int flow) const;
  StreamInfo stream(int flow) const;
  Name name_of(int side) const;  // in keys and traces

  Network& network_;
  EventQueue::Handle handle_;
  std::uint64_t id_ = 0;
  End ends_[2];
  Flow flows_[2];  // flows_[i] goes from side i to the other
  Name channel_;
  std::uint64_t hash_ = 0;  // of the connection's key
  std::uint64_t draws_ = 0;
  std::uint16_t tie_ = 0;
  TimeNs started_ns_ = 0;
  std::uint32_t pending_ = 0;  // events under way, and calls inside it
  bool in_use_ = false;
  bool unanswered_ = false;
  bool refuse_ = false;
  bool silent_ = false;
  bool overdue_ = false;  // what was under way was held back for too long, and is lost
  bool copy_ = false;     // made by start_copy
  bool broken_ = false;   // an RST by a fault is under way in both directions
};

}  // namespace onefold::sim
