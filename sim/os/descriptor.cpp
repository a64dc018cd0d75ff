#include "sim/os/descriptor.hpp"

#include <fcntl.h>

#include <cerrno>

#include "sim/os/epoll_set.hpp"
#include "sim/os/process.hpp"

namespace onefold::sim {

Descriptor::~Descriptor() {
  EpollSet::forget_target(*this);
}

ssize_t Descriptor::readv(const iovec*, int) {
  return -EINVAL;
}
ssize_t Descriptor::writev(const iovec*, int) {
  return -EINVAL;
}
off_t Descriptor::seek(off_t, int) {
  return -ESPIPE;
}
int Descriptor::control(unsigned long, void*) {
  return -ENOTTY;
}
int Descriptor::lock(int, struct flock*) {
  return -EINVAL;
}

bool Descriptor::blocking() const {
  return (status_flags & O_NONBLOCK) == 0;
}

void Descriptor::notify(std::uint32_t events) {
  if (process_.dying()) return;
  for (EpollItem* item = watchers_; item != nullptr; item = item->next_watcher)
    item->set->on_notify(*item, events);
  process_.wake();
}

}  // namespace onefold::sim
