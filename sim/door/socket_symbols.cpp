// libc symbols of sockets.
#include <sys/socket.h>

#include <cerrno>

#include "sim/door/door_call.hpp"

using namespace onefold::sim;
using namespace onefold::sim::door_call;

namespace {

ssize_t send_virtual(const char* call, int number, const msghdr& message, int flags) {
  const ssize_t sent = calls::send_message(*current_process, number, &message, flags);
  return answer_or_refuse(call, number, sent, (flags & MSG_DONTWAIT) == 0);
}

ssize_t receive_virtual(const char* call, int number, msghdr& message, int flags) {
  const ssize_t received = calls::receive_message(*current_process, number, &message, flags);
  return answer_or_refuse(call, number, received, (flags & MSG_DONTWAIT) == 0);
}

}  // namespace

extern "C" {

int socket(int domain, int type, int protocol) noexcept {
  if (!in_node()) return ONEFOLD_REAL(socket)(domain, type, protocol);
  return static_cast<int>(answer(calls::socket(*current_process, domain, type, protocol)));
}

int socketpair(int domain, int type, int protocol, int numbers[2]) noexcept {
  if (!in_node()) return ONEFOLD_REAL(socketpair)(domain, type, protocol, numbers);
  refuse("socketpair", "connect two sockets over the loopback address");
}

int bind(int number, const sockaddr* address, socklen_t size) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(bind)(number, address, size);
  return static_cast<int>(answer(calls::bind(*current_process, number, address, size)));
}

int listen(int number, int backlog) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(listen)(number, backlog);
  return static_cast<int>(answer(calls::listen(*current_process, number, backlog)));
}

int accept4(int number, sockaddr* address, socklen_t* size, int flags) {
  if (!is_virtual(number)) return ONEFOLD_REAL(accept4)(number, address, size, flags);
  const int accepted = calls::accept(*current_process, number, address, size, flags);
  return static_cast<int>(answer_or_refuse("accept", number, accepted));
}

int accept(int number, sockaddr* address, socklen_t* size) {
  if (!is_virtual(number)) return ONEFOLD_REAL(accept)(number, address, size);
  return accept4(number, address, size, 0);
}

int connect(int number, const sockaddr* address, socklen_t size) {
  if (!is_virtual(number)) return ONEFOLD_REAL(connect)(number, address, size);
  const int result = calls::connect(*current_process, number, address, size);
  return static_cast<int>(answer_or_refuse("connect", number, result));
}

int shutdown(int number, int how) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(shutdown)(number, how);
  return static_cast<int>(answer(calls::shutdown(*current_process, number, how)));
}

int getsockname(int number, sockaddr* address, socklen_t* size) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(getsockname)(number, address, size);
  return static_cast<int>(answer(calls::local_name(*current_process, number, address, size)));
}

int getpeername(int number, sockaddr* address, socklen_t* size) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(getpeername)(number, address, size);
  return static_cast<int>(answer(calls::peer_name(*current_process, number, address, size)));
}

int getsockopt(int number, int level, int name, void* value, socklen_t* size) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(getsockopt)(number, level, name, value, size);
  return static_cast<int>(answer(calls::get_option(*current_process, number, level, name, value, size)));
}

int setsockopt(int number, int level, int name, const void* value, socklen_t size) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(setsockopt)(number, level, name, value, size);
  return static_cast<int>(answer(calls::set_option(*current_process, number, level, name, value, size)));
}

ssize_t sendmsg(int number, const msghdr* message, int flags) {
  if (!is_virtual(number)) return ONEFOLD_REAL(sendmsg)(number, message, flags);
  return send_virtual("sendmsg", number, *message, flags);
}

ssize_t sendto(int number, const void* bytes, size_t size, int flags, const sockaddr* address,
               socklen_t address_size) {
  if (!is_virtual(number)) return ONEFOLD_REAL(sendto)(number, bytes, size, flags, address, address_size);
  iovec part{const_cast<void*>(bytes), size};
  msghdr message{};
  message.msg_name = const_cast<sockaddr*>(address);
  message.msg_namelen = address_size;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  return send_virtual("sendto", number, message, flags);
}

ssize_t send(int number, const void* bytes, size_t size, int flags) {
  if (!is_virtual(number)) return ONEFOLD_REAL(send)(number, bytes, size, flags);
  return sendto(number, bytes, size, flags, nullptr, 0);
}

ssize_t recvmsg(int number, msghdr* message, int flags) {
  if (!is_virtual(number)) return ONEFOLD_REAL(recvmsg)(number, message, flags);
  return receive_virtual("recvmsg", number, *message, flags);
}

ssize_t recvfrom(int number, void* bytes, size_t size, int flags, sockaddr* address,
                 socklen_t* address_size) {
  if (!is_virtual(number)) return ONEFOLD_REAL(recvfrom)(number, bytes, size, flags, address, address_size);
  iovec part{bytes, size};
  msghdr message{};
  message.msg_name = address;
  message.msg_namelen = address_size == nullptr ? 0 : *address_size;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  const ssize_t received = receive_virtual("recvfrom", number, message, flags);
  if (received >= 0 && address_size != nullptr) *address_size = message.msg_namelen;
  return received;
}

ssize_t recv(int number, void* bytes, size_t size, int flags) {
  if (!is_virtual(number)) return ONEFOLD_REAL(recv)(number, bytes, size, flags);
  return recvfrom(number, bytes, size, flags, nullptr, nullptr);
}

// The fortified names, which -D_FORTIFY_SOURCE puts in place of the plain ones.
ssize_t __recv_chk(int number, void* bytes, size_t size, size_t room, int flags) {
  if (size > room) refuse("recv", "the buffer is smaller than the size that was given");
  return recv(number, bytes, size, flags);
}

ssize_t __recvfrom_chk(int number, void* bytes, size_t size, size_t room, int flags, sockaddr* address,
                       socklen_t* address_size) {
  if (size > room) refuse("recvfrom", "the buffer is smaller than the size that was given");
  return recvfrom(number, bytes, size, flags, address, address_size);
}

}  // extern "C"
