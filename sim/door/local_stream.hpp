// Bytes between descriptors of one program, or between it and the simulator: pipes, socket pairs, and the
// standard streams of a foreign program.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/os/descriptor.hpp"

namespace onefold::sim {

class LocalEnd;

// One direction. Shared by its ends.
struct LocalChannel {
  std::string bytes;
  std::size_t taken = 0;  // of the bytes
  LocalEnd* reader = nullptr;
  LocalEnd* writer = nullptr;
  bool writer_gone = false;
  bool reader_gone = false;
  // Where what is written goes, in place of a reader.
  std::function<void(std::string_view)> sink = {};

  std::size_t waiting() const { return bytes.size() - taken; }
};

inline constexpr std::size_t local_stream_bytes_max = 65'536;  // waiting; more must wait, as in pipe(7)

class LocalEnd final : public Descriptor {
 public:
  // Either may be null: an end that is only read or only written.
  LocalEnd(Process& process, std::shared_ptr<LocalChannel> in, std::shared_ptr<LocalChannel> out,
           bool socket);

  std::uint32_t ready() const override;
  ssize_t readv(const iovec* parts, int count) override;
  ssize_t writev(const iovec* parts, int count) override;
  int control(unsigned long request, void* argument) override;
  int close() override;

  bool is_socket() const { return socket_; }
  void end_output();

  // From outside: more to be read. No bound: the sender knows its own.
  static void push(LocalChannel& channel, std::string_view bytes);

 private:
  void end_input();
  void tell(std::uint32_t events) { notify(events); }

  std::shared_ptr<LocalChannel> in_;
  std::shared_ptr<LocalChannel> out_;
  bool socket_;
};

}  // namespace onefold::sim
