// The requests of the HTTP dialect by method and path; docs/http-dialect.md lists them.
#pragma once

#include <string_view>

#include "venue/wire/http_call.hpp"

namespace onefold::venue::http {

// What a request has to show: nothing, its key, or its key with a timestamp and a signature.
enum class Security : std::uint8_t { none, key, sign };

struct Route {
  std::string_view method;
  std::string_view path;  // whole, or with Topic::stream only the beginning
  Topic topic;
  Security security;
  std::string_view kind;  // the word of the native dialect for it, for traces
};

inline constexpr std::string_view stream_path = "/ws/";

// Null if there is no such request; `path` is without its query. What is returned lives for ever.
const Route* find_route(std::string_view method, std::string_view path);

// Whether some other method has a route at this path.
bool known_path(std::string_view path);

}  // namespace onefold::venue::http
