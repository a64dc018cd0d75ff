// Values of a profile that say where they come from: a plain value V, or
//   {"value": V, "from": ["key", ...]}                  documented; keys of the file's "sources"
//   {"value": V, "undocumented": "what is assumed, and why", "stricter": V2, "laxer": V3}
// The variant chosen decides which of the three values counts; all of them are checked.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "venue/profile/json_fields.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::venue {

// What the whole file shares while it is read.
struct SourceTable {
  struct Entry {
    std::string citation;
    bool used = false;
  };

  Variant variant = Variant::as_assumed;
  std::map<std::string, Entry, std::less<>> sources = {};  // by key
  std::vector<Provenance> provenance = {};                 // in the order of reading

  // The citations of the keys that stand under "from". Throws JsonError for a key that `sources` has not.
  std::vector<std::string> cited(JsonFields& fields);
};

// Reads like JsonFields, and keeps where each value comes from. Keeps references to document and table.
class SourcedFields {
 public:
  SourcedFields(JsonFields fields, SourceTable& table) : fields_(std::move(fields)), table_(&table) {}

  bool has(std::string_view key) const { return fields_.has(key); }

  // Required keys, as in JsonFields.
  std::string text(std::string_view key, std::size_t size_min, std::size_t size_max);
  std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max);
  bool boolean(std::string_view key);
  std::int64_t time_span_ns(std::string_view key, std::int64_t min_ns, std::int64_t max_ns);
  SourcedFields object(std::string_view key) { return SourcedFields(fields_.object(key), *table_); }
  template <class T>
  using Words = std::initializer_list<std::pair<std::string_view, T>>;
  template <class T>
  T choice(std::string_view key, Words<T> words) {
    return sourced(key,
                   [&](JsonFields& fields, std::string_view name) { return fields.choice(name, words); });
  }
  // An array of different words, each of which `words` has.
  template <class T>
  std::vector<T> choices(std::string_view key, Words<T> words) {
    return sourced(key, [&](JsonFields& fields, std::string_view name) {
      std::vector<std::string_view> names;
      for (const auto& word : words) names.push_back(word.first);
      std::vector<T> chosen;
      for (std::size_t index : fields.choice_indexes(name, names))
        chosen.push_back((words.begin() + static_cast<std::ptrdiff_t>(index))->second);
      return chosen;
    });
  }

  // Optional keys: `value` stays when the key is absent.
  void integer(std::string_view key, std::int64_t min, std::int64_t max, std::int64_t& value) {
    if (has(key)) value = integer(key, min, max);
  }
  void size(std::string_view key, std::int64_t min, std::int64_t max, std::size_t& value) {
    if (has(key)) value = static_cast<std::size_t>(integer(key, min, max));
  }
  void boolean(std::string_view key, bool& value) {
    if (has(key)) value = boolean(key);
  }
  void text(std::string_view key, std::size_t size_max, std::string& value) {
    if (has(key)) value = text(key, 1, size_max);
  }
  void time_span_ns(std::string_view key, std::int64_t min_ns, std::int64_t max_ns, std::int64_t& value_ns) {
    if (has(key)) value_ns = time_span_ns(key, min_ns, max_ns);
  }
  template <class T>
  void choice(std::string_view key, Words<T> words, T& value) {
    if (has(key)) value = choice(key, words);
  }

  // Refuses each of `keys` that stands here, "expected no KEY, as WHY".
  void refuse(std::initializer_list<std::string_view> keys, std::string_view why) const;

  JsonFields& plain() { return fields_; }
  JsonError error(std::string_view key, std::string_view message) const {
    return fields_.error(key, message);
  }
  void finish() const { fields_.finish(); }

 private:
  // read(fields, name): the value of a member, plain or of one of the words above.
  template <class Read>
  auto sourced(std::string_view key, Read read) {
    if (!fields_.is_object(key)) {
      auto value = read(fields_, key);
      note(key, {});
      return value;
    }
    JsonFields fields = fields_.object(key);
    auto value = read(fields, "value");
    Provenance provenance = read_provenance(fields);
    for (auto [name, variant] : {std::pair<std::string_view, Variant>{"stricter", Variant::stricter},
                                 std::pair<std::string_view, Variant>{"laxer", Variant::laxer}}) {
      if (provenance.assumption.empty() || !fields.has(name)) continue;
      auto other = read(fields, name);
      if (other == value) throw fields.error(name, "expected another value than \"value\" has");
      if (table_->variant == variant) value = other;
    }
    fields.finish();
    note(key, std::move(provenance));
    return value;
  }
  Provenance read_provenance(JsonFields& fields);
  void note(std::string_view key, Provenance provenance);

  JsonFields fields_;
  SourceTable* table_;
};

}  // namespace onefold::venue
