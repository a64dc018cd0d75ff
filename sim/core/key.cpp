#include "sim/core/key.hpp"

#include <charconv>

namespace onefold::sim {
namespace {

constexpr std::string_view point_words[] = {"message", "connection", "effect", "query",
                                            "boot",    "stimulus",   "start",  "conduct"};

// Which parts stand in the text of a kind, in order; '>' joins a and b by "->".
constexpr std::string_view point_parts[] = {">cdi", ">c", "acdi", ">cdi", "a", "ai", "", ">di"};

// Takes the next word, up to a blank or the end, off `rest`.
std::string_view take_word(std::string_view& rest) {
  const std::size_t end = rest.find(' ');
  const std::string_view word = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return word;
}

bool parse_ordinal(std::string_view word, std::uint32_t& n) {
  if (word.size() < 2 || word[0] != '#') return false;
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data() + 1, end, n);
  return error == std::errc{} && stop == end && n > 0;
}

}  // namespace

std::string_view to_string(PointKind kind) {
  return point_words[static_cast<int>(kind)];
}

std::uint64_t hash_without_n(const NameTable& names, const Key& key) {
  std::uint64_t hash = mix(static_cast<std::uint64_t>(key.point) + 1, names.hash(key.a));
  hash = mix(hash, names.hash(key.b));
  hash = mix(hash, names.hash(key.c));
  hash = mix(hash, names.hash(key.d));
  return mix(hash, names.hash(key.intent));
}

std::uint64_t hash_of(const NameTable& names, const Key& key) {
  return mix(hash_without_n(names, key), key.n);
}

std::string to_text(const NameTable& names, const Key& key) {
  std::string text(to_string(key.point));
  const auto add = [&](Name name) {
    text += ' ';
    text += names.text(name);
  };
  for (char part : point_parts[static_cast<int>(key.point)]) {
    switch (part) {
      case '>':
        add(key.a);
        text += "->";
        text += names.text(key.b);
        break;
      case 'a':
        add(key.a);
        break;
      case 'c':
        add(key.c);
        break;
      case 'd':
        add(key.d);
        break;
      default:
        add(key.intent);
        break;
    }
  }
  if (key.point != PointKind::start) text += " #" + std::to_string(key.n);
  return text;
}

std::optional<Key> parse_key(NameTable& names, std::string_view text) {
  std::string_view rest = text;
  const std::string_view first = take_word(rest);
  Key key;
  int kind = 0;
  const int kinds = static_cast<int>(std::size(point_words));
  while (kind < kinds && point_words[kind] != first) ++kind;
  if (kind == kinds) return std::nullopt;
  key.point = static_cast<PointKind>(kind);

  for (char part : point_parts[kind]) {
    const std::string_view word = take_word(rest);
    if (word.empty()) return std::nullopt;
    switch (part) {
      case '>': {
        const std::size_t arrow = word.find("->");
        if (arrow == std::string_view::npos || arrow == 0 || arrow + 2 == word.size()) return std::nullopt;
        key.a = names.intern(word.substr(0, arrow));
        key.b = names.intern(word.substr(arrow + 2));
        break;
      }
      case 'a':
        key.a = names.intern(word);
        break;
      case 'c':
        key.c = names.intern(word);
        break;
      case 'd':
        key.d = names.intern(word);
        break;
      default:
        key.intent = names.intern(word);
        break;
    }
  }
  if (key.point != PointKind::start && !parse_ordinal(take_word(rest), key.n)) return std::nullopt;
  // Catches what is left over, doubled blanks and leading zeros.
  if (to_text(names, key) != text) return std::nullopt;
  return key;
}

}  // namespace onefold::sim
