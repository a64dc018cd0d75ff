// The native dialect as the gate sees it (app/live/link_reader.hpp).
#include <string>

#include "app/live/link_reader.hpp"
#include "venue/wire/native.hpp"

namespace onefold::app {
namespace {

namespace native = venue::native;

class NativeLinkReader final : public LinkReader {
 public:
  std::size_t message_size(bool from_client, std::span<const std::byte> bytes) override {
    const auto scan =
        native::scan_frame(bytes, from_client ? native::request_size_max : native::frame_size_max);
    return scan.error == native::WireError::none ? scan.size : bytes.size();
  }

  Sighting read(bool from_client, std::span<const std::byte> message) override {
    Sighting seen = from_client ? request(message) : reply(message);
    seen.account = account_;
    return seen;
  }

 private:
  static Sighting malformed() {
    Sighting seen;
    seen.kind = "malformed";
    return seen;
  }

  Sighting request(std::span<const std::byte> message) {
    native::Peek peek;
    if (native::decode(message, request_) != native::WireError::none || !native::peek(message, peek))
      return malformed();
    Sighting seen = about(peek);
    seen.request = peek.kind != native::Kind::heartbeat;
    if (const auto* login = std::get_if<venue::Login>(&request_)) account_ = login->account;
    if (const auto* subscribe = std::get_if<venue::Subscribe>(&request_)) account_ = subscribe->account;
    return seen;
  }

  Sighting reply(std::span<const std::byte> message) {
    native::Peek peek;
    if (!native::peek(message, peek)) return malformed();
    Sighting seen = about(peek);
    const std::string_view kind = seen.kind;
    seen.reply = peek.kind != native::Kind::heartbeat && !kind.starts_with("event-");
    if (peek.kind == native::Kind::rejected && native::decode(message, reply_) == native::WireError::none)
      seen.reason = std::get<venue::Rejected>(reply_).reason;
    return seen;
  }

  static Sighting about(const native::Peek& peek) {
    Sighting seen;
    seen.kind = to_string(peek.kind);
    seen.client_order_id = peek.client_order_id;
    seen.several = peek.several;
    seen.number = peek.number;
    return seen;
  }

  std::string account_;
  venue::Request request_;
  venue::Reply reply_;
};

}  // namespace

std::unique_ptr<LinkReader> make_native_link_reader() {
  return std::make_unique<NativeLinkReader>();
}

}  // namespace onefold::app
