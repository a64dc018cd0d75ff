#include "harness/scenario/scenario_keys.hpp"

#include <span>

#include "harness/scenario/fault_codec.hpp"
#include "harness/scenario/loader.hpp"

namespace onefold::harness {
namespace {

struct Part {
  std::string_view path;
  std::span<const std::string_view> keys;
};

const Part parts[] = {{"", keys::scenario},
                      {"venue.", keys::venue},
                      {"venue.instruments[].", keys::instrument},
                      {"venue.crowd.", keys::crowd},
                      {"venue.rate_limit.", keys::rate_limit},
                      {"clients[].", keys::client},
                      {"intents[].", keys::intent},
                      {"intents[].place.", keys::place},
                      {"intents[].replace.", keys::replace},
                      {"intents[].transfer.", keys::transfer},
                      {"generate.", keys::generate},
                      {"network.", keys::network},
                      {"background.", keys::background},
                      {"chaos.", keys::chaos},
                      {"expect.", keys::expect}};

}  // namespace

std::vector<std::string> scenario_keys() {
  std::vector<std::string> all;
  for (const Part& part : parts) {
    for (std::string_view key : part.keys) all.push_back(std::string(part.path).append(key));
  }
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    auto kind = static_cast<sim::FaultKind>(i);
    const std::string word(to_string(kind));
    all.push_back("chaos." + word);
    all.push_back("faults[]." + word);
    for (const std::string& key : fault_keys(kind)) all.push_back("faults[]." + word + "." + key);
    if (!sim::anchored_faults.has(kind)) continue;
    for (const std::string& key : anchor_keys()) all.push_back("faults[]." + word + ".after." + key);
  }
  return all;
}

}  // namespace onefold::harness
