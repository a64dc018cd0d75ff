#include "sim/os/effect.hpp"

namespace onefold::sim {

Words::Words(NameTable& names)
    : send(names.intern("send")),
      write(names.intern("write")),
      fsync(names.intern("fsync")),
      rename(names.intern("rename")),
      truncate(names.intern("truncate")),
      unlink(names.intern("unlink")),
      open(names.intern("open")),
      bytes(names.intern("bytes")),
      datagram(names.intern("datagram")) {}

}  // namespace onefold::sim
