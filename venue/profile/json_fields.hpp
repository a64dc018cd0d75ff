// Strict reading of one JSON object: each key that is asked for is checked for type and range, and every key
// that nobody asked for is an error at its line and column.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "venue/profile/json_position.hpp"

namespace onefold::venue {

// Reads the members of the object at `pointer`. All functions throw JsonError. Keeps a reference to the
// document.
class JsonFields {
 public:
  // "expected an object" when it is none.
  JsonFields(const JsonDocument& document, std::string pointer);

  bool has(std::string_view key) const;

  // Required keys.
  std::string text(std::string_view key, std::size_t size_min, std::size_t size_max);
  std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max);
  bool boolean(std::string_view key);
  std::int64_t time_span_ns(std::string_view key, std::int64_t min_ns, std::int64_t max_ns);
  JsonFields object(std::string_view key);
  bool is_object(std::string_view key) const;
  // An array of at most `count_max` members that are objects, or strings.
  std::vector<JsonFields> objects(std::string_view key, std::size_t count_max);
  std::vector<std::string> texts(std::string_view key, std::size_t count_max, std::size_t size_max);

  // The value that belongs to the word: choice("side", {{"buy", Side::buy}, {"sell", Side::sell}}).
  template <class T>
  T choice(std::string_view key, std::initializer_list<std::pair<std::string_view, T>> words) {
    std::vector<std::string_view> names;
    for (const auto& word : words) names.push_back(word.first);
    return (words.begin() + static_cast<std::ptrdiff_t>(choice_index(key, names)))->second;
  }

  const JsonDocument& document() const { return *document_; }
  const std::string& pointer() const { return pointer_; }
  std::vector<std::string> keys() const;  // of the object, sorted

  // The places in `names` of the words that an array has; each word once.
  std::vector<std::size_t> choice_indexes(std::string_view key, const std::vector<std::string_view>& names);

  // The error to throw about a member, or about the whole object when the key is absent.
  JsonError error(std::string_view key, std::string_view message) const;

  // After the last key: fails for one that was not asked for, and names those that exist.
  void finish() const;

 private:
  const nlohmann::json& member(std::string_view key);
  const nlohmann::json& array(std::string_view key, std::size_t count_max);
  std::size_t choice_index(std::string_view key, const std::vector<std::string_view>& names);

  const JsonDocument* document_;
  std::string pointer_;
  const nlohmann::json* object_;
  mutable std::vector<std::string> asked_;
};

}  // namespace onefold::venue
