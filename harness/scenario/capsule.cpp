#include "harness/scenario/capsule.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "harness/scenario/fault_codec.hpp"
#include "harness/scenario/scenario_document.hpp"
#include "harness/scenario/scenario_json.hpp"
#include "harness/scenario/scenario_keys.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::string_view capsule_keys[] = {"capsule",     "onefold", "key_hash_version", "property",
                                             "blame",       "intent",  "explanation",      "model_needed",
                                             "not_minimal", "seed",    "digest",           "background",
                                             "faults",      "scenario"};
constexpr int digest_digits = 16;

std::string hex(std::uint64_t value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(digest_digits, '0');
  for (int i = digest_digits - 1; i >= 0; --i, value >>= 4)
    text[static_cast<std::size_t>(i)] = digits[value & 15];
  return text;
}

void read_digest(ObjectReader& in, std::uint64_t& digest) {
  const json* value = in.need("digest");
  if (!value) return;
  if (value->is_string()) {
    const std::string& text = value->get_ref<const std::string&>();
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), digest, 16);
    bool whole = error == std::errc() && end == text.data() + text.size();
    if (whole && text == hex(digest)) return;
  }
  in.complain("digest", "16 hexadecimal digits, lower case");
}

// A version other than ours means that nothing else can be trusted, its keys included: it is the only
// complaint then.
bool read_version(ObjectReader& in, std::string_view key, std::uint32_t ours, std::string_view consequence) {
  std::int64_t version = 0;
  if (!in.need(key) || !in.number(key, version, 0, UINT32_MAX)) return false;
  if (version == ours) return true;
  in.complain(key, std::to_string(ours) + " (" + std::string(consequence) + ")");
  return false;
}

void judge_versions(const venue::JsonDocument& document) {
  static constexpr std::string_view keys[] = {"capsule", "key_hash_version"};
  const json& root = document.root();
  json versions = root.is_object() ? json::object() : root;
  for (std::string_view key : keys) {
    auto value = root.find(std::string(key));
    if (root.is_object() && value != root.end()) versions[std::string(key)] = *value;
  }
  Complaints complaints(document);
  ObjectReader in(complaints, versions, "", keys);
  if (read_version(in, "capsule", capsule_version, "replay with the version of Onefold that wrote it")) {
    read_version(in, "key_hash_version", sim::key_hash_version,
                 "its faults would strike elsewhere: replay with the version of Onefold that wrote it");
  }
  complaints.throw_if_any();
}

void read_background(ObjectReader& in, Capsule& capsule) {
  const json* value = in.need("background");
  if (!value) return;
  ObjectReader item(in.complaints(), *value, in.pointer("background"), keys::background);
  if (item.need("seed")) item.seed("seed", capsule.background_seed);
  item.flag("calm", capsule.calm);
}

void read_faults(ObjectReader& in, std::vector<FaultWords>& faults) {
  const json* list = in.need("faults");
  if (!list) return;
  if (!list->is_array() || list->size() > faults_max) {
    in.complain("faults", "a list of at most " + std::to_string(faults_max));
    return;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto fault = read_fault(in.complaints(), (*list)[i], venue::json_pointer(in.pointer("faults"), i));
    if (fault) faults.push_back(std::move(*fault));
  }
}

void read_story(ObjectReader& in, Capsule& capsule) {
  static constexpr std::string_view models[] = {"direct", "hops"};
  if (in.need("onefold")) in.text("onefold", capsule.onefold_version, name_size_max);
  if (in.need("property")) in.name("property", capsule.property, intent_id_size_max);
  if (in.need("blame")) in.text("blame", capsule.blame, text_size_max);
  in.text("intent", capsule.intent, intent_id_size_max);
  in.text("explanation", capsule.explanation, text_size_max);
  if (in.need("model_needed")) {
    if (auto model = in.word("model_needed", models)) capsule.model_needed = static_cast<Model>(*model);
  }
  in.text("not_minimal", capsule.not_minimal, text_size_max);
  std::uint64_t seed = 0;
  if (in.seed("seed", seed)) capsule.chaos_seed = seed;
}

}  // namespace

Capsule parse_capsule(std::string_view text, std::string_view file_name, const KnownWords& known) {
  venue::JsonDocument document = parse_document(text, file_name);
  Complaints complaints(document);
  Capsule capsule;
  judge_versions(document);
  ObjectReader in(complaints, document.root(), "", capsule_keys);
  read_story(in, capsule);
  read_digest(in, capsule.digest);
  read_background(in, capsule);
  read_faults(in, capsule.faults);
  if (const json* scenario = in.need("scenario")) {
    capsule.scenario = read_and_check(complaints, *scenario, "/scenario", known);
    if (capsule.scenario.background != Background{}) {
      complaints.add_key("/scenario/background", "expected no background here: the capsule has its own");
    }
  }
  complaints.throw_if_any();
  return capsule;
}

Capsule load_capsule(const std::filesystem::path& file, const KnownWords& known) {
  return parse_capsule(read_file(file), file.string(), known);
}

std::string write_capsule(const Capsule& capsule) {
  ordered_json out;
  out["capsule"] = capsule_version;
  out["onefold"] = capsule.onefold_version;
  out["key_hash_version"] = capsule.key_hash_version;
  out["property"] = capsule.property;
  out["blame"] = capsule.blame;
  if (!capsule.intent.empty()) out["intent"] = capsule.intent;
  if (!capsule.explanation.empty()) out["explanation"] = capsule.explanation;
  out["model_needed"] = to_string(capsule.model_needed);
  if (!capsule.not_minimal.empty()) out["not_minimal"] = capsule.not_minimal;
  if (capsule.chaos_seed) out["seed"] = seed_json(*capsule.chaos_seed);
  out["digest"] = hex(capsule.digest);
  out["background"] = {{"seed", seed_json(capsule.background_seed)}, {"calm", capsule.calm}};
  out["faults"] = ordered_json::array();
  for (const FaultWords& fault : capsule.faults) out["faults"].push_back(to_json(fault, FaultForm::exact));
  // Its listed faults are in `faults` where they matter; left here, they could name intents that shrinking
  // dropped. Its background is the capsule's.
  Scenario scenario = capsule.scenario;
  scenario.faults.clear();
  scenario.background = {};
  out["scenario"] = scenario_json(scenario);
  return readable_text(out);
}

}  // namespace onefold::harness
