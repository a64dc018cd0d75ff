// A subscriber to the events of every account, with a connection that no fault strikes: so a venue without an
// observer tells all that it did (wire_tap.hpp), although no client may be listening.
//
// Speaks the native dialect. Reads and forgets: the network's framer hears what is sent. Comes back at once
// when the venue was away.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace onefold::harness {

// A blank, so that no client has this name.
inline constexpr std::string_view drop_copy_node = "drop copy";

struct DropCopyOptions {
  std::string venue_host;
  std::uint16_t events_port = 0;
  std::vector<std::string> accounts;
  std::function<std::uint64_t(std::string_view account)> next_seq;  // from where to subscribe
};

class DropCopy {
 public:
  DropCopy(boost::asio::io_context& io, DropCopyOptions options);
  ~DropCopy();
  bool stopped() const { return false; }

 private:
  class Stream;
  DropCopyOptions options_;
  std::vector<std::unique_ptr<Stream>> streams_;
};

}  // namespace onefold::harness
