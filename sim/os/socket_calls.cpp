// The system calls on sockets.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sim/os/calls.hpp"
#include "sim/os/process.hpp"
#include "sim/os/tcp_socket.hpp"
#include "sim/os/udp_socket.hpp"

namespace onefold::sim::calls {
namespace {

// -errno, or 0 and the socket.
int find_socket(Process& process, int number, Socket*& socket) {
  process.enter_call();
  Descriptor* descriptor = process.find(number);
  if (descriptor == nullptr) return -EBADF;
  const bool is_socket =
      descriptor->kind() == Descriptor::Kind::tcp || descriptor->kind() == Descriptor::Kind::udp;
  if (!is_socket) return -ENOTSOCK;
  socket = static_cast<Socket*>(descriptor);
  return 0;
}

int read_address(const sockaddr* from, socklen_t size, Address& address) {
  sockaddr_in in{};
  if (from == nullptr || size < sizeof in) return -EINVAL;
  std::memcpy(&in, from, sizeof in);
  if (in.sin_family != AF_INET) return -EAFNOSUPPORT;
  address = {ntohl(in.sin_addr.s_addr), ntohs(in.sin_port)};
  return 0;
}

// As the kernel does: what does not fit is cut off, the size is that of the whole.
void write_address(const Process& process, Address address, sockaddr* to, socklen_t* size) {
  if (to == nullptr || size == nullptr) return;
  process.saw(std::uint64_t{address.ip} << 16 | address.port);
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_addr.s_addr = htonl(address.ip);
  in.sin_port = htons(address.port);
  std::memcpy(to, &in, std::min<std::size_t>(*size, sizeof in));
  *size = sizeof in;
}

int status_of(int flags) {
  return O_RDWR | ((flags & SOCK_NONBLOCK) != 0 ? O_NONBLOCK : 0);
}

}  // namespace

int socket(Process& process, int domain, int type, int) {
  process.enter_call();
  if (domain != AF_INET) return -EAFNOSUPPORT;
  std::unique_ptr<Socket> socket;
  const int kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (kind == SOCK_STREAM) {
    socket = std::make_unique<TcpSocket>(process);
  } else if (kind == SOCK_DGRAM) {
    socket = std::make_unique<UdpSocket>(process);
  } else {
    return -EPROTONOSUPPORT;
  }
  socket->status_flags = status_of(type);
  return process.add(std::move(socket));
}

int bind(Process& process, int number, const sockaddr* address, socklen_t size) {
  Socket* socket = nullptr;
  if (const int error = find_socket(process, number, socket)) return error;
  Address local;
  const int error = read_address(address, size, local);
  return error != 0 ? error : socket->bind(local);
}

int listen(Process& process, int number, int backlog) {
  Socket* socket = nullptr;
  const int error = find_socket(process, number, socket);
  return error != 0 ? error : socket->listen(backlog);
}

int accept(Process& process, int number, sockaddr* address, socklen_t* size, int flags) {
  Socket* socket = nullptr;
  if (const int error = find_socket(process, number, socket)) return error;
  Address peer;
  const int result = socket->accept(peer, status_of(flags));
  if (result >= 0) write_address(process, peer, address, size);
  return result;
}

int connect(Process& process, int number, const sockaddr* address, socklen_t size) {
  Socket* socket = nullptr;
  if (const int error = find_socket(process, number, socket)) return error;
  Address remote;
  const int error = read_address(address, size, remote);
  return error != 0 ? error : socket->connect(remote);
}

int shutdown(Process& process, int number, int how) {
  Socket* socket = nullptr;
  const int error = find_socket(process, number, socket);
  return error != 0 ? error : socket->shutdown(how);
}

int local_name(Process& process, int number, sockaddr* address, socklen_t* size) {
  Socket* socket = nullptr;
  if (const int error = find_socket(process, number, socket)) return error;
  write_address(process, socket->local(), address, size);
  return 0;
}

int peer_name(Process& process, int number, sockaddr* address, socklen_t* size) {
  Socket* socket = nullptr;
  if (const int error = find_socket(process, number, socket)) return error;
  Address peer;
  if (!socket->peer(peer)) return -ENOTCONN;
  write_address(process, peer, address, size);
  return 0;
}

int get_option(Process& process, int number, int level, int name, void* value, socklen_t* size) {
  Socket* socket = nullptr;
  if (const int error = find_socket(process, number, socket)) return error;
  const bool tcp = socket->kind() == Descriptor::Kind::tcp;
  if (tcp && level == SOL_SOCKET && name == SO_LINGER && *size >= sizeof(linger)) {
    const linger answer{static_cast<TcpSocket*>(socket)->abort_on_close(), 0};
    std::memcpy(value, &answer, sizeof answer);
    *size = sizeof answer;
    return 0;
  }
  int answer = socket->option(level, name);
  if (level == SOL_SOCKET) {
    if (name == SO_ERROR) answer = socket->take_error();
    if (name == SO_TYPE) answer = tcp ? SOCK_STREAM : SOCK_DGRAM;
    if (name == SO_ACCEPTCONN) answer = socket->listens();
  }
  process.saw(static_cast<std::uint64_t>(answer));
  const std::size_t room = std::min<std::size_t>(*size, sizeof answer);
  std::memcpy(value, &answer, room);
  *size = static_cast<socklen_t>(room);
  return 0;
}

int set_option(Process& process, int number, int level, int name, const void* value, socklen_t size) {
  Socket* socket = nullptr;
  if (const int error = find_socket(process, number, socket)) return error;
  if (level == SOL_SOCKET && name == SO_LINGER && size >= sizeof(linger)) {
    linger wanted{};
    std::memcpy(&wanted, value, sizeof wanted);
    const bool abort = wanted.l_onoff != 0 && wanted.l_linger == 0;
    if (socket->kind() == Descriptor::Kind::tcp) static_cast<TcpSocket*>(socket)->set_abort_on_close(abort);
    return 0;
  }
  if (size < sizeof(int)) return -EINVAL;
  int wanted = 0;
  std::memcpy(&wanted, value, sizeof wanted);
  socket->set_option(level, name, wanted);
  return 0;
}

ssize_t send_message(Process& process, int number, const msghdr* message, int) {
  Socket* socket = nullptr;
  if (const int error = find_socket(process, number, socket)) return error;
  Address to;
  const bool named = message->msg_name != nullptr;
  if (named) {
    const int error = read_address(static_cast<const sockaddr*>(message->msg_name), message->msg_namelen, to);
    if (error != 0) return error;
  }
  return socket->send(message->msg_iov, static_cast<int>(message->msg_iovlen), named ? &to : nullptr);
}

ssize_t receive_message(Process& process, int number, msghdr* message, int flags) {
  Socket* socket = nullptr;
  if (const int error = find_socket(process, number, socket)) return error;
  Address from;
  const bool udp = socket->kind() == Descriptor::Kind::udp;
  const std::size_t whole = udp ? socket->readable_bytes() : 0;
  const int count = static_cast<int>(message->msg_iovlen);
  const ssize_t result = socket->receive(message->msg_iov, count, (flags & MSG_PEEK) != 0, from);
  if (result < 0) return result;
  process.saw_bytes(message->msg_iov, count, result);
  message->msg_controllen = 0;
  message->msg_flags = whole > static_cast<std::size_t>(result) ? MSG_TRUNC : 0;
  if (udp) {
    write_address(process, from, static_cast<sockaddr*>(message->msg_name), &message->msg_namelen);
  } else {
    message->msg_namelen = 0;
  }
  return result;
}

}  // namespace onefold::sim::calls
