// JSON as people like to read it: short objects on one line.
#include <nlohmann/json.hpp>

#include "harness/scenario/scenario_json.hpp"

namespace onefold::harness {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t columns_max = 110;

std::string scalar(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

// All on one line: {"a": 1, "b": [2, 3]}.
std::string one_line(const ordered_json& value) {
  if (!value.is_structured()) return scalar(value);
  std::string text;
  for (const auto& [key, member] : value.items()) {
    text += text.empty() ? "" : ", ";
    if (value.is_object()) text += scalar(key) + ": ";
    text += one_line(member);
  }
  if (value.is_array()) return "[" + text + "]";
  return text.empty() ? "{}" : "{ " + text + " }";
}

// `used`: columns that stand before it on its first line.
void append(const ordered_json& value, std::size_t indent, std::size_t used, bool root, std::string& out) {
  std::string line = one_line(value);
  if (!value.is_structured() || value.empty() || (!root && used + line.size() < columns_max)) {
    out += line;
    return;
  }
  out += value.is_array() ? "[" : "{";
  bool first = true;
  for (const auto& [key, member] : value.items()) {
    out += first ? "\n" : ",\n";
    first = false;
    std::size_t start = out.size();
    out.append(indent + 2, ' ');
    if (value.is_object()) out += scalar(key) + ": ";
    append(member, indent + 2, out.size() - start, false, out);
  }
  out += "\n";
  out.append(indent, ' ');
  out += value.is_array() ? "]" : "}";
}

}  // namespace

ordered_json seed_json(std::uint64_t seed) {
  if (seed > std::uint64_t{INT64_MAX}) return std::to_string(seed);
  return seed;
}

std::string readable_text(const ordered_json& value) {
  std::string out;
  append(value, 0, 0, true, out);
  return out + "\n";
}

}  // namespace onefold::harness
