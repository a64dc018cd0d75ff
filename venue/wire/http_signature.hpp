// Signatures of the HTTP dialect: HMAC-SHA256 (RFC 2104) of what is sent, in lower-case hexadecimal.
#pragma once

#include <string>
#include <string_view>

namespace onefold::venue::http {

inline constexpr std::size_t signature_size = 64;

std::string sign(std::string_view secret, std::string_view text);

// What is signed of a request: its query string followed by its body, without `signature=...`. Nothing is
// percent-decoded.
std::string signed_text(std::string_view query, std::string_view body);

// In constant time for equal lengths; upper-case digits are equal to lower-case ones.
bool same_signature(std::string_view expected, std::string_view given);

}  // namespace onefold::venue::http
