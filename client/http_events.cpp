#include "client/http_events.hpp"

#include <openssl/evp.h>

#include <array>
#include <optional>
#include <utility>

#include "venue/wire/http_answer.hpp"
#include "venue/wire/http_message.hpp"
#include "venue/wire/http_websocket.hpp"

namespace onefold::client {

namespace http = venue::http;

namespace {

constexpr std::size_t input_size_max = 2 * http::websocket_message_size_max;

std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

}  // namespace

HttpEvents::HttpEvents(boost::asio::io_context& context, SessionOwner& owner, LinkKind link,
                       const HttpPeer& peer)
    : owner_(&owner),
      link_(link),
      peer_(peer),
      stream_(std::make_shared<ByteStream>(context, *this, peer.tls(), input_size_max)) {}

void HttpEvents::connect(const std::string& host, std::uint16_t port) {
  stream_->connect(host, port);
}

void HttpEvents::on_opened() {
  const auto self = shared_from_this();
  state_ = State::open;
  owner_->on_connected(link_);
}

bool HttpEvents::send(const venue::Request& request) {
  const auto* subscribe = std::get_if<venue::Subscribe>(&request);
  if (subscribe == nullptr || state_ != State::open) return false;
  subscribe_ = *subscribe;
  state_ = State::asking_key;
  text_.clear();
  http::write_stream_request(http::Topic::stream_open, {}, peer_.caller(), text_);
  stream_->write(text_);
  return true;
}

std::size_t HttpEvents::on_bytes(std::string_view bytes) {
  const auto self = shared_from_this();
  return state_ == State::streaming ? take_message(bytes) : take_answer(bytes);
}

std::size_t HttpEvents::take_answer(std::string_view bytes) {
  constexpr int switching_protocols = 101;
  constexpr int ok = 200;
  const http::MessageScan scan = http::scan_message(bytes);
  if (scan.malformed) return fail();
  if (scan.size == 0) return 0;
  const auto head = http::parse_head(bytes.substr(0, scan.size));
  if (!head) return fail();
  if (state_ == State::asking_key && head->status == ok) {
    const auto key = http::read_listen_key(bytes.substr(scan.head_size, scan.size - scan.head_size));
    if (!key) return fail();
    ask_upgrade(*key);
    return scan.size;
  }
  const auto accept = http::find_field(head->fields, "Sec-WebSocket-Accept");
  const bool upgraded = state_ == State::upgrading && head->status == switching_protocols &&
                        accept == http::websocket_accept(websocket_key_);
  if (!upgraded) return fail();
  state_ = State::streaming;
  return scan.size;
}

void HttpEvents::ask_upgrade(std::string_view listen_key) {
  std::array<std::uint8_t, 16> nonce;
  random_.fill(nonce);
  websocket_key_ = base64(nonce);
  state_ = State::upgrading;
  text_.clear();
  http::write_upgrade(listen_key, subscribe_.from_seq, websocket_key_, peer_.caller(), text_);
  stream_->write(text_);
}

std::size_t HttpEvents::take_message(std::string_view bytes) {
  const std::size_t size = http::websocket_message_size(bytes);
  if (size == 0) return 0;
  http::Opcode opcode{};
  if (!http::read_websocket_message(bytes.substr(0, size), opcode, text_)) return fail();
  if (opcode == http::Opcode::close) return fail();
  if (opcode == http::Opcode::ping) {
    std::string pong;
    http::append_masked_frame(http::Opcode::pong, text_, static_cast<std::uint32_t>(random_.number()), pong);
    stream_->write(pong);
  }
  if (http::is_control(opcode)) return size;
  if (auto reply = http::read_stream_message(text_, peer_.instruments)) {
    if (auto* begun = std::get_if<venue::LoggedIn>(&*reply)) begun->request = subscribe_.request;
    owner_->on_reply(link_, std::move(*reply));
  }
  return size;
}

std::size_t HttpEvents::fail() {
  SessionOwner* owner = owner_;
  const LinkKind link = link_;
  close();
  owner->on_closed(link);
  return 0;
}

void HttpEvents::on_lost() {
  const auto self = shared_from_this();
  fail();
}

void HttpEvents::close() {
  owner_ = nullptr;
  stream_->close();
}

}  // namespace onefold::client
