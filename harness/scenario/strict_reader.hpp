// Reading of JSON objects that forgives nothing and goes on: each wrong value is complained about where it
// stands, and leaves the default in place.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/decider.hpp"
#include "sim/core/time.hpp"
#include "venue/profile/json_position.hpp"

namespace onefold::harness {

// At most this many complaints are kept: a file that is all wrong needs no more.
inline constexpr std::size_t complaints_max = 50;

// The errors of one document.
class Complaints {
 public:
  explicit Complaints(const venue::JsonDocument& document) : document_(document) {}

  // "file:line:column: message" at the value, or at the key, that `pointer` names.
  void add(std::string_view pointer, std::string_view message);
  void add_key(std::string_view pointer, std::string_view message);

  bool empty() const { return found_.empty(); }
  // Whether something was said about this value, anything in it, or anything that holds it.
  bool concern(std::string_view pointer) const;
  // Throws ScenarioError with all of them, in the order of the file, if there are any.
  void throw_if_any() const;

 private:
  struct Complaint {
    venue::TextPosition position;
    std::string pointer;
    std::string text;
  };
  const venue::JsonDocument& document_;
  std::vector<Complaint> found_;
};

// A value as an error shows it: "\"abc\"", "17", "a list".
std::string show(const nlohmann::json& value);

// One object. Complains at once if `value` is none, or has a key that is not in `keys`. Reading a key that is
// not in `keys` aborts: the list of keys is the truth. Holds references; lives no longer than its arguments.
class ObjectReader {
 public:
  ObjectReader(Complaints& complaints, const nlohmann::json& value, std::string pointer,
               std::span<const std::string_view> keys);

  // The member's value, null if there is none.
  const nlohmann::json* find(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }
  // As find, and complains if there is none.
  const nlohmann::json* need(std::string_view key);
  std::string pointer(std::string_view key) const;
  const std::string& pointer() const { return pointer_; }
  Complaints& complaints() { return complaints_; }
  void complain(std::string_view key, std::string_view expected) const;

  // Each leaves `value` alone if the key is absent, or wrong (which is complained about); true if it was set.
  bool text(std::string_view key, std::string& value, std::size_t size_max);
  // A word of letters, digits, '.', '_' and '-'.
  bool name(std::string_view key, std::string& value, std::size_t size_max);
  bool flag(std::string_view key, bool& value);
  bool number(std::string_view key, std::int64_t& value, std::int64_t min, std::int64_t max);
  // A number; from 2^63 on as text, because JSON numbers are signed in many tools.
  bool seed(std::string_view key, std::uint64_t& value);
  bool time(std::string_view key, sim::TimeNs& value, sim::TimeNs min = 0);
  bool signed_time(std::string_view key, sim::TimeNs& value);
  // ["1ms", "8ms"], the first not above the second.
  bool time_range(std::string_view key, sim::TimeNs& min, sim::TimeNs& max);
  bool ratio(std::string_view key, sim::Ratio& value);
  // The index of the word in `words`.
  std::optional<std::size_t> word(std::string_view key, std::span<const std::string_view> words);

 private:
  Complaints& complaints_;
  const nlohmann::json& value_;
  std::string pointer_;
  std::span<const std::string_view> keys_;
};

// One value, for lists: nothing, and a complaint, if it is no time.
std::optional<sim::TimeNs> read_time(Complaints& complaints, const nlohmann::json& value,
                                     std::string_view pointer);

// `"a", "b" or "c"`.
std::string list_words(std::span<const std::string_view> words);

bool is_name(std::string_view text, std::size_t size_max);

}  // namespace onefold::harness
