// One signed request of the HTTP dialect (docs/http-dialect.md) over blocking POSIX sockets.
//
// Each request has a connection of its own. It reads ONEFOLD_VENUE_HOST, ONEFOLD_ORDERS_PORT, ONEFOLD_API_KEY
// and ONEFOLD_API_SECRET. Ignores TLS, and answers that are not of Content-Length. Threads: any.
#pragma once

#include <arpa/inet.h>
#include <openssl/hmac.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace process_clients {

struct Answer {
  bool certain = false;  // false: whatever happened, nobody knows
  int code = 0;          // why the venue refused; 0: it did not
};

using Parameters = std::vector<std::pair<std::string, std::string>>;

inline std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

inline std::string hex_hmac(const std::string& secret, const std::string& text) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  ::HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes, &size);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[bytes[i] >> 4];
    hex += "0123456789abcdef"[bytes[i] & 15];
  }
  return hex;
}

// What these names and values are made of needs no escaping.
inline std::string signed_request(const std::string& method, Parameters parameters) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  parameters.emplace_back("timestamp", std::to_string(now_ms));
  std::string query;
  for (const auto& [name, value] : parameters) query += (query.empty() ? "" : "&") + name + "=" + value;
  query += "&signature=" + hex_hmac(setting("ONEFOLD_API_SECRET"), query);
  return method + " /api/v3/order?" + query + " HTTP/1.1\r\nHost: " + setting("ONEFOLD_VENUE_HOST") +
         "\r\nX-MBX-APIKEY: " + setting("ONEFOLD_API_KEY") + "\r\nConnection: close\r\n\r\n";
}

// All that came until the venue closed the connection; what is missing is found by its length.
inline std::string exchange(const std::string& request) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  const timeval patience = {1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in venue = {};
  venue.sin_family = AF_INET;
  venue.sin_port = htons(static_cast<unsigned short>(std::stoi(setting("ONEFOLD_ORDERS_PORT"))));
  ::inet_pton(AF_INET, setting("ONEFOLD_VENUE_HOST").c_str(), &venue.sin_addr);
  std::string text;
  const bool sent =
      ::connect(fd, reinterpret_cast<const sockaddr*>(&venue), sizeof venue) == 0 &&
      ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size());
  char bytes[4096];
  for (ssize_t n = sent ? 1 : 0; n > 0;) {
    n = ::recv(fd, bytes, sizeof bytes, 0);
    if (n > 0) text.append(bytes, static_cast<std::size_t>(n));
  }
  ::close(fd);
  return text;
}

inline Answer call(const std::string& method, Parameters parameters) {
  const std::string text = exchange(signed_request(method, std::move(parameters)));
  const std::size_t head = text.find("\r\n\r\n");
  const std::size_t length = text.find("Content-Length: ");
  if (head == std::string::npos || length > head || text.rfind("HTTP/1.1 ", 0) != 0) return {};
  if (text.size() != head + 4 + std::strtoul(text.c_str() + length + 16, nullptr, 10)) return {};
  const nlohmann::json body = nlohmann::json::parse(text.substr(head + 4), nullptr, false);
  if (!body.is_object()) return {};
  const long status = std::strtol(text.c_str() + 9, nullptr, 10);
  if (status == 200) return {true, 0};
  if (status >= 500 || status == 409 || status == 418 || status == 429) return {};
  return {true, body.value("code", -1000)};
}

}  // namespace process_clients
