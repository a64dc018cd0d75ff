// HMAC over OpenSSL's SHA-256.
//
// The low-level functions, deprecated as they are: the others load providers and read a configuration file
// when they are first called, which is state outside of the objects that sign.
#define OPENSSL_API_COMPAT 0x10101000L
#define OPENSSL_SUPPRESS_DEPRECATED
#include "venue/wire/http_signature.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <array>

namespace onefold::venue::http {
namespace {

constexpr std::size_t block_size = SHA256_CBLOCK;
using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;
using Block = std::array<unsigned char, block_size>;

Block padded(const Block& key, unsigned char pad) {
  Block block = key;
  for (unsigned char& byte : block) byte ^= pad;
  return block;
}

std::string hexadecimal(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * digest.size());
  for (const unsigned char byte : digest) text += {digits[byte / 16], digits[byte % 16]};
  return text;
}

// Appends `text` without the parameter signature.
void append_unsigned(std::string_view text, std::string& out) {
  constexpr std::string_view name = "signature=";
  std::size_t at = text.starts_with(name) ? 0 : text.find("&signature=");
  if (at == std::string_view::npos) {
    out += text;
    return;
  }
  out += text.substr(0, at);
  const std::size_t end = text.find('&', at + 1);
  if (end == std::string_view::npos) return;
  out += text.substr(at == 0 ? end + 1 : end);
}

}  // namespace

std::string sign(std::string_view secret, std::string_view text) {
  Block key{};
  if (secret.size() > block_size) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, secret.data(), secret.size());
    SHA256_Final(key.data(), &context);
  } else {
    secret.copy(reinterpret_cast<char*>(key.data()), secret.size());
  }
  Digest digest;
  SHA256_CTX inner;
  SHA256_Init(&inner);
  SHA256_Update(&inner, padded(key, 0x36).data(), block_size);
  SHA256_Update(&inner, text.data(), text.size());
  SHA256_Final(digest.data(), &inner);
  SHA256_CTX outer;
  SHA256_Init(&outer);
  SHA256_Update(&outer, padded(key, 0x5c).data(), block_size);
  SHA256_Update(&outer, digest.data(), digest.size());
  SHA256_Final(digest.data(), &outer);
  return hexadecimal(digest);
}

std::string signed_text(std::string_view query, std::string_view body) {
  std::string text;
  text.reserve(query.size() + body.size());
  append_unsigned(query, text);
  append_unsigned(body, text);
  return text;
}

bool same_signature(std::string_view expected, std::string_view given) {
  if (expected.size() != given.size()) return false;
  std::string lowered(given);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  return CRYPTO_memcmp(expected.data(), lowered.data(), expected.size()) == 0;
}

}  // namespace onefold::venue::http
