#include "venue/profile/json_fields.hpp"

#include <algorithm>

#include "venue/profile/time_span.hpp"

namespace onefold::venue {

JsonFields::JsonFields(const JsonDocument& document, std::string pointer)
    : document_(&document),
      pointer_(std::move(pointer)),
      object_(&document.root().at(nlohmann::json::json_pointer(pointer_))) {
  if (!object_->is_object()) throw document.error(pointer_, "expected an object");
}

bool JsonFields::has(std::string_view key) const {
  asked_.emplace_back(key);
  return object_->contains(key);
}

const nlohmann::json& JsonFields::member(std::string_view key) {
  if (!has(key)) throw error(key, "expected the key \"" + std::string(key) + "\" in this object");
  return *object_->find(key);
}

std::string JsonFields::text(std::string_view key, std::size_t size_min, std::size_t size_max) {
  const nlohmann::json& value = member(key);
  if (!value.is_string()) throw error(key, "expected a string");
  auto text = value.get<std::string>();
  if (text.size() < size_min || text.size() > size_max) {
    throw error(key, "expected a string of " + std::to_string(size_min) + " to " + std::to_string(size_max) +
                         " bytes");
  }
  return text;
}

std::int64_t JsonFields::integer(std::string_view key, std::int64_t min, std::int64_t max) {
  const nlohmann::json& value = member(key);
  if (!value.is_number_integer() || value.get<std::int64_t>() < min || value.get<std::int64_t>() > max) {
    throw error(key, "expected a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  }
  return value.get<std::int64_t>();
}

bool JsonFields::boolean(std::string_view key) {
  const nlohmann::json& value = member(key);
  if (!value.is_boolean()) throw error(key, "expected true or false");
  return value.get<bool>();
}

std::int64_t JsonFields::time_span_ns(std::string_view key, std::int64_t min_ns, std::int64_t max_ns) {
  const nlohmann::json& value = member(key);
  std::optional<std::int64_t> span_ns;
  if (value.is_string()) span_ns = parse_time_span(value.get_ref<const std::string&>());
  if (!span_ns || *span_ns < min_ns || *span_ns > max_ns) {
    throw error(key, "expected a time span like \"15ms\" from " + format_time_span(min_ns) + " to " +
                         format_time_span(max_ns) + " (units ns, us, ms, s, m, h, d)");
  }
  return *span_ns;
}

JsonFields JsonFields::object(std::string_view key) {
  member(key);
  return JsonFields(*document_, json_pointer(pointer_, key));
}

bool JsonFields::is_object(std::string_view key) const {
  auto found = object_->find(key);
  return found != object_->end() && found->is_object();
}

const nlohmann::json& JsonFields::array(std::string_view key, std::size_t count_max) {
  const nlohmann::json& value = member(key);
  if (!value.is_array() || value.size() > count_max) {
    throw error(key, "expected an array of at most " + std::to_string(count_max));
  }
  return value;
}

std::vector<JsonFields> JsonFields::objects(std::string_view key, std::size_t count_max) {
  std::vector<JsonFields> objects;
  const std::string parent = json_pointer(pointer_, key);
  for (std::size_t i = 0; i < array(key, count_max).size(); ++i)
    objects.emplace_back(*document_, json_pointer(parent, i));
  return objects;
}

std::vector<std::string> JsonFields::texts(std::string_view key, std::size_t count_max,
                                           std::size_t size_max) {
  std::vector<std::string> texts;
  for (const nlohmann::json& value : array(key, count_max)) {
    const bool fits = value.is_string() && !value.get_ref<const std::string&>().empty() &&
                      value.get_ref<const std::string&>().size() <= size_max;
    if (!fits) {
      throw document_->error(json_pointer(json_pointer(pointer_, key), texts.size()),
                             "expected a string of 1 to " + std::to_string(size_max) + " bytes");
    }
    texts.push_back(value.get<std::string>());
  }
  return texts;
}

std::vector<std::string> JsonFields::keys() const {
  std::vector<std::string> keys;
  for (const auto& member : object_->items()) keys.push_back(member.key());
  return keys;
}

namespace {

std::string one_of(const std::vector<std::string_view>& names) {
  std::string message = "expected one of";
  for (std::string_view name : names) message += " \"" + std::string(name) + "\"";
  return message;
}

}  // namespace

std::size_t JsonFields::choice_index(std::string_view key, const std::vector<std::string_view>& names) {
  const nlohmann::json& value = member(key);
  if (value.is_string()) {
    auto found = std::find(names.begin(), names.end(), value.get_ref<const std::string&>());
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  }
  throw error(key, one_of(names));
}

std::vector<std::size_t> JsonFields::choice_indexes(std::string_view key,
                                                    const std::vector<std::string_view>& names) {
  std::vector<std::size_t> indexes;
  std::size_t place = 0;
  for (const std::string& text : texts(key, names.size(), 64)) {
    auto index = static_cast<std::size_t>(std::find(names.begin(), names.end(), text) - names.begin());
    const std::string at = json_pointer(json_pointer(pointer_, key), place++);
    if (index == names.size()) throw document_->error(at, one_of(names));
    if (std::find(indexes.begin(), indexes.end(), index) != indexes.end())
      throw document_->error(at, "expected each word once");
    indexes.push_back(index);
  }
  return indexes;
}

JsonError JsonFields::error(std::string_view key, std::string_view message) const {
  return document_->error(json_pointer(pointer_, key), message);
}

void JsonFields::finish() const {
  for (const auto& member : object_->items()) {
    if (std::find(asked_.begin(), asked_.end(), member.key()) != asked_.end()) continue;
    std::string message = "expected no key \"" + member.key() + "\" here; the keys are";
    std::vector<std::string> keys = asked_;
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    for (const std::string& key : keys) message += ' ' + key;
    throw document_->key_error(json_pointer(pointer_, member.key()), message);
  }
}

}  // namespace onefold::venue
