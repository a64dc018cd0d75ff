// Signed requests of the HTTP dialect (docs/http-dialect.md) over one connection of Boost.Beast, with or
// without TLS. One request at a time; a connection that failed is made anew with the next one.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace own_client {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct SessionOptions {
  std::string host;
  std::uint16_t port = 0;
  std::string api_key;
  std::string secret;
  std::string tls_ca;  // PEM; empty: no TLS
};

// status 0: no answer came that could be read, and nothing is known of the request.
struct Answer {
  int status = 0;
  nlohmann::json body;
  std::int64_t retry_after_ms = 0;

  bool good() const { return status == 200; }
  int code() const { return body.is_object() ? body.value("code", 0) : 0; }
  std::string reason() const { return body.is_object() ? body.value("reason", "") : ""; }
};

class RestSession {
 public:
  RestSession(boost::asio::io_context& io, SessionOptions options);

  // Never throws; answers within some hundred milliseconds, or with status 0.
  boost::asio::awaitable<Answer> call(boost::beast::http::verb verb, std::string path, Parameters parameters);

 private:
  using Plain = boost::beast::tcp_stream;
  using Tls = boost::beast::ssl_stream<Plain>;

  boost::asio::awaitable<bool> connect();
  void disconnect();
  std::string signed_query(Parameters parameters) const;
  template <typename Stream>
  boost::asio::awaitable<Answer> exchange(Stream& stream, boost::beast::http::verb verb, std::string target);

  boost::asio::io_context& io_;
  SessionOptions options_;
  std::optional<boost::asio::ssl::context> trust_;  // costly, and only made for TLS
  std::unique_ptr<Plain> plain_;                    // without TLS
  std::unique_ptr<Tls> tls_;                        // with it
};

}  // namespace own_client
