#include "sim/door/local_stream.hpp"

#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace onefold::sim {

LocalEnd::LocalEnd(Process& process, std::shared_ptr<LocalChannel> in, std::shared_ptr<LocalChannel> out,
                   bool socket)
    : Descriptor(process, Kind::pipe), in_(std::move(in)), out_(std::move(out)), socket_(socket) {
  if (in_) in_->reader = this;
  if (out_) out_->writer = this;
  status_flags = in_ && out_ ? O_RDWR : in_ ? O_RDONLY : O_WRONLY;
}

std::uint32_t LocalEnd::ready() const {
  std::uint32_t events = 0;
  if (in_ && in_->waiting() > 0) events |= EPOLLIN | EPOLLRDNORM;
  if (in_ && in_->writer_gone) events |= socket_ ? EPOLLIN | EPOLLRDHUP | EPOLLHUP : EPOLLHUP;
  if (out_ && out_->reader_gone) events |= EPOLLERR | EPOLLOUT;
  if (out_ && out_->waiting() < local_stream_bytes_max) events |= EPOLLOUT | EPOLLWRNORM;
  return events;
}

ssize_t LocalEnd::readv(const iovec* parts, int count) {
  if (!in_) return -EBADF;
  if (in_->waiting() == 0) return in_->writer_gone ? 0 : -EAGAIN;
  std::size_t got = 0;
  for (int i = 0; i < count && in_->waiting() > 0; ++i) {
    const std::size_t here = std::min(parts[i].iov_len, in_->waiting());
    std::memcpy(parts[i].iov_base, in_->bytes.data() + in_->taken, here);
    in_->taken += here;
    got += here;
  }
  if (in_->waiting() == 0) {
    in_->bytes.clear();
    in_->taken = 0;
  }
  if (in_->writer != nullptr) in_->writer->tell(EPOLLOUT | EPOLLWRNORM);
  return static_cast<ssize_t>(got);
}

ssize_t LocalEnd::writev(const iovec* parts, int count) {
  if (!out_) return -EBADF;
  if (out_->reader_gone) return -EPIPE;
  std::size_t taken = 0;
  for (int i = 0; i < count; ++i) {
    const std::size_t room = out_->sink
                                 ? parts[i].iov_len
                                 : local_stream_bytes_max - std::min(local_stream_bytes_max, out_->waiting());
    const std::string_view bytes(static_cast<const char*>(parts[i].iov_base),
                                 std::min(parts[i].iov_len, room));
    if (out_->sink) {
      out_->sink(bytes);
    } else {
      push(*out_, bytes);
    }
    taken += bytes.size();
    if (bytes.size() < parts[i].iov_len) break;
  }
  std::size_t asked = 0;
  for (int i = 0; i < count; ++i) asked += parts[i].iov_len;
  return taken == 0 && asked > 0 ? -EAGAIN : static_cast<ssize_t>(taken);
}

int LocalEnd::control(unsigned long request, void* argument) {
  if (request != FIONREAD || !in_) return -ENOTTY;
  const int waiting = static_cast<int>(in_->waiting());
  std::memcpy(argument, &waiting, sizeof waiting);
  return 0;
}

void LocalEnd::push(LocalChannel& channel, std::string_view bytes) {
  channel.bytes += bytes;
  if (channel.reader != nullptr) channel.reader->tell(EPOLLIN | EPOLLRDNORM);
}

void LocalEnd::end_output() {
  if (!out_) return;
  out_->writer_gone = true;
  out_->writer = nullptr;
  if (out_->reader != nullptr) out_->reader->tell(EPOLLIN | EPOLLHUP | EPOLLRDHUP);
}

void LocalEnd::end_input() {
  if (!in_) return;
  in_->reader_gone = true;
  in_->reader = nullptr;
  if (in_->writer != nullptr) in_->writer->tell(EPOLLERR | EPOLLOUT);
}

int LocalEnd::close() {
  end_output();
  end_input();
  return 0;
}

}  // namespace onefold::sim
