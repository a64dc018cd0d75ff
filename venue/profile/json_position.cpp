#include "venue/profile/json_position.hpp"

#include <cctype>
#include <cstdint>
#include <utility>

#include "venue/profile/utf8.hpp"

namespace onefold::venue {
namespace {

std::string located(std::string_view file_name, TextPosition position, std::string_view message) {
  std::string text(file_name);
  text += ':' + std::to_string(position.line) + ':' + std::to_string(position.column) + ": ";
  text += message;
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

// Recursive descent over the text. Each parse function stands at the first byte of its value and ends behind
// it.
class JsonReader {
 public:
  JsonReader(std::string_view text, JsonDocument& document, JsonLimits limits)
      : text_(text), document_(document), limits_(limits) {}

  void read() {
    if (text_.size() > limits_.size_max) {
      fail({}, "expected at most " + std::to_string(limits_.size_max) + " bytes of text");
    }
    if (text_.starts_with("\xEF\xBB\xBF")) fail({}, "expected JSON without a byte order mark");
    skip_blanks();
    document_.root_ = parse_value("", here(), 0);
    skip_blanks();
    if (!at_end()) fail(here(), "expected the end of the text");
  }

 private:
  [[noreturn]] void fail(TextPosition position, std::string_view message) const {
    throw JsonError(document_.file_name_, position, message);
  }

  bool at_end() const { return offset_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[offset_]; }
  TextPosition here() const { return {line_, offset_ - line_start_ + 1}; }

  void advance() {
    if (text_[offset_++] == '\n') {
      ++line_;
      line_start_ = offset_;
    }
  }

  void skip_blanks() {
    for (;;) {
      std::string_view rest = text_.substr(offset_);
      if (rest.starts_with("//")) {
        while (!at_end() && peek() != '\n') advance();
      } else if (rest.starts_with("/*")) {
        skip_block_comment();
      } else if (!rest.empty() && std::string_view(" \t\r\n").find(rest[0]) != std::string_view::npos) {
        advance();
      } else {
        return;
      }
    }
  }

  void skip_block_comment() {
    TextPosition start = here();
    offset_ += 2;
    while (!text_.substr(offset_).starts_with("*/")) {
      if (at_end()) fail(start, "expected */ at the end of this comment");
      advance();
    }
    offset_ += 2;
  }

  nlohmann::json parse_value(const std::string& pointer, TextPosition key, int depth) {
    document_.places_[pointer] = {key, here()};
    char c = peek();
    if (c == '{' || c == '[') {
      if (depth == limits_.depth_max) {
        fail(here(), "expected at most " + std::to_string(limits_.depth_max) + " nested levels");
      }
      return c == '{' ? parse_object(pointer, depth) : parse_array(pointer, depth);
    }
    if (c == '"') return parse_string();
    if (c == '-' || (c >= '0' && c <= '9')) return parse_number();
    if (take_word("true")) return true;
    if (take_word("false")) return false;
    if (take_word("null")) return nullptr;
    fail(here(), "expected a value");
  }

  bool take_word(std::string_view word) {
    if (!text_.substr(offset_).starts_with(word)) return false;
    std::size_t after = offset_ + word.size();
    if (after < text_.size() && std::isalnum(static_cast<unsigned char>(text_[after])) != 0) return false;
    offset_ = after;
    return true;
  }

  nlohmann::json parse_object(const std::string& pointer, int depth) {
    nlohmann::json object = nlohmann::json::object();
    advance();
    skip_blanks();
    if (peek() == '}' && !at_end()) {
      advance();
      return object;
    }
    for (;;) {
      TextPosition key_place = here();
      if (peek() != '"') fail(key_place, "expected a key in double quotes");
      std::string key = parse_string();
      if (object.contains(key)) fail(key_place, "expected each key once, found \"" + key + "\" again");
      skip_blanks();
      if (peek() != ':') fail(here(), "expected : after the key");
      advance();
      skip_blanks();
      nlohmann::json value = parse_value(json_pointer(pointer, key), key_place, depth + 1);
      object.emplace(std::move(key), std::move(value));
      if (!another("expected , or }", '}')) return object;
    }
  }

  nlohmann::json parse_array(const std::string& pointer, int depth) {
    nlohmann::json array = nlohmann::json::array();
    advance();
    skip_blanks();
    if (peek() == ']') {
      advance();
      return array;
    }
    for (;;) {
      array.push_back(parse_value(json_pointer(pointer, array.size()), here(), depth + 1));
      if (!another("expected , or ]", ']')) return array;
    }
  }

  // After an element: true at the start of the next one, false behind the closing bracket.
  bool another(std::string_view message, char closing) {
    skip_blanks();
    if (!at_end() && peek() == closing) {
      advance();
      return false;
    }
    if (peek() != ',') fail(here(), message);
    advance();
    skip_blanks();
    return true;
  }

  nlohmann::json parse_number() {
    TextPosition start = here();
    bool negative = peek() == '-';
    if (negative) advance();
    std::size_t first = offset_;
    std::uint64_t magnitude = 0;
    bool fits = true;
    while (peek() >= '0' && peek() <= '9') {
      fits = fits && !__builtin_mul_overflow(magnitude, 10U, &magnitude) &&
             !__builtin_add_overflow(magnitude, static_cast<std::uint64_t>(peek() - '0'), &magnitude);
      advance();
    }
    if (offset_ == first) fail(start, "expected a digit after -");
    if (text_[first] == '0' && offset_ > first + 1) fail(start, "expected a number without leading zeros");
    if (peek() == '.' || peek() == 'e' || peek() == 'E') {
      fail(start, "expected a whole number (write decimals and ratios as strings: \"1.5\", \"1/20\")");
    }
    fits = fits && magnitude <= static_cast<std::uint64_t>(INT64_MAX);
    if (!fits) fail(start, "expected a number between -9223372036854775807 and 9223372036854775807");
    auto value = static_cast<std::int64_t>(magnitude);
    return negative ? -value : value;
  }

  std::string parse_string() {
    TextPosition start = here();
    std::size_t first = offset_;
    std::string value;
    advance();
    for (;;) {
      if (at_end()) fail(start, "expected a closing \" for this string");
      char c = peek();
      if (static_cast<unsigned char>(c) < 0x20) fail(here(), "expected no control character in a string");
      TextPosition place = here();
      advance();
      if (c == '"') break;
      if (c == '\\') {
        parse_escape(place, value);
      } else {
        value += c;
      }
    }
    if (!is_utf8(text_.substr(first, offset_ - first))) fail(start, "expected valid UTF-8");
    return value;
  }

  void parse_escape(TextPosition place, std::string& value) {
    static constexpr std::string_view letters = "\"\\/bfnrt";
    static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    char c = peek();
    if (c == 'u') {
      append_utf8(parse_code_point(place), value);
      return;
    }
    std::size_t at = at_end() ? std::string_view::npos : letters.find(c);
    if (at == std::string_view::npos) fail(place, "expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
    advance();
    value += meanings[at];
  }

  std::uint32_t parse_code_point(TextPosition place) {
    std::uint32_t first = parse_code_unit(place);
    if (first < 0xD800 || first > 0xDFFF) return first;
    if (first > 0xDBFF || peek() != '\\') fail(place, "expected a pair of surrogates");
    advance();
    std::uint32_t second = parse_code_unit(place);
    if (second < 0xDC00 || second > 0xDFFF) fail(place, "expected a pair of surrogates");
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
  }

  std::uint32_t parse_code_unit(TextPosition place) {
    if (peek() != 'u') fail(place, "expected \\u and four hexadecimal digits");
    advance();
    std::uint32_t unit = 0;
    for (int i = 0; i < 4; ++i) {
      int digit = hex_digit(peek());
      if (digit < 0) fail(place, "expected \\u and four hexadecimal digits");
      unit = unit * 16 + static_cast<std::uint32_t>(digit);
      advance();
    }
    return unit;
  }

  std::string_view text_;
  JsonDocument& document_;
  JsonLimits limits_;
  std::size_t offset_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
};

JsonError::JsonError(std::string_view file_name, TextPosition position, std::string_view message)
    : std::runtime_error(located(file_name, position, message)), position_(position) {}

JsonDocument::JsonDocument(std::string_view text, std::string_view file_name, JsonLimits limits)
    : file_name_(file_name) {
  JsonReader(text, *this, limits).read();
}

TextPosition JsonDocument::position(std::string_view pointer) const {
  for (;;) {
    auto place = places_.find(pointer);
    if (place != places_.end()) return place->second.value;
    std::size_t slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return {};
    pointer = pointer.substr(0, slash);
  }
}

TextPosition JsonDocument::key_position(std::string_view pointer) const {
  auto place = places_.find(pointer);
  return place != places_.end() ? place->second.key : position(pointer);
}

JsonError JsonDocument::error(std::string_view pointer, std::string_view message) const {
  return JsonError(file_name_, position(pointer), message);
}

JsonError JsonDocument::key_error(std::string_view pointer, std::string_view message) const {
  return JsonError(file_name_, key_position(pointer), message);
}

std::string json_pointer(std::string_view parent, std::string_view key) {
  std::string pointer(parent);
  pointer += '/';
  for (char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

std::string json_pointer(std::string_view parent, std::size_t index) {
  return std::string(parent) + '/' + std::to_string(index);
}

}  // namespace onefold::venue
