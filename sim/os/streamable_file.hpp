// A descriptor that a library can put a stream of its own around: a file, a directory or a device.
#pragma once

#include <memory>
#include <vector>

#include "sim/os/descriptor.hpp"

namespace onefold::sim {

class StreamableFile : public Descriptor {
 public:
  // What was put around it; destroyed with it, so that it does not outlive it unawares.
  class Attachment {
   public:
    virtual ~Attachment() = default;
  };

  using Descriptor::Descriptor;
  bool readable() const { return (status_flags & O_ACCMODE) != O_WRONLY; }
  bool writable() const { return (status_flags & O_ACCMODE) != O_RDONLY; }

  std::vector<std::unique_ptr<Attachment>> attachments;
};

}  // namespace onefold::sim
