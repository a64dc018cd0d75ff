// What a descriptor number names: a socket, a timer, an epoll set, an open file ... Linux calls it an open
// file description: several numbers (dup) may name one.
//
// Models non-blocking use. A call that would have to wait answers -EAGAIN; the door turns that into a message
// and an abort when the descriptor is a blocking one, because nothing may wait inside a simulated node.
#pragma once

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/types.h>
#include <sys/uio.h>

#include <cstdint>

#include "sim/core/digest.hpp"

namespace onefold::sim {

class Process;
struct EpollItem;

class Descriptor {
 public:
  enum class Kind : std::uint8_t { tcp, udp, epoll, timer, event, pipe, file, directory, device };

  Descriptor(Process& process, Kind kind) : process_(process), kind_(kind) {}
  virtual ~Descriptor();  // leaves every epoll set it is in
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  Kind kind() const { return kind_; }
  Process& process() const { return process_; }

  // The EPOLL* bits that hold now.
  virtual std::uint32_t ready() const = 0;

  // All of these return a result >= 0, or -errno. They are called inside the process, dying or not: in a
  // dying one (process().dying()) they have no effect outside, yet succeed. Defaults: -EINVAL, seek -ESPIPE,
  // control -ENOTTY.
  virtual ssize_t readv(const iovec* parts, int count);
  virtual ssize_t writev(const iovec* parts, int count);
  virtual off_t seek(off_t offset, int whence);
  virtual int control(unsigned long request, void* argument);  // ioctl; FIONBIO is done by the caller
  // fcntl F_GETLK, F_SETLK, F_SETLKW and the F_OFD_* ones; -EAGAIN where the W forms would wait. Default
  // -EINVAL.
  virtual int lock(int command, struct flock* lock);

  // Called once, when the last number that names it is closed; it is deleted afterwards. The result is
  // close()'s.
  virtual int close() { return 0; }

  // The process is being killed (power: its machine loses power), at this moment and before the code that
  // runs in it returns: whatever the rest of the world will see of that must happen now. From here on
  // process().dying() holds.
  virtual void on_death(bool power) { (void)power; }

  // The system clock of its node has jumped: timers on it must be armed anew.
  virtual void on_clock_jump() {}

  // What the kernel knows of it and its process may not have seen yet. For comparing states.
  virtual void add_state(Digest& digest) const { (void)digest; }

  int status_flags = 0;  // of fcntl F_GETFL/F_SETFL, access mode included: O_NONBLOCK, O_APPEND, O_RDWR ...

  bool blocking() const;

 protected:
  // `events` (EPOLL* bits) have just become true or true again: wakes the epoll sets that wait for them, and
  // marks the process as runnable. Call it for every arrival, not only for changes: edge-triggered sets need
  // each.
  void notify(std::uint32_t events);

 private:
  friend class EpollSet;
  friend class Process;
  Process& process_;
  EpollItem* watchers_ = nullptr;  // intrusive list, owned by their epoll sets
  std::uint32_t numbers_ = 0;      // how many descriptor numbers name it
  Kind kind_;
};

}  // namespace onefold::sim
