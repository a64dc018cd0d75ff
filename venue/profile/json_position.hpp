// A strict JSON reader that remembers where each value stood, so that errors of meaning name line and column
// too (nlohmann/json 3.11 keeps positions for syntax errors only).
//
// Reads JSON with // and /* */ comments. Stricter than JSON: whole numbers only (decimals and ratios are
// written as strings, money never passes through floating point), no duplicate keys, valid UTF-8 only, limits
// on size and depth.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace onefold::venue {

// Both from 1. Columns count bytes.
struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;

  friend bool operator==(const TextPosition&, const TextPosition&) = default;
};

// what(): "file:line:column: expected ...".
class JsonError : public std::runtime_error {
 public:
  JsonError(std::string_view file_name, TextPosition position, std::string_view message);
  TextPosition position() const { return position_; }

 private:
  TextPosition position_;
};

struct JsonLimits {
  std::size_t size_max = 16 * 1024 * 1024;  // bytes of text
  int depth_max = 32;                       // nested arrays and objects
};

// One parsed text. Immutable and self-contained: the text may go away.
class JsonDocument {
 public:
  // Throws JsonError at the first byte that does not fit. `file_name` is used in messages only.
  JsonDocument(std::string_view text, std::string_view file_name, JsonLimits limits = {});

  const nlohmann::json& root() const { return root_; }
  const std::string& file_name() const { return file_name_; }

  // Where the value with this JSON pointer (RFC 6901; "" is the root, "/intents/0/id") starts. A pointer that
  // names nothing gives the position of its nearest parent that exists, which is where a missing key is
  // missing.
  TextPosition position(std::string_view pointer) const;

  // Where the key of an object's member stands, for errors about the key itself; else as position().
  TextPosition key_position(std::string_view pointer) const;

  // The error to throw about the value, or about the key: throw document.error("/id/length_max", "expected 1
  // to 64").
  JsonError error(std::string_view pointer, std::string_view message) const;
  JsonError key_error(std::string_view pointer, std::string_view message) const;

 private:
  friend class JsonReader;
  struct Place {
    TextPosition key;
    TextPosition value;
  };

  std::string file_name_;
  nlohmann::json root_;
  std::map<std::string, Place, std::less<>> places_;  // by JSON pointer
};

// `pointer` extended by one step, escaped as RFC 6901 says.
std::string json_pointer(std::string_view parent, std::string_view key);
std::string json_pointer(std::string_view parent, std::size_t index);

}  // namespace onefold::venue
