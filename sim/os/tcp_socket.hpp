// A TCP socket: as yet unused, listening, connecting, or one end of a connection. The states and the
// readiness bits are those of Linux (tcp_poll); SIGPIPE is never raised. Ignores: TIME_WAIT, urgent data,
// SO_*TIMEO.
#pragma once

#include <deque>
#include <memory>

#include "sim/os/socket.hpp"

namespace onefold::sim {

class TcpSocket final : public Socket, public Endpoint, public Listener {
 public:
  explicit TcpSocket(Process& process) : Socket(process, Kind::tcp) {}

  int bind(Address local) override;
  int connect(Address remote) override;
  int listen(int backlog) override;
  int accept(Address& peer, int status_flags) override;
  int shutdown(int how) override;
  ssize_t send(const iovec* parts, int count, const Address* to) override;
  ssize_t receive(const iovec* parts, int count, bool peek, Address& from) override;
  Address local() const override { return local_; }
  bool peer(Address& remote) const override;
  int take_error() override;
  std::size_t readable_bytes() const override;
  bool listens() const override { return state_ == State::listening; }

  std::uint32_t ready() const override;
  int close() override;
  void on_death(bool power) override;
  void add_state(Digest& digest) const override;

  // SO_LINGER with a time of 0: close sends RST.
  void set_abort_on_close(bool abort) { abort_on_close_ = abort; }
  bool abort_on_close() const { return abort_on_close_; }

 private:
  enum class State : std::uint8_t { unused, listening, connecting, connected };

  // From the network.
  Departure before_departure(const MessageLabel& label, std::size_t size) override;
  void after_departure() override;
  void on_established() override;
  void on_connect_failed(int error) override;
  void on_readable() override;
  void on_writable() override;
  void on_reset() override;
  bool has_room() const override { return backlog_.size() <= backlog_max_; }
  Endpoint* on_connection(Connection& connection) override;

  State state_ = State::unused;
  bool bound_ = false;
  bool input_shut_ = false;
  bool abort_on_close_ = false;
  Address local_;
  Connection* connection_ = nullptr;  // of the network
  int side_ = 0;
  std::size_t backlog_max_ = 0;
  std::deque<std::unique_ptr<TcpSocket>> backlog_;
  EffectVerdict verdict_;  // of the message that is leaving
};

}  // namespace onefold::sim
