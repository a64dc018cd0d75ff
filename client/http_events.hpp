// The account's events in the HTTP dialect: a listen key is asked for, then the same connection becomes a
// WebSocket, on which events come from the number asked for.
//
// Sends pongs and nothing else. A listen key that runs out ends the session; the next one goes on where this
// one ended.
#pragma once

#include <boost/asio.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "client/byte_stream.hpp"
#include "client/http_peer.hpp"
#include "client/random_source.hpp"
#include "client/session.hpp"

namespace onefold::client {

class HttpEvents final : public Session,
                         public ByteStreamOwner,
                         public std::enable_shared_from_this<HttpEvents> {
 public:
  // `owner` and `peer` are not owned.
  HttpEvents(boost::asio::io_context& context, SessionOwner& owner, LinkKind link, const HttpPeer& peer);

  void connect(const std::string& host, std::uint16_t port) override;
  // One Subscribe.
  bool send(const venue::Request& request) override;
  void close() override;

 private:
  enum class State : std::uint8_t { connecting, open, asking_key, upgrading, streaming };

  void on_opened() override;
  std::size_t on_bytes(std::string_view bytes) override;
  void on_lost() override;

  std::size_t take_answer(std::string_view bytes);
  void ask_upgrade(std::string_view listen_key);
  std::size_t take_message(std::string_view bytes);
  std::size_t fail();

  SessionOwner* owner_;
  const LinkKind link_;
  const HttpPeer& peer_;
  RandomSource random_;
  std::shared_ptr<ByteStream> stream_;
  State state_ = State::connecting;
  venue::Subscribe subscribe_;
  std::string websocket_key_;
  std::string text_;
};

}  // namespace onefold::client
