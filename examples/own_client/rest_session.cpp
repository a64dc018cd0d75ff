#include "rest_session.hpp"

#include <openssl/hmac.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>

namespace own_client {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

namespace {

constexpr auto patience = std::chrono::milliseconds(300);
constexpr std::size_t answer_size_max = 4 * 1024 * 1024;

std::string hex_hmac(const std::string& secret, const std::string& text) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  ::HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes, &size);
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex.push_back(digits[bytes[i] >> 4]);
    hex.push_back(digits[bytes[i] & 15]);
  }
  return hex;
}

std::int64_t now_ms() {
  auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

RestSession::RestSession(asio::io_context& io, SessionOptions options)
    : io_(io), options_(std::move(options)) {
  if (options_.tls_ca.empty()) return;
  trust_.emplace(asio::ssl::context::tls_client);
  trust_->add_certificate_authority(asio::buffer(options_.tls_ca));
  trust_->set_verify_mode(asio::ssl::verify_peer);
}

// What the names and values of this client are made of needs no escaping in a URL.
std::string RestSession::signed_query(Parameters parameters) const {
  parameters.emplace_back("timestamp", std::to_string(now_ms()));
  std::string query;
  for (const auto& [name, value] : parameters) query += (query.empty() ? "" : "&") + name + "=" + value;
  return query + "&signature=" + hex_hmac(options_.secret, query);
}

void RestSession::disconnect() {
  plain_.reset();
  tls_.reset();
}

asio::awaitable<bool> RestSession::connect() {
  if (plain_ || tls_) co_return true;
  error_code error;
  asio::ip::tcp::endpoint venue(asio::ip::make_address(options_.host), options_.port);
  auto made = std::make_unique<Plain>(io_);
  made->expires_after(patience);
  co_await made->async_connect(venue, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return false;
  if (options_.tls_ca.empty()) {
    plain_ = std::move(made);
    co_return true;
  }
  auto secured = std::make_unique<Tls>(std::move(*made), *trust_);
  beast::get_lowest_layer(*secured).expires_after(patience);
  co_await secured->async_handshake(asio::ssl::stream_base::client,
                                    asio::redirect_error(asio::use_awaitable, error));
  if (!error) tls_ = std::move(secured);
  co_return !error;
}

template <typename Stream>
asio::awaitable<Answer> RestSession::exchange(Stream& stream, http::verb verb, std::string target) {
  Answer answer;
  error_code error;
  http::request<http::empty_body> request{verb, target, 11};
  request.set(http::field::host, options_.host);
  request.set("X-MBX-APIKEY", options_.api_key);
  beast::get_lowest_layer(stream).expires_after(patience);
  co_await http::async_write(stream, request, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return answer;
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(answer_size_max);
  co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return answer;
  const auto& response = parser.get();
  answer.body = nlohmann::json::parse(response.body(), nullptr, false);
  if (!answer.body.is_discarded()) answer.status = static_cast<int>(response.result_int());
  if (answer.status == 429) answer.retry_after_ms = 1'000;
  if (!response.keep_alive()) disconnect();
  co_return answer;
}

asio::awaitable<Answer> RestSession::call(http::verb verb, std::string path, Parameters parameters) {
  Answer answer;
  bool connected = co_await connect();
  if (!connected) co_return answer;
  std::string target = "/api/v3/" + path + "?" + signed_query(std::move(parameters));
  if (tls_) {
    answer = co_await exchange(*tls_, verb, std::move(target));
  } else {
    answer = co_await exchange(*plain_, verb, std::move(target));
  }
  // A late answer on this connection would be taken for that of the next request.
  if (answer.status == 0) disconnect();
  co_return answer;
}

}  // namespace own_client
