#include "sim/door/foreign_call.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sim/door/local_stream.hpp"
#include "sim/os/calls.hpp"
#include "sim/os/kernel.hpp"

namespace onefold::sim {
namespace {

using lockstep::Op;
using lockstep::Slot;

template <typename T>
T* payload(Slot& slot) {
  return reinterpret_cast<T*>(slot.bytes);
}

int int_of(std::int64_t value) {
  return static_cast<int>(value);
}

std::size_t bounded(std::int64_t wanted, std::size_t most = lockstep::payload_max) {
  return wanted <= 0 ? 0 : std::min(static_cast<std::size_t>(wanted), most);
}

// Of one end of a socketpair.
std::int64_t local_option(Slot& slot) {
  int value = 0;
  if (slot.a == SOL_SOCKET && slot.b == SO_TYPE) value = SOCK_STREAM;
  if (slot.a == SOL_SOCKET && slot.b == SO_DOMAIN) value = AF_UNIX;
  std::memcpy(slot.bytes, &value, sizeof value);
  slot.size = sizeof value;
  return 0;
}

std::int64_t unnamed(Slot& slot) {
  const sa_family_t family = AF_UNIX;
  std::memcpy(slot.bytes, &family, sizeof family);
  slot.size = sizeof family;
  return 0;
}

socklen_t address_room() {
  return sizeof(sockaddr_storage);
}

}  // namespace

bool ForeignCalls::blocks(int number) const {
  const Descriptor* descriptor = process_.find(number);
  return descriptor != nullptr && descriptor->blocking();
}

std::int64_t ForeignCalls::or_wait(int number, std::int64_t result, int flags) const {
  const bool waits = result == -EAGAIN && (flags & MSG_DONTWAIT) == 0 && blocks(number);
  return waits ? would_wait : result;
}

std::int64_t ForeignCalls::attempt(Slot& slot, std::int64_t& progress) {
  const std::uint32_t size = std::min<std::uint32_t>(slot.size, lockstep::payload_max);
  slot.size = size;
  if (slot.op >= Op::open) return on_path(slot);
  if (slot.op >= Op::epoll_create) return on_readiness(slot);
  if (slot.op >= Op::socket) return on_socket(slot, progress);
  if (slot.op >= Op::read_at) return on_file(slot);
  return on_descriptor(slot, progress);
}

TimeNs ForeignCalls::patience_ns(const Slot& slot) const {
  switch (slot.op) {
    case Op::poll:
      return slot.a;
    case Op::epoll_wait:
      return slot.b;
    default:
      break;
  }
  const auto found = patience_.find(slot.number);
  if (found == patience_.end()) return -1;
  const bool sends = slot.op == Op::write || slot.op == Op::send_to || slot.op == Op::connect;
  const TimeNs ns = sends ? found->second.send_ns : found->second.receive_ns;
  return ns > 0 ? ns : -1;
}

std::int64_t ForeignCalls::late_answer(const Slot& slot) {
  if (slot.op == Op::poll || slot.op == Op::epoll_wait) return 0;
  return slot.op == Op::connect ? -EINPROGRESS : -EAGAIN;
}

std::int64_t ForeignCalls::on_descriptor(Slot& slot, std::int64_t& progress) {
  switch (slot.op) {
    case Op::random:
      slot.size = static_cast<std::uint32_t>(bounded(slot.a));
      process_.random().fill(slot.bytes, slot.size);
      return 0;
    case Op::resolve: {
      slot.bytes[std::min<std::size_t>(slot.size, lockstep::payload_max - 1)] = '\0';
      if (std::strcmp(slot.bytes, "localhost") == 0) return INADDR_LOOPBACK;
      return process_.kernel().control.address_of(slot.bytes);
    }
    case Op::host_name: {
      const std::string_view name = process_.kernel().names().text(process_.name());
      std::memcpy(slot.bytes, name.data(), name.size());
      return static_cast<std::int64_t>(name.size());
    }
    case Op::close:
      patience_.erase(slot.number);
      return calls::close(process_, slot.number);
    case Op::read:
      return read(slot);
    case Op::write:
      return write(slot, progress);
    default:
      return -ENOSYS;
  }
}

std::int64_t ForeignCalls::read(Slot& slot) {
  const Descriptor* descriptor = process_.find(slot.number);
  const int flags = int_of(slot.b);
  if (descriptor != nullptr && descriptor->kind() == Descriptor::Kind::tcp) return receive_from(slot);
  const iovec part{slot.bytes, bounded(slot.a)};
  return or_wait(slot.number, calls::readv(process_, slot.number, &part, 1), flags);
}

// Who may wait gets all of it written before the answer.
std::int64_t ForeignCalls::write(Slot& slot, std::int64_t& progress) {
  const Descriptor* descriptor = process_.find(slot.number);
  const bool stream = descriptor != nullptr && (descriptor->kind() == Descriptor::Kind::tcp ||
                                                descriptor->kind() == Descriptor::Kind::pipe);
  const bool waits = stream && descriptor->blocking() && (slot.a & MSG_DONTWAIT) == 0;
  std::size_t written = progress > 0 ? static_cast<std::size_t>(progress) : 0;
  do {
    const iovec part{slot.bytes + written, slot.size - written};
    const std::int64_t result = calls::writev(process_, slot.number, &part, 1);
    if (result == -EAGAIN && waits) {
      progress = written > 0 ? static_cast<std::int64_t>(written) : -1;
      return would_wait;
    }
    if (result < 0) return written > 0 ? static_cast<std::int64_t>(written) : result;
    written += static_cast<std::size_t>(result);
  } while (waits && written < slot.size && !process_.dying());
  return static_cast<std::int64_t>(written);
}

std::int64_t ForeignCalls::connect(Slot& slot, std::int64_t& progress) {
  if (progress == 0) {
    const int result = calls::connect(process_, slot.number, payload<sockaddr>(slot), slot.size);
    if (result != -EINPROGRESS || !blocks(slot.number)) return result;
    progress = -1;
    return would_wait;
  }
  const Descriptor* descriptor = process_.find(slot.number);
  if (descriptor == nullptr) return -EBADF;
  if (descriptor->ready() == 0) return would_wait;
  int error = 0;
  socklen_t size = sizeof error;
  calls::get_option(process_, slot.number, SOL_SOCKET, SO_ERROR, &error, &size);
  return -error;
}

// As read for a stream: then the bytes stand alone.
std::int64_t ForeignCalls::receive_from(Slot& slot) {
  const bool plain = slot.op == Op::read;
  const int flags = int_of(slot.b);
  sockaddr_storage from = {};
  const std::size_t head = plain ? 0 : sizeof(std::uint32_t) + sizeof(sockaddr_in);
  iovec part{slot.bytes + head, bounded(slot.a, lockstep::payload_max - head)};
  msghdr message = {};
  message.msg_name = &from;
  message.msg_namelen = sizeof from;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  const Descriptor* descriptor = process_.find(slot.number);
  const bool local = descriptor != nullptr && descriptor->kind() == Descriptor::Kind::pipe;
  const std::int64_t result =
      local ? calls::readv(process_, slot.number, &part, 1)
            : calls::receive_message(process_, slot.number, &message, flags & ~MSG_DONTWAIT);
  if (result < 0) return or_wait(slot.number, result, flags);
  if (plain) return result;
  // Where there is no address, its room stays unused.
  const std::uint32_t size = sizeof(sockaddr_in);
  std::memcpy(slot.bytes, &size, sizeof size);
  std::memcpy(slot.bytes + sizeof size, &from, size);
  return result;
}

std::int64_t ForeignCalls::send_to(Slot& slot) {
  const auto address = bounded(slot.b, slot.size);
  iovec part{slot.bytes + address, slot.size - address};
  msghdr message = {};
  message.msg_name = slot.bytes;
  message.msg_namelen = static_cast<socklen_t>(address);
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  return or_wait(slot.number, calls::send_message(process_, slot.number, &message, 0), int_of(slot.a));
}

std::int64_t ForeignCalls::pair(Slot& slot) {
  const bool socket = slot.a != 0;
  auto forth = std::make_shared<LocalChannel>();
  auto back = socket ? std::make_shared<LocalChannel>() : nullptr;
  auto first = std::make_unique<LocalEnd>(process_, forth, back, socket);
  auto second = std::make_unique<LocalEnd>(process_, back, forth, socket);
  const int nonblocking = (slot.b & O_NONBLOCK) != 0 ? O_NONBLOCK : 0;
  first->status_flags |= nonblocking;
  second->status_flags |= nonblocking;
  const int numbers[2] = {process_.add(std::move(first)), process_.add(std::move(second))};
  if (numbers[0] < 0 || numbers[1] < 0) return -EMFILE;
  std::memcpy(slot.bytes, numbers, sizeof numbers);
  return 0;
}

std::int64_t ForeignCalls::set_option(Slot& slot) {
  const bool receive = slot.b == SO_RCVTIMEO;
  if (slot.a == SOL_SOCKET && (receive || slot.b == SO_SNDTIMEO)) {
    timeval span = {};
    if (slot.size < sizeof span) return -EINVAL;
    std::memcpy(&span, slot.bytes, sizeof span);
    SocketPatience& patience = patience_[slot.number];
    (receive ? patience.receive_ns : patience.send_ns) =
        span.tv_sec * second_ns + span.tv_usec * microsecond_ns;
    return 0;
  }
  return calls::set_option(process_, slot.number, int_of(slot.a), int_of(slot.b), slot.bytes, slot.size);
}

std::int64_t ForeignCalls::on_socket(Slot& slot, std::int64_t& progress) {
  const int number = slot.number;
  socklen_t room = address_room();
  std::int64_t result = 0;
  Descriptor* descriptor = process_.find(number);
  const bool local = descriptor != nullptr && descriptor->kind() == Descriptor::Kind::pipe;
  switch (slot.op) {
    case Op::socket:
      return calls::socket(process_, int_of(slot.a), int_of(slot.b), int_of(slot.c));
    case Op::pair:
      return pair(slot);
    case Op::bind:
      return calls::bind(process_, number, payload<sockaddr>(slot), slot.size);
    case Op::listen:
      return calls::listen(process_, number, int_of(slot.a));
    case Op::accept:
      result = calls::accept(process_, number, payload<sockaddr>(slot), &room, int_of(slot.a));
      slot.size = room;
      return or_wait(number, result);
    case Op::connect:
      return connect(slot, progress);
    case Op::shutdown:
      if (local && slot.a != SHUT_RD) static_cast<LocalEnd*>(descriptor)->end_output();
      return local ? 0 : calls::shutdown(process_, number, int_of(slot.a));
    case Op::local_name:
    case Op::peer_name:
      if (local) return unnamed(slot);
      result = slot.op == Op::local_name ? calls::local_name(process_, number, payload<sockaddr>(slot), &room)
                                         : calls::peer_name(process_, number, payload<sockaddr>(slot), &room);
      slot.size = room;
      return result;
    case Op::get_option:
      room = static_cast<socklen_t>(bounded(slot.c, sizeof(linger)));
      if (local) return local_option(slot);
      result = calls::get_option(process_, number, int_of(slot.a), int_of(slot.b), slot.bytes, &room);
      slot.size = room;
      return result;
    case Op::set_option:
      return local ? 0 : set_option(slot);
    case Op::send_to:
      return local ? write(slot, progress) : send_to(slot);
    case Op::receive_from:
      return receive_from(slot);
    default:
      return -ENOSYS;
  }
}

std::int64_t ForeignCalls::on_readiness(Slot& slot) {
  const int number = slot.number;
  itimerspec timer = {};
  std::int64_t result = 0;
  switch (slot.op) {
    case Op::epoll_create:
      return calls::epoll_create(process_);
    case Op::epoll_control:
      return calls::epoll_control(process_, number, int_of(slot.a), int_of(slot.b),
                                  payload<epoll_event>(slot));
    case Op::epoll_wait: {
      const auto most = static_cast<int>(bounded(slot.a, lockstep::payload_max / sizeof(epoll_event)));
      result = calls::epoll_take(process_, number, payload<epoll_event>(slot), most);
      return result == 0 ? would_wait : result;
    }
    case Op::poll:
      result = calls::poll(process_, payload<pollfd>(slot), slot.size / sizeof(pollfd));
      return result == 0 ? would_wait : result;
    case Op::event_create:
      return calls::event_create(process_, static_cast<unsigned>(slot.a), int_of(slot.b));
    case Op::timer_create:
      return calls::timer_create(process_, int_of(slot.a), int_of(slot.b));
    case Op::timer_set:
      std::memcpy(&timer, slot.bytes, sizeof timer);
      return calls::timer_set(process_, number, int_of(slot.a), &timer, payload<itimerspec>(slot));
    case Op::timer_get:
      return calls::timer_get(process_, number, payload<itimerspec>(slot));
    default:
      return -ENOSYS;
  }
}

}  // namespace onefold::sim
