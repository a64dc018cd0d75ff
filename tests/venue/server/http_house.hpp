// A venue in the HTTP dialect, and raw clients of it over real loopback TCP.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/venue/server/venue_house.hpp"
#include "venue/wire/http_answer.hpp"
#include "venue/wire/http_call.hpp"
#include "venue/wire/http_message.hpp"
#include "venue/wire/http_signature.hpp"
#include "venue/wire/http_websocket.hpp"

namespace onefold::venue {

struct HttpHouse : VenueHouse {
  HttpHouse() {
    options.dialect = Dialect::http;
    options.credentials = {simulated_credentials("A"), simulated_credentials("B")};
  }
};

inline TimeNs wall_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

struct HttpAnswer {
  int status = 0;
  std::string fields;
  std::string body;

  nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
  std::string field(std::string_view name) const {
    return std::string(http::find_field(fields, name).value_or(""));
  }
  int code() const { return json().value("code", 0); }
  std::string reason() const { return json().value("reason", ""); }
};

class HttpClient {
 public:
  explicit HttpClient(HttpHouse& house, const std::string& account = "A")
      : credentials_(simulated_credentials(account)), house_(house), socket_(context_) {
    connect();
  }

  void connect() {
    socket_ = boost::asio::ip::tcp::socket(context_);
    socket_.connect({boost::asio::ip::address_v4::loopback(), house_.server->orders_port()});
    socket_.set_option(boost::asio::ip::tcp::no_delay(true));
    socket_.non_blocking(true);
    input_.clear();
    ended_ = false;
  }

  // False once the venue has closed the connection.
  bool send_bytes(std::string_view bytes) {
    bool broken = false;
    const bool sent = house_.run_until([&] {
      boost::system::error_code error;
      bytes.remove_prefix(socket_.write_some(boost::asio::buffer(bytes.data(), bytes.size()), error));
      broken = error && error != boost::asio::error::would_block;
      return broken || bytes.empty();
    });
    return sent && !broken;
  }

  // The next answer; status 0 if the connection ends first, or nothing comes.
  HttpAnswer receive() {
    HttpAnswer answer;
    house_.run_until([&] {
      take_bytes();
      const http::MessageScan scan = http::scan_message(input_);
      if (scan.size == 0) return ended_ || scan.malformed;
      const http::Head head = http::parse_head(input_).value();
      answer = {head.status, std::string(head.fields),
                input_.substr(scan.head_size, scan.size - scan.head_size)};
      input_.erase(0, scan.size);
      return true;
    });
    return answer;
  }

  HttpAnswer exchange(std::string_view bytes) {
    send_bytes(bytes);
    return receive();
  }

  // A signed request with these parameters; `more` are header lines.
  std::string signed_request(std::string_view method, std::string_view path, std::string query,
                             std::string_view more = {}) const {
    if (query.find("timestamp=") == std::string::npos)
      query += (query.empty() ? "timestamp=" : "&timestamp=") + std::to_string(wall_ns() / 1'000'000);
    query += "&signature=" + http::sign(credentials_.secret, query);
    return request(method, path, query, more);
  }
  std::string request(std::string_view method, std::string_view path, std::string_view query,
                      std::string_view more = {}) const {
    std::string text(method);
    text += " /api/v3/";
    text += path;
    if (!query.empty()) text += '?';
    text += query;
    text += " HTTP/1.1\r\nHost: localhost\r\nX-MBX-APIKEY: " + credentials_.api_key + "\r\n";
    text += more;
    return text + "\r\n";
  }
  HttpAnswer ask(std::string_view method, std::string_view path, std::string query,
                 std::string_view more = {}) {
    return exchange(signed_request(method, path, std::move(query), more));
  }

  // As the reference client would.
  Reply ask(const Request& asked) {
    std::string text;
    const http::Caller caller{&credentials_, house_.options.instruments, "localhost"};
    EXPECT_TRUE(http::write_request(asked, caller, wall_ns(), text));
    const HttpAnswer answer = exchange(text);
    return http::read_answer(asked, answer.status, answer.field("Retry-After"), answer.body,
                             house_.options.instruments);
  }
  template <class Message>
  Message ask(const Request& asked) {
    const Reply reply = ask(asked);
    if (std::holds_alternative<Message>(reply)) return std::get<Message>(reply);
    ADD_FAILURE() << kind_of(reply) << " came instead";
    return {};
  }

  // A connection that follows the account's events; `from` 0: live ones.
  bool follow(std::uint64_t from) {
    const std::string key = listen_key();
    std::string text;
    const http::Caller caller{&credentials_, {}, "localhost"};
    http::write_upgrade(key, from, "dGhlIHNhbXBsZSBub25jZQ==", caller, text);
    if (!send_bytes(text)) return false;
    return house_.run_until([this] {
      take_bytes();
      const std::size_t end = input_.find("\r\n\r\n");
      if (end == std::string::npos) return ended_;
      switched_ = input_.starts_with("HTTP/1.1 101 ");
      if (switched_) input_.erase(0, end + 4);
      return true;
    }) && switched_;
  }
  std::string listen_key() {
    const HttpAnswer answer = exchange(request("POST", "userDataStream", {}));
    return http::read_listen_key(answer.body).value_or("");
  }

  // The payload of the next WebSocket message, or nothing.
  std::optional<std::string> message(http::Opcode expected = http::Opcode::text) {
    std::optional<std::string> payload;
    house_.run_until([&] {
      take_bytes();
      const std::size_t size = http::websocket_message_size(input_);
      if (size == 0) return ended_;
      http::Opcode opcode{};
      payload.emplace();
      if (!http::read_websocket_message(std::string_view(input_).substr(0, size), opcode, *payload) ||
          opcode != expected)
        payload.reset();
      input_.erase(0, size);
      return true;
    });
    return payload;
  }
  std::optional<Reply> event() {
    const auto text = message();
    return text ? http::read_stream_message(*text, house_.options.instruments) : std::nullopt;
  }

  // True once the venue has closed, and everything that it sent has been received.
  bool ended() {
    house_.run_until([this] {
      take_bytes();
      return ended_;
    });
    return ended_ && input_.empty();
  }
  void close() { socket_.close(); }
  void end_output() { socket_.shutdown(boost::asio::socket_base::shutdown_send); }

  Credentials credentials_;

 private:
  void take_bytes() {
    std::array<char, 65536> bytes;
    boost::system::error_code error;
    const std::size_t size = socket_.read_some(boost::asio::buffer(bytes), error);
    input_.append(bytes.data(), size);
    if (error && error != boost::asio::error::would_block) ended_ = true;
  }

  HttpHouse& house_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  std::string input_;
  bool ended_ = false;
  bool switched_ = false;
};

}  // namespace onefold::venue
