// The network's ear for the HTTP dialect: where messages end, what they are, whose they are.
//
// The unit is the whole HTTP message, and on an upgraded connection the whole WebSocket message. Kinds are
// those of the native dialect wherever the meaning is the same; "question" and "answer" are what that does
// not have, "upgraded" the answer to an upgrade, "control" the control frames of WebSocket. A message with a
// transfer coding cannot be read: it is "malformed". Before a gate the unit is the record of TLS, "tls".
#pragma once

#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "harness/wire_record.hpp"
#include "venue/wire/http_answer.hpp"

namespace onefold::harness {

class HttpFramer final : public sim::Framer {
 public:
  // Borrows `record`, which knows the venue's instruments and profile, and the accounts' credentials.
  HttpFramer(WireRecord& record, std::span<const venue::Credentials> credentials);

  std::size_t frame_size(const sim::StreamInfo& stream, std::span<const std::byte> bytes) override;
  sim::MessageLabel label(const sim::StreamInfo& stream, std::span<const std::byte> frame) override;
  void repeated(const sim::StreamInfo& stream, std::uint64_t copy) override;

 private:
  // A request that awaits its answer. `request` is what it says in the terms of venue/api, if it has some.
  struct Asked {
    venue::http::Topic topic = venue::http::Topic::unknown;
    std::optional<venue::Request> request;
  };
  struct Connection {
    std::uint64_t recorded_as = 0;  // in the history: of a copy, the connection of the original
    std::deque<Asked> asked;        // oldest first: answers come in the order of requests
    Asked last;
    bool upgraded = false;
  };

  Connection& connection(std::uint64_t id);
  sim::MessageLabel label_request(const sim::StreamInfo& stream, std::string_view text);
  sim::MessageLabel label_delivery(std::string_view body);
  sim::MessageLabel label_answer(const sim::StreamInfo& stream, std::string_view text);
  sim::MessageLabel label_websocket(const sim::StreamInfo& stream, std::string_view text);
  std::optional<venue::Request> understand(std::string_view text, std::size_t client,
                                           venue::http::Topic topic);

  WireRecord* record_;
  venue::http::Rules rules_;
  std::unordered_map<std::uint64_t, Connection> connections_;
  std::uint64_t requests_ = 0;  // numbers them: HTTP does not
  std::string payload_;
};

}  // namespace onefold::harness
