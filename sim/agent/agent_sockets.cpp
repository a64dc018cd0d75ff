// libc symbols of sockets. IPv4 of the node behind both families: IPv6 sockets see mapped addresses.
//
// Ignores: ancillary data, out-of-band data, AF_UNIX but for socketpair, raw sockets. MSG_WAITALL is honoured
// by the agent, time-outs and blocking by the controller.
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"
#include "sim/agent/scattered_bytes.hpp"

namespace onefold::sim::agent {
namespace {

constexpr unsigned char mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

int with_address(Op op, int fd, const sockaddr* address, socklen_t size) {
  Request request{op, number_of(fd)};
  request.size = to_node_address(address, size, slot().bytes);
  return static_cast<int>(answer(call(request)));
}

int name_of(Op op, int fd, sockaddr* address, socklen_t* size) {
  const int64_t result = call({op, number_of(fd)});
  if (result >= 0) from_node_address(is_ipv6(fd), slot().bytes, slot().size, address, size);
  return static_cast<int>(answer(result < 0 ? result : 0));
}

int accept_virtual(int fd, sockaddr* address, socklen_t* size, int flags) {
  const int64_t number = call({Op::accept, number_of(fd), flags});
  const bool six = is_ipv6(fd);
  if (number >= 0 && address != nullptr) from_node_address(six, slot().bytes, slot().size, address, size);
  const int accepted = hold(number, (flags & SOCK_CLOEXEC) != 0);
  if (accepted >= 0 && six) set_ipv6(accepted);
  set_socket(accepted);
  return accepted;
}

long send_virtual(int fd, const msghdr* message, int flags) {
  if (message->msg_name == nullptr)
    return write_virtual(fd, message->msg_iov, static_cast<int>(message->msg_iovlen), flags);
  Request request{Op::send_to, number_of(fd), flags};
  const socklen_t size =
      to_node_address(static_cast<const sockaddr*>(message->msg_name), message->msg_namelen, slot().bytes);
  request.b = size;
  Collector all(message->msg_iov, static_cast<int>(message->msg_iovlen));
  request.size = size + static_cast<uint32_t>(all.take(slot().bytes + size, lockstep::payload_max - size));
  if (!all.empty()) return answer(-EMSGSIZE);
  return answer(call(request));
}

// bytes: uint32 size of the address, the address, the data.
long receive_virtual(int fd, msghdr* message, int flags) {
  const int count = static_cast<int>(message->msg_iovlen);
  size_t room = 0;
  for (int i = 0; i < count; ++i) room += message->msg_iov[i].iov_len;
  constexpr size_t most = lockstep::payload_max - 64;
  Request request{Op::receive_from, number_of(fd), static_cast<int64_t>(room < most ? room : most), flags};
  const int64_t result = call(request);
  if (result < 0) return answer(result);
  uint32_t size = 0;
  memcpy(&size, slot().bytes, sizeof size);
  const char* bytes = slot().bytes + sizeof size;
  spread(bytes + size, result, message->msg_iov, count);
  auto* name = static_cast<sockaddr*>(message->msg_name);
  if (name != nullptr && size > 0) {
    from_node_address(is_ipv6(fd), bytes, size, name, &message->msg_namelen);
  } else {
    message->msg_namelen = 0;
  }
  message->msg_controllen = 0;
  message->msg_flags = 0;
  return static_cast<long>(result);
}

long receive_all(int fd, void* bytes, size_t size, int flags) {
  size_t got = 0;
  while (got < size) {
    const iovec part{static_cast<char*>(bytes) + got, size - got};
    const long result = read_virtual(fd, &part, 1, flags & ~MSG_WAITALL);
    if (result < 0 && got == 0) return result;
    if (result <= 0) break;
    got += static_cast<size_t>(result);
  }
  return static_cast<long>(got);
}

int get_option_virtual(int fd, int level, int name, void* value, socklen_t* size) {
  const int64_t result = call({Op::get_option, number_of(fd), level, name, *size});
  if (result < 0) return static_cast<int>(answer(result));
  if (level == SOL_SOCKET && name == SO_DOMAIN && is_ipv6(fd)) {
    const int domain = AF_INET6;
    memcpy(slot().bytes, &domain, sizeof domain);
  }
  const socklen_t known = slot().size < *size ? slot().size : *size;
  memcpy(value, slot().bytes, known);
  *size = known;
  return 0;
}

bool simulated(int domain) {
  return attached() && (domain == AF_INET || domain == AF_INET6);
}

}  // namespace

socklen_t to_node_address(const sockaddr* from, socklen_t size, void* out) {
  if (from == nullptr || size > sizeof(sockaddr_storage)) return 0;
  if (from->sa_family != AF_INET6 || size < sizeof(sockaddr_in6)) {
    memcpy(out, from, size);
    return size;
  }
  sockaddr_in6 six;
  memcpy(&six, from, sizeof six);
  sockaddr_in four = {};
  four.sin_family = AF_INET;
  four.sin_port = six.sin6_port;
  const unsigned char* bytes = six.sin6_addr.s6_addr;
  if (memcmp(bytes, mapped_prefix, sizeof mapped_prefix) == 0) {
    memcpy(&four.sin_addr, bytes + 12, 4);
  } else if (IN6_IS_ADDR_LOOPBACK(&six.sin6_addr)) {
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  } else if (!IN6_IS_ADDR_UNSPECIFIED(&six.sin6_addr)) {
    four.sin_addr.s_addr = htonl(0xffffffffu);  // no such node
  }
  memcpy(out, &four, sizeof four);
  return sizeof four;
}

void from_node_address(bool six, const void* in, socklen_t in_size, sockaddr* to, socklen_t* size) {
  if (to == nullptr || size == nullptr) return;
  sockaddr_in four = {};
  const socklen_t known = in_size < sizeof four ? in_size : static_cast<socklen_t>(sizeof four);
  memcpy(&four, in, known);
  if (!six || four.sin_family != AF_INET) {
    memcpy(to, &four, *size < known ? *size : known);
    *size = known;
    return;
  }
  sockaddr_in6 mapped = {};
  mapped.sin6_family = AF_INET6;
  mapped.sin6_port = four.sin_port;
  if (four.sin_addr.s_addr != 0) {
    memcpy(mapped.sin6_addr.s6_addr, mapped_prefix, sizeof mapped_prefix);
    memcpy(mapped.sin6_addr.s6_addr + 12, &four.sin_addr, 4);
  }
  memcpy(to, &mapped, *size < sizeof mapped ? *size : sizeof mapped);
  *size = sizeof mapped;
}

}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT int socket(int domain, int type, int protocol) noexcept {
  if (!simulated(domain)) {
    if (attached() && domain == AF_NETLINK) return static_cast<int>(answer(-EAFNOSUPPORT));
    if (attached()) refuse("socket", __builtin_return_address(0), "only AF_INET and AF_INET6 are simulated");
    return static_cast<int>(answer(raw(SYS_socket, domain, type, protocol)));
  }
  const int fd = hold(call({Op::socket, -1, AF_INET, type, protocol}), (type & SOCK_CLOEXEC) != 0);
  if (fd >= 0 && domain == AF_INET6) set_ipv6(fd);
  set_socket(fd);
  return fd;
}

ONEFOLD_EXPORT int bind(int fd, const sockaddr* address, socklen_t size) noexcept {
  if (is_virtual(fd)) return with_address(Op::bind, fd, address, size);
  return static_cast<int>(answer(raw(SYS_bind, fd, bits(address), size)));
}

ONEFOLD_EXPORT int listen(int fd, int backlog) noexcept {
  if (is_virtual(fd)) return static_cast<int>(answer(call({Op::listen, number_of(fd), backlog})));
  return static_cast<int>(answer(raw(SYS_listen, fd, backlog)));
}

ONEFOLD_EXPORT int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
  if (is_virtual(fd)) return accept_virtual(fd, address, size, flags);
  return static_cast<int>(answer(raw(SYS_accept4, fd, bits(address), bits(size), flags)));
}

ONEFOLD_EXPORT int accept(int fd, sockaddr* address, socklen_t* size) {
  return accept4(fd, address, size, 0);
}

ONEFOLD_EXPORT int connect(int fd, const sockaddr* address, socklen_t size) {
  if (is_virtual(fd)) return with_address(Op::connect, fd, address, size);
  return static_cast<int>(answer(raw(SYS_connect, fd, bits(address), size)));
}

ONEFOLD_EXPORT int shutdown(int fd, int how) noexcept {
  if (is_virtual(fd)) return static_cast<int>(answer(call({Op::shutdown, number_of(fd), how})));
  return static_cast<int>(answer(raw(SYS_shutdown, fd, how)));
}

ONEFOLD_EXPORT int getsockname(int fd, sockaddr* address, socklen_t* size) noexcept {
  if (is_virtual(fd)) return name_of(Op::local_name, fd, address, size);
  return static_cast<int>(answer(raw(SYS_getsockname, fd, bits(address), bits(size))));
}

ONEFOLD_EXPORT int getpeername(int fd, sockaddr* address, socklen_t* size) noexcept {
  if (is_virtual(fd)) return name_of(Op::peer_name, fd, address, size);
  return static_cast<int>(answer(raw(SYS_getpeername, fd, bits(address), bits(size))));
}

ONEFOLD_EXPORT int getsockopt(int fd, int level, int name, void* value, socklen_t* size) noexcept {
  if (is_virtual(fd)) return get_option_virtual(fd, level, name, value, size);
  return static_cast<int>(answer(raw(SYS_getsockopt, fd, level, name, bits(value), bits(size))));
}

ONEFOLD_EXPORT int setsockopt(int fd, int level, int name, const void* value, socklen_t size) noexcept {
  if (is_virtual(fd)) {
    const Request request{Op::set_option, number_of(fd), level, name};
    const bool taken = is_socket(fd) && value != nullptr && size == sizeof(int);
    const bool span = level == SOL_SOCKET && (name == SO_RCVTIMEO || name == SO_SNDTIMEO);
    if (taken && !span && post(request, value, size)) return 0;
    return static_cast<int>(answer(call(request, value, size)));
  }
  return static_cast<int>(answer(raw(SYS_setsockopt, fd, level, name, bits(value), size)));
}

ONEFOLD_EXPORT int socketpair(int domain, int type, int protocol, int fds[2]) noexcept {
  if (!attached()) return static_cast<int>(answer(raw(SYS_socketpair, domain, type, protocol, bits(fds))));
  return hold_pair(1, type, fds);
}

ONEFOLD_EXPORT int pipe2(int fds[2], int flags) noexcept {
  if (!attached()) return static_cast<int>(answer(raw(SYS_pipe2, bits(fds), flags)));
  return hold_pair(0, flags, fds);
}

ONEFOLD_EXPORT int pipe(int fds[2]) noexcept {
  return pipe2(fds, 0);
}

ONEFOLD_EXPORT ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  if (is_virtual(fd)) return send_virtual(fd, message, flags);
  return answer(raw(SYS_sendmsg, fd, bits(message), flags));
}

ONEFOLD_EXPORT ssize_t recvmsg(int fd, msghdr* message, int flags) {
  if (is_virtual(fd)) return receive_virtual(fd, message, flags);
  return answer(raw(SYS_recvmsg, fd, bits(message), flags));
}

ONEFOLD_EXPORT ssize_t sendto(int fd, const void* bytes, size_t size, int flags, const sockaddr* to,
                              socklen_t to_size) {
  if (!is_virtual(fd))
    return answer(raw(SYS_sendto, fd, bits(bytes), static_cast<long>(size), flags, bits(to), to_size));
  iovec part{const_cast<void*>(bytes), size};
  msghdr message = {};
  message.msg_name = const_cast<sockaddr*>(to);
  message.msg_namelen = to_size;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  return send_virtual(fd, &message, flags);
}

ONEFOLD_EXPORT ssize_t recvfrom(int fd, void* bytes, size_t size, int flags, sockaddr* from,
                                socklen_t* from_size) {
  if (!is_virtual(fd))
    return answer(
        raw(SYS_recvfrom, fd, bits(bytes), static_cast<long>(size), flags, bits(from), bits(from_size)));
  if (from == nullptr && (flags & MSG_WAITALL) != 0) return receive_all(fd, bytes, size, flags);
  iovec part{bytes, size};
  if (from == nullptr) return read_virtual(fd, &part, 1, flags);
  msghdr message = {};
  message.msg_name = from;
  message.msg_namelen = *from_size;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  const long result = receive_virtual(fd, &message, flags);
  *from_size = message.msg_namelen;
  return result;
}

ONEFOLD_EXPORT ssize_t send(int fd, const void* bytes, size_t size, int flags) {
  return sendto(fd, bytes, size, flags, nullptr, 0);
}

ONEFOLD_EXPORT ssize_t recv(int fd, void* bytes, size_t size, int flags) {
  return recvfrom(fd, bytes, size, flags, nullptr, nullptr);
}

ONEFOLD_EXPORT ssize_t __recv_chk(int fd, void* bytes, size_t size, size_t room, int flags) {
  if (size > room) __builtin_trap();
  return recv(fd, bytes, size, flags);
}

ONEFOLD_EXPORT ssize_t __recvfrom_chk(int fd, void* bytes, size_t size, size_t room, int flags,
                                      sockaddr* from, socklen_t* from_size) {
  if (size > room) __builtin_trap();
  return recvfrom(fd, bytes, size, flags, from, from_size);
}
