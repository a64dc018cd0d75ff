// What goes over one connection of a client: where messages end, and what they are. One per connection, for
// each dialect.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "sim/net/framer.hpp"
#include "venue/api/credentials.hpp"
#include "venue/api/messages.hpp"

namespace onefold::app {

// A complete message. Texts are valid until the reader's next call.
struct Sighting {
  std::string_view kind;             // a word of venue::kind_of, or "malformed"
  std::string_view account;          // that the connection is now for; empty while unknown
  std::string_view client_order_id;  // or empty
  bool several = false;              // is about several orders
  bool request = false;              // will be answered
  bool reply = false;                // answers the request with this number
  std::uint64_t number = 0;
  venue::Reason reason = venue::Reason::none;  // of a refusal
  sim::Passage passage = sim::Passage::free;   // what a gateway may do to it
};

class LinkReader {
 public:
  virtual ~LinkReader() = default;

  // Bytes of the first message in `bytes`, 0 while it is incomplete. What can never be one is a message as it
  // stands: the venue judges it. So what is held of an incomplete one is bounded.
  virtual std::size_t message_size(bool from_client, std::span<const std::byte> bytes) = 0;

  // Once for each message, in the order of sending in its direction.
  virtual Sighting read(bool from_client, std::span<const std::byte> message) = 0;
};

std::unique_ptr<LinkReader> make_native_link_reader();

// The venue's; not owned.
std::unique_ptr<LinkReader> make_http_link_reader(std::span<const venue::Credentials> credentials,
                                                  std::span<const venue::Instrument> instruments);

}  // namespace onefold::app
