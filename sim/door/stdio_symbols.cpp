// stdio on virtual files: a FILE opened inside a node is a custom stream of glibc (fopencookie) over the open
// file.
//
// Models: modes, append, seeking, fileno, buffered bytes that are lost with the process. Ignores: freopen (it
// aborts); the buffer has 8 KiB, where glibc gives a real file one of its block size, 4 KiB.
//
// std::fstream opens its file here too, and then works on the number that fileno() gives.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "sim/door/file_door.hpp"
#include "sim/os/calls.hpp"

using namespace onefold::sim;
using file_door::is_virtual;

namespace {

// What glibc hands back to the functions of a stream. Lives as long as the stream.
struct Cookie {
  Process* process;  // null: its life is over; writes go nowhere, reads find nothing
  int number;
  FILE* stream;
};

// Bound to the open file: knows when the life is over, or the number was closed under the stream.
class StreamAttachment final : public StreamableFile::Attachment {
 public:
  explicit StreamAttachment(Cookie* cookie) : cookie_(cookie) {}
  // A stream left open by a life that is over is closed here; what is in its buffer is lost.
  ~StreamAttachment() override {
    if (cookie_ == nullptr) return;
    const bool over = cookie_->process->ending();
    cookie_->process = nullptr;
    if (over) fclose(cookie_->stream);
  }
  Cookie* cookie() const { return cookie_; }
  void forget() { cookie_ = nullptr; }

 private:
  Cookie* cookie_;
};

template <typename Visit>
void each_stream(Process& process, Visit visit) {
  process.each_descriptor([&](Descriptor& descriptor) {
    const Descriptor::Kind kind = descriptor.kind();
    if (kind != Descriptor::Kind::file && kind != Descriptor::Kind::device) return;
    for (const auto& attachment : static_cast<StreamableFile&>(descriptor).attachments) {
      auto& stream = static_cast<StreamAttachment&>(*attachment);
      if (stream.cookie() != nullptr) visit(stream);
    }
  });
}

bool alive(const Cookie& cookie) {
  return cookie.process != nullptr && cookie.process == current_process;
}

ssize_t read_stream(void* opaque, char* bytes, size_t size) {
  const Cookie& cookie = *static_cast<Cookie*>(opaque);
  if (!alive(cookie)) return 0;
  const iovec part{bytes, size};
  return file_door::answer(calls::readv(*cookie.process, cookie.number, &part, 1));
}

// glibc takes anything short of `size` for an error, so short writes are continued here, as it does for real
// files.
ssize_t write_stream(void* opaque, const char* bytes, size_t size) {
  const Cookie& cookie = *static_cast<Cookie*>(opaque);
  if (!alive(cookie)) return static_cast<ssize_t>(size);
  size_t written = 0;
  while (written < size) {
    const iovec part{const_cast<char*>(bytes) + written, size - written};
    const long result = file_door::answer(calls::writev(*cookie.process, cookie.number, &part, 1));
    if (result <= 0) break;
    written += static_cast<size_t>(result);
  }
  return static_cast<ssize_t>(written);
}

int seek_stream(void* opaque, off64_t* offset, int whence) {
  const Cookie& cookie = *static_cast<Cookie*>(opaque);
  if (!alive(cookie)) return 0;
  StreamableFile* file = file_calls::find_streamable(*cookie.process, cookie.number);
  const long result = file_door::answer(file == nullptr ? -EBADF : file->seek(*offset, whence));
  if (result < 0) return -1;
  *offset = result;
  return 0;
}

int close_stream(void* opaque) {
  const std::unique_ptr<Cookie> cookie(static_cast<Cookie*>(opaque));
  if (cookie->process == nullptr) return 0;
  each_stream(*cookie->process, [&](StreamAttachment& attachment) {
    if (attachment.cookie() == opaque) attachment.forget();
  });
  return static_cast<int>(file_door::answer(calls::close(*cookie->process, cookie->number)));
}

// -1 for a mode that fopen() does not know.
int flags_of(const char* mode) {
  const bool both = strchr(mode, '+') != nullptr;
  int flags = both ? O_RDWR : O_WRONLY;
  if (*mode == 'r') {
    flags = both ? O_RDWR : O_RDONLY;
  } else if (*mode == 'w') {
    flags |= O_CREAT | O_TRUNC;
  } else if (*mode == 'a') {
    flags |= O_CREAT | O_APPEND;
  } else {
    return -1;
  }
  if (strchr(mode, 'x') != nullptr) flags |= O_EXCL;
  return flags;
}

// Null with errno, and `number` stays open, if there is no stream to be had.
FILE* make_stream(StreamableFile& file, int number, const char* mode) {
  auto* cookie = new Cookie{current_process, number, nullptr};
  const cookie_io_functions_t functions{read_stream, write_stream, seek_stream, close_stream};
  cookie->stream = fopencookie(cookie, mode, functions);
  if (cookie->stream == nullptr) {
    delete cookie;
    return nullptr;
  }
  file.attachments.push_back(std::make_unique<StreamAttachment>(cookie));
  return cookie->stream;
}

FILE* open_stream(const char* path, const char* mode) {
  const int flags = flags_of(mode);
  const int opened = flags < 0 ? -EINVAL : file_calls::open(*current_process, AT_FDCWD, path, flags, 0666);
  const int number = static_cast<int>(file_door::answer(opened));
  if (number < 0) return nullptr;
  StreamableFile* file = file_calls::find_streamable(*current_process, number);
  if (*mode == 'a' && !file->readable()) file->seek(0, SEEK_END);
  FILE* stream = make_stream(*file, number, mode);
  if (stream == nullptr) calls::close(*current_process, number);
  return stream;
}

// -1: not a stream of this node.
int number_of(FILE* stream) {
  int number = -1;
  each_stream(*current_process, [&](StreamAttachment& attachment) {
    if (attachment.cookie()->stream == stream) number = attachment.cookie()->number;
  });
  return number;
}

}  // namespace

extern "C" {

FILE* fopen(const char* path, const char* mode) {
  if (!is_virtual(path)) return ONEFOLD_REAL(fopen)(path, mode);
  return open_stream(path, mode);
}
FILE* fopen64(const char* path, const char* mode) {
  return fopen(path, mode);
}

FILE* fdopen(int number, const char* mode) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(fdopen)(number, mode);
  StreamableFile* file = file_calls::find_streamable(*current_process, number);
  const int flags = flags_of(mode);
  if (file == nullptr || flags < 0) {
    errno = flags < 0 ? EINVAL : EBADF;
    if (current_process->find(number) == nullptr || flags < 0) return nullptr;
    file_door::refuse("fdopen on a socket, timer or event", "use read and write on the descriptor");
  }
  const bool reads = (flags & O_ACCMODE) != O_WRONLY;
  const bool writes = (flags & O_ACCMODE) != O_RDONLY;
  if ((reads && !file->readable()) || (writes && !file->writable())) {
    errno = EINVAL;
    return nullptr;
  }
  if (*mode == 'a') file->status_flags |= O_APPEND;
  return make_stream(*file, number, mode);
}

FILE* freopen(const char* path, const char* mode, FILE* stream) {
  if (current_process == nullptr) return ONEFOLD_REAL(freopen)(path, mode, stream);
  file_door::refuse("freopen", "use fclose and fopen");
}
FILE* freopen64(const char* path, const char* mode, FILE* stream) {
  return freopen(path, mode, stream);
}

int fileno(FILE* stream) noexcept {
  const int number = current_process == nullptr ? -1 : number_of(stream);
  return number >= 0 ? number : ONEFOLD_REAL(fileno)(stream);
}
int fileno_unlocked(FILE* stream) noexcept {
  return fileno(stream);
}

// Of all streams means: of all streams of this node.
int fflush(FILE* stream) {
  if (stream != nullptr || current_process == nullptr) return ONEFOLD_REAL(fflush)(stream);
  int result = 0;
  each_stream(*current_process, [&](StreamAttachment& attachment) {
    if (ONEFOLD_REAL(fflush)(attachment.cookie()->stream) != 0) result = EOF;
  });
  return result;
}

}  // extern "C"
