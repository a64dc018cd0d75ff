#include "venue/profile/sourced_fields.hpp"

#include <algorithm>

namespace onefold::venue {

std::vector<std::string> SourceTable::cited(JsonFields& fields) {
  std::vector<std::string> citations;
  for (const std::string& key : fields.texts("from", 16, 64)) {
    auto found = sources.find(key);
    if (found == sources.end())
      throw fields.error("from", "expected keys of \"sources\", found \"" + key + "\"");
    found->second.used = true;
    citations.push_back(found->second.citation);
  }
  if (citations.empty()) throw fields.error("from", "expected at least one key of \"sources\"");
  return citations;
}

std::string SourcedFields::text(std::string_view key, std::size_t size_min, std::size_t size_max) {
  return sourced(
      key, [&](JsonFields& fields, std::string_view name) { return fields.text(name, size_min, size_max); });
}

std::int64_t SourcedFields::integer(std::string_view key, std::int64_t min, std::int64_t max) {
  return sourced(key,
                 [&](JsonFields& fields, std::string_view name) { return fields.integer(name, min, max); });
}

bool SourcedFields::boolean(std::string_view key) {
  return sourced(key, [](JsonFields& fields, std::string_view name) { return fields.boolean(name); });
}

std::int64_t SourcedFields::time_span_ns(std::string_view key, std::int64_t min_ns, std::int64_t max_ns) {
  return sourced(key, [&](JsonFields& fields, std::string_view name) {
    return fields.time_span_ns(name, min_ns, max_ns);
  });
}

void SourcedFields::refuse(std::initializer_list<std::string_view> keys, std::string_view why) const {
  for (std::string_view key : keys) {
    if (!has(key)) continue;
    throw error(key, "expected no " + std::string(key) + ", as " + std::string(why));
  }
}

Provenance SourcedFields::read_provenance(JsonFields& fields) {
  Provenance provenance;
  const bool documented = fields.has("from");
  if (documented == fields.has("undocumented")) {
    throw fields_.document().error(fields.pointer(), "expected one of \"from\" and \"undocumented\"");
  }
  if (documented) {
    provenance.sources = table_->cited(fields);
    for (std::string_view name : {"stricter", "laxer"}) {
      if (std::ranges::count(fields.keys(), name) != 0)
        throw fields.error(name, "expected no " + std::string(name) + ", as the value is documented");
    }
  } else {
    provenance.assumption = fields.text("undocumented", 1, 512);
  }
  return provenance;
}

void SourcedFields::note(std::string_view key, Provenance provenance) {
  provenance.path = json_pointer(fields_.pointer(), key).substr(1);
  std::ranges::replace(provenance.path, '/', '.');
  table_->provenance.push_back(std::move(provenance));
}

}  // namespace onefold::venue
