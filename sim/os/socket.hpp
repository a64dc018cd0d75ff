// What TCP and UDP sockets have in common. All calls return a result >= 0, or -errno, and never wait.
#pragma once

#include <sys/socket.h>

#include <utility>
#include <vector>

#include "sim/net/address.hpp"
#include "sim/net/endpoint.hpp"
#include "sim/os/descriptor.hpp"
#include "sim/os/effect.hpp"

namespace onefold::sim {

class Network;

class Socket : public Descriptor {
 public:
  using Descriptor::Descriptor;

  virtual int bind(Address local) = 0;
  virtual int connect(Address remote) = 0;
  virtual int listen(int backlog);
  virtual int accept(Address& peer, int status_flags);  // the new number
  virtual int shutdown(int how) = 0;
  // `to` null: the connected peer.
  virtual ssize_t send(const iovec* parts, int count, const Address* to) = 0;
  virtual ssize_t receive(const iovec* parts, int count, bool peek, Address& from) = 0;
  virtual Address local() const = 0;
  virtual bool peer(Address& remote) const = 0;
  virtual int take_error() = 0;
  virtual std::size_t readable_bytes() const = 0;
  virtual bool listens() const { return false; }

  // Options without a meaning here (buffer sizes, no-delay) are remembered and given back.
  void set_option(int level, int name, int value);
  int option(int level, int name) const;

  ssize_t readv(const iovec* parts, int count) override;
  ssize_t writev(const iovec* parts, int count) override;
  int control(unsigned long request, void* argument) override;

 protected:
  Network& network() const;
  std::uint32_t host() const;
  // Linux takes 0.0.0.0 in connect for the host itself; loopback addresses stay.
  bool own_address(std::uint32_t ip) const;

  EffectVerdict effect_of_send(const MessageLabel& label, std::size_t size);

 private:
  std::vector<std::pair<std::uint64_t, int>> options_;
};

std::size_t bytes_in(const iovec* parts, int count);

}  // namespace onefold::sim
