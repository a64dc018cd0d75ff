// A connection in the HTTP dialect: REST requests one at a time, until it is upgraded to a WebSocket that
// follows one account's events. Internal to venue/server.
//
// Requests are parsed by Boost.Beast. The venue's side of a WebSocket is little more than the framing, which
// venue/wire has for framers anyway: it is done here, so that many events go out in one write.
#pragma once

#include <array>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <vector>

#include "venue/server/http_replies.hpp"
#include "venue/server/venue_session.hpp"
#include "venue/wire/http_websocket.hpp"

namespace onefold::venue {

class VenueHttpSession final : public VenueSession {
 public:
  VenueHttpSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<ServerCore> core);

  void send(const Reply& reply) override;
  // Answers come in the order of requests, so none can be left out: the connection ends without it.
  void keep_silent() override { close(); }
  bool streams() const override { return websocket_; }
  void ask_alive() override;
  void end_stream(std::string_view listen_key) override;

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  boost::asio::mutable_buffer input_space() override;
  void take_input(std::size_t size) override;
  void take_end() override;
  bool fill_from_stream() override;

  void work();
  bool parse();
  void watch_time();
  void consume(std::size_t size);

  // ---- REST
  void take_request();
  void take_call();
  void take_order();
  void cancel_all();
  void take_stream_call();
  void take_webhook_call();
  void answer(const std::optional<http::Error>& error, std::string_view body);
  void refuse(const http::Error& error);

  // ---- WebSocket
  void upgrade();
  bool take_frame();
  void take_control(http::Opcode opcode, std::string payload);
  void end_websocket(http::CloseCode code);

  HttpReplies replies_;
  std::optional<Parser> parser_;
  http::Call call_;               // of the request that is worked on
  std::size_t cancels_left_ = 0;  // of a cancel_all
  std::vector<OrderState> cancelled_;
  bool answered_ = true;
  bool last_ = false;     // the connection ends with this answer
  bool working_ = false;  // in work()
  bool in_time_ = false;  // the rest of a request is awaited
  bool end_came_ = false;

  bool websocket_ = false;
  std::string listen_key_;
  bool in_message_ = false;       // between the frames of a client's message
  std::size_t message_size_ = 0;  // of it so far
  std::size_t skip_ = 0;          // bytes of a frame that are still to come and to be ignored

  std::string body_;
  std::size_t filled_ = 0;
  std::array<char, 2 * http::head_size_max> input_;
};

}  // namespace onefold::venue
