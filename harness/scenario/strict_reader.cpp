#include "harness/scenario/strict_reader.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <nlohmann/json.hpp>

#include "harness/scenario/scenario.hpp"
#include "harness/scenario/scenario_error.hpp"
#include "harness/scenario/scenario_json.hpp"
#include "harness/scenario/units.hpp"
#include "venue/profile/time_span.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;

constexpr std::string_view time_expected = "a time such as \"10ms\" (ns, us, ms, s, m, h)";
constexpr std::size_t shown_max = 40;

std::string join(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) {
    if (!all.empty()) all += '\n';
    all += line;
  }
  return all;
}

// Whether `pointer` is `other` or lies inside it.
bool within(std::string_view pointer, std::string_view other) {
  return pointer.starts_with(other) && (pointer.size() == other.size() || pointer[other.size()] == '/');
}

std::optional<sim::TimeNs> time_of(const json& value) {
  if (!value.is_string()) return std::nullopt;
  std::optional<sim::TimeNs> time_ns = venue::parse_time_span(value.get_ref<const std::string&>());
  if (time_ns && *time_ns > time_ns_max) return std::nullopt;
  return time_ns;
}

}  // namespace

ScenarioError::ScenarioError(std::vector<std::string> errors)
    : std::runtime_error(join(errors)), errors_(std::move(errors)) {}

void Complaints::add(std::string_view pointer, std::string_view message) {
  if (found_.size() == complaints_max) return;
  found_.push_back(
      {document_.position(pointer), std::string(pointer), document_.error(pointer, message).what()});
}

void Complaints::add_key(std::string_view pointer, std::string_view message) {
  if (found_.size() == complaints_max) return;
  found_.push_back(
      {document_.key_position(pointer), std::string(pointer), document_.key_error(pointer, message).what()});
}

bool Complaints::concern(std::string_view pointer) const {
  return std::any_of(found_.begin(), found_.end(), [&](const Complaint& complaint) {
    return within(complaint.pointer, pointer) || within(pointer, complaint.pointer);
  });
}

void Complaints::throw_if_any() const {
  if (found_.empty()) return;
  std::vector<Complaint> ordered = found_;
  std::stable_sort(ordered.begin(), ordered.end(), [](const Complaint& a, const Complaint& b) {
    if (a.position.line != b.position.line) return a.position.line < b.position.line;
    return a.position.column < b.position.column;
  });
  std::vector<std::string> texts;
  for (Complaint& complaint : ordered) texts.push_back(std::move(complaint.text));
  throw ScenarioError(std::move(texts));
}

std::string show(const json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  std::string text = value.dump(-1, ' ', true);
  if (text.size() <= shown_max) return text;
  return text.substr(0, shown_max) + "...";
}

std::string list_words(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += '"';
    text += words[i];
    text += '"';
  }
  return text;
}

bool is_name(std::string_view text, std::size_t size_max) {
  if (text.empty() || text.size() > size_max) return false;
  auto letter_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (!letter_or_digit(text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter_or_digit(c) || c == '.' || c == '_' || c == '-'; });
}

ObjectReader::ObjectReader(Complaints& complaints, const json& value, std::string pointer,
                           std::span<const std::string_view> keys)
    : complaints_(complaints), value_(value), pointer_(std::move(pointer)), keys_(keys) {
  if (!value_.is_object()) {
    complaints_.add(pointer_, "expected an object, found " + show(value_));
    return;
  }
  for (const auto& [key, member] : value_.items()) {
    if (std::find(keys_.begin(), keys_.end(), key) != keys_.end()) continue;
    complaints_.add_key(venue::json_pointer(pointer_, key),
                        "expected " + list_words(keys_) + ", found " + show(json(key)));
  }
}

const json* ObjectReader::find(std::string_view key) const {
  assert(std::find(keys_.begin(), keys_.end(), key) != keys_.end());
  if (!value_.is_object()) return nullptr;
  auto member = value_.find(std::string(key));
  return member == value_.end() ? nullptr : &*member;
}

const json* ObjectReader::need(std::string_view key) {
  const json* value = find(key);
  if (!value && value_.is_object()) {
    // Under the pointer that it would have; it stands where the object does.
    complaints_.add(pointer(key), "expected a key \"" + std::string(key) + "\", found none");
  }
  return value;
}

std::string ObjectReader::pointer(std::string_view key) const {
  return venue::json_pointer(pointer_, key);
}

void ObjectReader::complain(std::string_view key, std::string_view expected) const {
  complaints_.add(pointer(key), "expected " + std::string(expected) + ", found " + show(*find(key)));
}

bool ObjectReader::text(std::string_view key, std::string& value, std::size_t size_max) {
  const json* found = find(key);
  if (!found) return false;
  if (!found->is_string() || found->get_ref<const std::string&>().size() > size_max) {
    complain(key, "a text of at most " + std::to_string(size_max) + " bytes");
    return false;
  }
  value = *found;
  return true;
}

bool ObjectReader::name(std::string_view key, std::string& value, std::size_t size_max) {
  const json* found = find(key);
  if (!found) return false;
  if (!found->is_string() || !is_name(found->get_ref<const std::string&>(), size_max)) {
    complain(key, "a name of 1 to " + std::to_string(size_max) + " letters, digits, '.', '_' or '-'");
    return false;
  }
  value = *found;
  return true;
}

bool ObjectReader::flag(std::string_view key, bool& value) {
  const json* found = find(key);
  if (!found) return false;
  if (!found->is_boolean()) {
    complain(key, "true or false");
    return false;
  }
  value = *found;
  return true;
}

bool ObjectReader::number(std::string_view key, std::int64_t& value, std::int64_t min, std::int64_t max) {
  const json* found = find(key);
  if (!found) return false;
  // Unsigned numbers above the signed range would wrap into it.
  bool fits = found->is_number_integer() &&
              !(found->is_number_unsigned() && found->get<std::uint64_t>() > std::uint64_t{INT64_MAX});
  if (!fits || found->get<std::int64_t>() < min || found->get<std::int64_t>() > max) {
    complain(key, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return false;
  }
  value = *found;
  return true;
}

bool ObjectReader::seed(std::string_view key, std::uint64_t& value) {
  const json* found = find(key);
  if (!found) return false;
  if (found->is_number_integer() && found->get<std::int64_t>() >= 0) {
    value = found->get<std::uint64_t>();
    return true;
  }
  if (found->is_string()) {
    const std::string& text = found->get_ref<const std::string&>();
    std::uint64_t large = 0;
    std::from_chars(text.data(), text.data() + text.size(), large);
    if (text == std::to_string(large) && seed_json(large).is_string()) {
      value = large;
      return true;
    }
  }
  complain(key, "a seed, a whole number from 0 to 9223372036854775807, or a larger one as text");
  return false;
}

bool ObjectReader::time(std::string_view key, sim::TimeNs& value, sim::TimeNs min) {
  const json* found = find(key);
  if (!found) return false;
  std::optional<sim::TimeNs> time_ns = time_of(*found);
  if (!time_ns) {
    complain(key, time_expected);
    return false;
  }
  if (*time_ns < min) {
    complain(key, "a time of at least " + venue::format_time_span(min));
    return false;
  }
  value = *time_ns;
  return true;
}

bool ObjectReader::signed_time(std::string_view key, sim::TimeNs& value) {
  const json* found = find(key);
  if (!found) return false;
  std::optional<sim::TimeNs> time_ns;
  if (found->is_string()) time_ns = parse_signed_time(found->get_ref<const std::string&>());
  if (!time_ns || *time_ns == 0 || *time_ns > time_ns_max || *time_ns < -time_ns_max) {
    complain(key, "a time such as \"10ms\" or \"-10ms\", not 0");
    return false;
  }
  value = *time_ns;
  return true;
}

bool ObjectReader::time_range(std::string_view key, sim::TimeNs& min, sim::TimeNs& max) {
  const json* found = find(key);
  if (!found) return false;
  std::optional<sim::TimeNs> first;
  std::optional<sim::TimeNs> second;
  if (found->is_array() && found->size() == 2) {
    first = time_of((*found)[0]);
    second = time_of((*found)[1]);
  }
  if (!first || !second || *first > *second) {
    complain(key, "two times such as [\"1ms\", \"8ms\"], the first not above the second");
    return false;
  }
  min = *first;
  max = *second;
  return true;
}

bool ObjectReader::ratio(std::string_view key, sim::Ratio& value) {
  const json* found = find(key);
  if (!found) return false;
  std::optional<sim::Ratio> ratio;
  if (found->is_string()) ratio = parse_ratio(found->get_ref<const std::string&>());
  if (!ratio) {
    complain(key, "a ratio such as \"1/20\", from 0/1 to 1/1");
    return false;
  }
  value = *ratio;
  return true;
}

std::optional<std::size_t> ObjectReader::word(std::string_view key, std::span<const std::string_view> words) {
  const json* found = find(key);
  if (!found) return std::nullopt;
  if (found->is_string()) {
    auto word = std::find(words.begin(), words.end(), found->get_ref<const std::string&>());
    if (word != words.end()) return static_cast<std::size_t>(word - words.begin());
  }
  complain(key, list_words(words));
  return std::nullopt;
}

std::optional<sim::TimeNs> read_time(Complaints& complaints, const json& value, std::string_view pointer) {
  std::optional<sim::TimeNs> time_ns = time_of(value);
  if (!time_ns) {
    complaints.add(pointer, "expected " + std::string(time_expected) + ", found " + show(value));
  }
  return time_ns;
}

}  // namespace onefold::harness
