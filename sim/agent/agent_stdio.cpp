// stdio on the node's descriptors: the standard streams, and files opened below the data directory, are
// custom streams of glibc (fopencookie), because glibc's own make their system calls where no library can
// stand in between.
//
// Models: modes, append, seeking, fileno, and buffered bytes that are lost with the process. Ignores: freopen
// of a virtual stream (it is refused); the buffer of a file has 8 KiB.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

// Streams by their descriptor: the cookie is the descriptor's entry.
struct Stream {
  FILE* file;
  int fd;
};
constexpr int streams_max = 1024;
Stream streams[streams_max];

// glibc holds the stream's lock around these.
class KeepTurn {
 public:
  KeepTurn() { keeps_turn = true; }
  ~KeepTurn() { keeps_turn = false; }
};

ssize_t read_stream(void* cookie, char* bytes, size_t size) {
  return read(static_cast<Stream*>(cookie)->fd, bytes, size);
}

// glibc takes anything short of `size` for an error, so short writes are continued here, as it does itself.
ssize_t write_stream(void* cookie, const char* bytes, size_t size) {
  const KeepTurn keep;
  size_t written = 0;
  while (written < size) {
    const ssize_t result = write(static_cast<Stream*>(cookie)->fd, bytes + written, size - written);
    if (result <= 0) break;
    written += static_cast<size_t>(result);
  }
  return static_cast<ssize_t>(written);
}

int seek_stream(void* cookie, off64_t* offset, int whence) {
  const off64_t result = lseek64(static_cast<Stream*>(cookie)->fd, *offset, whence);
  if (result < 0) return -1;
  *offset = result;
  return 0;
}

int close_stream(void* cookie) {
  auto* stream = static_cast<Stream*>(cookie);
  stream->file = nullptr;
  return close(stream->fd);
}

Stream* find(FILE* file) {
  for (Stream& stream : streams) {
    if (stream.file == file && file != nullptr) return &stream;
  }
  return nullptr;
}

FILE* make_stream(int fd, const char* mode) {
  for (Stream& stream : streams) {
    if (stream.file != nullptr) continue;
    const cookie_io_functions_t functions = {read_stream, write_stream, seek_stream, close_stream};
    stream.fd = fd;
    stream.file = fopencookie(&stream, mode, functions);
    return stream.file;
  }
  errno = EMFILE;
  return nullptr;
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
  if (strchr(mode, 'e') != nullptr) flags |= O_CLOEXEC;
  return flags;
}

FILE* open_stream(const char* path, const char* mode) {
  const int flags = flags_of(mode);
  if (flags < 0) {
    errno = EINVAL;
    return nullptr;
  }
  const int fd = open_file(AT_FDCWD, path, flags, 0666);
  if (fd < 0) return nullptr;
  FILE* file = make_stream(fd, mode);
  if (file == nullptr) close(fd);
  return file;
}

}  // namespace

// Standard output is buffered whole, as on a pipe.
void replace_standard_streams() {
  if (FILE* file = make_stream(0, "r")) stdin = file;
  if (FILE* file = make_stream(1, "w")) stdout = file;
  if (FILE* file = make_stream(2, "w")) {
    stderr = file;
    setvbuf(file, nullptr, _IONBF, 0);
  }
}

}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT FILE* fopen(const char* path, const char* mode) {
  if (is_virtual_path(AT_FDCWD, path) || writes_read_only(path, flags_of(mode)))
    return open_stream(path, mode);
  return ONEFOLD_NEXT(fopen)(path, mode);
}

ONEFOLD_EXPORT FILE* fopen64(const char* path, const char* mode) {
  return fopen(path, mode);
}

ONEFOLD_EXPORT FILE* fdopen(int fd, const char* mode) noexcept {
  if (!is_virtual(fd)) return ONEFOLD_NEXT(fdopen)(fd, mode);
  return make_stream(fd, mode);
}

ONEFOLD_EXPORT int fileno(FILE* file) noexcept {
  const Stream* stream = this_slot == nullptr ? nullptr : find(file);
  return stream == nullptr ? ONEFOLD_NEXT(fileno)(file) : stream->fd;
}

ONEFOLD_EXPORT int fileno_unlocked(FILE* file) noexcept {
  return fileno(file);
}

ONEFOLD_EXPORT FILE* freopen(const char* path, const char* mode, FILE* file) {
  if (this_slot != nullptr && (find(file) != nullptr || (path != nullptr && is_virtual_path(AT_FDCWD, path))))
    refuse("freopen", __builtin_return_address(0), "open the file with fopen");
  return ONEFOLD_NEXT(freopen)(path, mode, file);
}

ONEFOLD_EXPORT FILE* freopen64(const char* path, const char* mode, FILE* file) {
  return freopen(path, mode, file);
}

ONEFOLD_EXPORT FILE* tmpfile() {
  static int made = 0;
  if (!attached()) return ONEFOLD_NEXT(tmpfile)();
  char path[64];
  snprintf(path, sizeof path, "%s/tmp-%d-%d", onefold::sim::lockstep::data_root, getpid(), made++);
  FILE* file = fopen(path, "w+x");
  if (file != nullptr) unlink(path);
  return file;
}

ONEFOLD_EXPORT FILE* tmpfile64() {
  return tmpfile();
}
