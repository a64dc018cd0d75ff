// A UDP socket. Datagrams that find 256 others waiting are lost, as in a full receive buffer.
#pragma once

#include <deque>
#include <vector>

#include "sim/os/socket.hpp"

namespace onefold::sim {

class UdpSocket final : public Socket, public DatagramSocket {
 public:
  explicit UdpSocket(Process& process) : Socket(process, Kind::udp) {}

  int bind(Address local) override;
  int connect(Address remote) override;
  int shutdown(int how) override;
  ssize_t send(const iovec* parts, int count, const Address* to) override;
  ssize_t receive(const iovec* parts, int count, bool peek, Address& from) override;
  Address local() const override { return local_; }
  bool peer(Address& remote) const override;
  int take_error() override;
  std::size_t readable_bytes() const override;

  std::uint32_t ready() const override;
  int close() override;
  void on_death(bool power) override;
  void add_state(Digest& digest) const override;

 private:
  struct Datagram {
    Address from;
    std::vector<std::byte> bytes;
  };

  Departure before_departure(const MessageLabel& label, std::size_t size) override;
  void after_departure() override;
  void on_datagram(Address from, std::span<const std::byte> bytes) override;
  void on_unreachable(Address peer) override;

  bool bound_ = false;
  bool connected_ = false;
  int error_ = 0;
  Address local_;
  Address peer_;
  std::deque<Datagram> received_;
  EffectVerdict verdict_;
};

}  // namespace onefold::sim
