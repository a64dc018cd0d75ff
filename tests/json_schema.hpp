// A validator for the part of JSON Schema that our schemas use. A keyword that it does not know fails the
// test, so that no rule of a schema is silently unchecked.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace onefold::tests {

class JsonSchema {
 public:
  using json = nlohmann::json;

  explicit JsonSchema(json schema) : root_(std::move(schema)) {}

  // What is wrong, empty if nothing.
  std::vector<std::string> validate(const json& value) const {
    std::vector<std::string> errors;
    check(root_, value, "", errors);
    return errors;
  }

  // Every property path that the schema describes: "a.b", "list[].c".
  std::set<std::string> paths() const {
    std::set<std::string> found;
    walk(root_, "", found);
    return found;
  }

 private:
  const json& resolve(const json& schema) const {
    if (!schema.contains("$ref")) return schema;
    return root_.at(json::json_pointer(schema["$ref"].get<std::string>().substr(1)));
  }

  void walk(const json& given, const std::string& path, std::set<std::string>& found) const {
    const json& schema = resolve(given);
    if (schema.contains("properties")) {
      for (const auto& [key, member] : schema["properties"].items()) {
        std::string inner = path.empty() ? key : path + "." + key;
        found.insert(inner);
        walk(member, inner, found);
      }
    }
    if (schema.contains("items")) walk(schema["items"], path + "[]", found);
    for (const char* choice : {"oneOf", "anyOf"}) {
      for (const json& one : schema.value(choice, json::array())) walk(one, path, found);
    }
  }

  static bool is_type(const json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer();
    return type == "number" && value.is_number();
  }

  void check(const json& schema, const json& value, const std::string& path,
             std::vector<std::string>& errors) const {
    auto fail = [&](const std::string& what) {
      errors.push_back(path + ": " + what + ", found " + value.dump());
    };
    for (const auto& [word, rule] : schema.items()) {
      if (word == "$ref")
        check(resolve(schema), value, path, errors);
      else if (word == "type") {
        if (!is_type(value, rule)) fail("expected " + rule.get<std::string>());
      } else if (word == "enum") {
        if (std::find(rule.begin(), rule.end(), value) == rule.end()) fail("not in the list");
      } else if (word == "const") {
        if (value != rule) fail("expected " + rule.dump());
      } else if (word == "pattern") {
        if (value.is_string() &&
            !std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>())))
          fail("expected " + rule.get<std::string>());
      } else if (word == "minLength") {
        if (value.is_string() && value.get<std::string>().size() < rule) fail("too short");
      } else if (word == "maxLength") {
        if (value.is_string() && value.get<std::string>().size() > rule) fail("too long");
      } else if (word == "minimum") {
        if (value.is_number() && value < rule) fail("too small");
      } else if (word == "maximum") {
        if (value.is_number() && value > rule) fail("too large");
      } else if (word == "minItems") {
        if (value.is_array() && value.size() < rule) fail("too few");
      } else if (word == "maxItems") {
        if (value.is_array() && value.size() > rule) fail("too many");
      } else if (word == "minProperties") {
        if (value.is_object() && value.size() < rule) fail("too few keys");
      } else if (word == "maxProperties") {
        if (value.is_object() && value.size() > rule) fail("too many keys");
      } else if (word == "required")
        check_required(rule, value, fail);
      else if (word == "properties")
        check_members(rule, value, path, errors);
      else if (word == "additionalProperties")
        check_others(schema, rule, value, path, errors);
      else if (word == "items")
        check_items(rule, value, path, errors);
      else if (word == "oneOf" || word == "anyOf")
        check_choice(word == "oneOf", rule, value, fail);
      else if (word != "$schema" && word != "$id" && word != "$defs" && word != "title" &&
               word != "description")
        fail("a schema keyword that this validator does not know: " + word);
    }
  }

  static void check_required(const json& rule, const json& value,
                             const std::function<void(const std::string&)>& fail) {
    for (const json& key : rule) {
      if (value.is_object() && !value.contains(key.get<std::string>())) fail("no key " + key.dump());
    }
  }

  void check_members(const json& rule, const json& value, const std::string& path,
                     std::vector<std::string>& errors) const {
    if (!value.is_object()) return;
    for (const auto& [key, schema] : rule.items()) {
      if (value.contains(key)) check(schema, value[key], path + "/" + key, errors);
    }
  }

  void check_others(const json& schema, const json& rule, const json& value, const std::string& path,
                    std::vector<std::string>& errors) const {
    if (!value.is_object()) return;
    for (const auto& [key, member] : value.items()) {
      if (schema.contains("properties") && schema["properties"].contains(key)) continue;
      if (rule == false) errors.push_back(path + ": unknown key " + key);
      if (rule.is_object()) check(rule, member, path + "/" + key, errors);
    }
  }

  void check_items(const json& rule, const json& value, const std::string& path,
                   std::vector<std::string>& errors) const {
    if (!value.is_array()) return;
    for (std::size_t i = 0; i < value.size(); ++i)
      check(rule, value[i], path + "/" + std::to_string(i), errors);
  }

  void check_choice(bool one, const json& rule, const json& value,
                    const std::function<void(const std::string&)>& fail) const {
    int fitting = 0;
    for (const json& choice : rule) {
      std::vector<std::string> errors;
      check(choice, value, "", errors);
      fitting += errors.empty();
    }
    if (one ? fitting != 1 : fitting == 0) fail("fits " + std::to_string(fitting) + " of the choices");
  }

  json root_;
};

}  // namespace onefold::tests
