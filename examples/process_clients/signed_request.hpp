// A signed request of the HTTP dialect (docs/http-dialect.md) and its answer, as text.
//
// Each request has a connection of its own. Reads ONEFOLD_VENUE_HOST, ONEFOLD_API_KEY and ONEFOLD_API_SECRET.
// Ignores TLS, and answers that are not of Content-Length. Threads: any.
#pragma once

#include <openssl/hmac.h>

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

// `text`: all that came until the venue closed the connection; what is missing is found by its length.
inline Answer answer_of(const std::string& text) {
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
