// Where an HTTP/1.1 message ends and what its head says: for framers, labels and clients of
// docs/http-dialect.md.
//
// Models messages whose body has a Content-Length, or none. Ignores transfer codings: a message with one is
// an error here. (The venue reads requests with Boost.Beast, which knows them.) All functions are pure and
// safe on hostile input; texts point into the bytes given.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onefold::venue::http {

inline constexpr std::size_t head_size_max = 8 * 1024;
inline constexpr std::size_t request_body_size_max = 64 * 1024;
inline constexpr std::size_t answer_body_size_max = 4 * 1024 * 1024;
inline constexpr std::size_t parameters_max = 64;

// The first message of a byte stream.
struct MessageScan {
  std::size_t size = 0;       // of the whole message; 0 while it is incomplete, and when malformed
  std::size_t head_size = 0;  // with the empty line; 0 while that has not come
  bool malformed = false;     // these bytes can never become a message within the limits
};
MessageScan scan_message(std::string_view bytes, std::size_t body_size_max = answer_body_size_max);

// Both directions: a request has method and target, an answer a status.
struct Head {
  std::string_view method;  // "GET"
  std::string_view target;  // "/api/v3/order?symbol=BTC-USD"
  int status = 0;           // 100 to 999; 0: a request
  std::string_view fields;  // the lines after the first
};

// Of a message that scan_message() found, or of its head alone. Nothing if the first line is malformed.
std::optional<Head> parse_head(std::string_view message);

// The value of the first field with this name (in any case), trimmed; nothing if there is none.
std::optional<std::string_view> find_field(std::string_view fields, std::string_view name);

// What stands before and after the first '?' of a target.
std::string_view path_of(std::string_view target);
std::string_view query_of(std::string_view target);

// One `name=value` of a query string or an urlencoded body, both as sent.
struct Parameter {
  std::string_view name;
  std::string_view value;
};

// The parameters of a request by name. Those of the query come first and win.
class Parameters {
 public:
  // False if there are more than parameters_max, or one has no name.
  bool add(std::string_view encoded);

  // Nothing if absent; as sent, so percent-encoded.
  std::optional<std::string_view> find(std::string_view name) const;

  const Parameter* begin() const { return list_.data(); }
  const Parameter* end() const { return list_.data() + count_; }

 private:
  std::array<Parameter, parameters_max> list_;
  std::size_t count_ = 0;
};

// Nothing if a '%' is not followed by two hexadecimal digits. '+' is a blank.
std::optional<std::string> percent_decode(std::string_view text);
// All but the unreserved characters of RFC 3986 become %XX.
void percent_encode(std::string_view text, std::string& out);

}  // namespace onefold::venue::http
