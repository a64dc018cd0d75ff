// Splitting messages, heads and parameters.
#include "venue/wire/http_message.hpp"

#include <algorithm>
#include <charconv>

namespace onefold::venue::http {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Takes the first line off `text`, its end not included.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find(line_end), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + line_end.size(), text.size()));
  return line;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

MessageScan scan_message(std::string_view bytes, std::size_t body_size_max) {
  MessageScan scan;
  const std::size_t end = bytes.substr(0, head_size_max).find(head_end);
  if (end == std::string_view::npos) {
    scan.malformed = bytes.size() >= head_size_max;
    return scan;
  }
  scan.head_size = end + head_end.size();
  const std::optional<Head> head = parse_head(bytes.substr(0, scan.head_size));
  scan.malformed = !head || find_field(head->fields, "Transfer-Encoding");
  if (scan.malformed) return scan;
  std::size_t body_size = 0;
  if (const auto length = find_field(head->fields, "Content-Length")) {
    const auto [stop, error] = std::from_chars(length->data(), length->data() + length->size(), body_size);
    scan.malformed = error != std::errc() || stop != length->data() + length->size();
  }
  scan.malformed = scan.malformed || body_size > body_size_max;
  if (!scan.malformed && bytes.size() - scan.head_size >= body_size) scan.size = scan.head_size + body_size;
  return scan;
}

std::optional<Head> parse_head(std::string_view message) {
  Head head;
  std::string_view rest = message.substr(0, message.find(head_end));
  const std::string_view line = take_line(rest);
  head.fields = rest;
  const std::size_t first = line.find(' ');
  if (first == 0 || first == std::string_view::npos) return std::nullopt;
  const std::string_view second = line.substr(first + 1);
  if (line.starts_with("HTTP/1.")) {
    const std::string_view digits = second.substr(0, 3);
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), head.status);
    if (error != std::errc() || stop != digits.data() + 3 || head.status < 100) return std::nullopt;
    return head;
  }
  const std::size_t blank = second.find(' ');
  if (blank == 0 || blank == std::string_view::npos || !second.substr(blank + 1).starts_with("HTTP/1."))
    return std::nullopt;
  head.method = line.substr(0, first);
  head.target = second.substr(0, blank);
  return head;
}

std::optional<std::string_view> find_field(std::string_view fields, std::string_view name) {
  while (!fields.empty()) {
    const std::string_view line = take_line(fields);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !same_name(line.substr(0, colon), name)) continue;
    return trimmed(line.substr(colon + 1));
  }
  return std::nullopt;
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

std::string_view query_of(std::string_view target) {
  const std::size_t mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

bool Parameters::add(std::string_view encoded) {
  while (!encoded.empty()) {
    const std::size_t end = std::min(encoded.find('&'), encoded.size());
    const std::string_view pair = encoded.substr(0, end);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (equals == 0 || count_ == list_.size()) return false;
    list_[count_++] = {pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size()))};
  }
  return true;
}

std::optional<std::string_view> Parameters::find(std::string_view name) const {
  for (const Parameter& parameter : *this) {
    if (parameter.name == name) return parameter.value;
  }
  return std::nullopt;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at] == '+' ? ' ' : text[at];
      continue;
    }
    if (text.size() - at < 3) return std::nullopt;
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return decoded;
}

void percent_encode(std::string_view text, std::string& out) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte / 16], digits[byte % 16]};
  }
}

}  // namespace onefold::venue::http
