// eventfd: a counter that is readable while it is not 0.
#pragma once

#include "sim/os/descriptor.hpp"

namespace onefold::sim {

class EventDescriptor final : public Descriptor {
 public:
  EventDescriptor(Process& process, std::uint64_t value, bool semaphore)
      : Descriptor(process, Kind::event), value_(value), semaphore_(semaphore) {}

  std::uint32_t ready() const override;
  ssize_t readv(const iovec* parts, int count) override;
  ssize_t writev(const iovec* parts, int count) override;
  void add_state(Digest& digest) const override { digest.add(value_); }

 private:
  std::uint64_t value_;
  bool semaphore_;
};

}  // namespace onefold::sim
