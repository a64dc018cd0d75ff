#include "harness/scenario/chaos_file.hpp"

#include <nlohmann/json.hpp>

#include "harness/scenario/loader.hpp"
#include "harness/scenario/scenario_document.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;

// As good as never, and the latest time that leaves one for the horizon.
constexpr std::string_view never = "9999h";

// The rest of a scenario, which a file of chaos alone leaves out.
void complete(json& scenario, const std::vector<std::string>& accounts) {
  scenario["name"] = "chaos";
  scenario["venue"] = {{"profile", "any"}, {"crowd", "off"}};
  json clients = json::array();
  for (const std::string& account : accounts) clients.push_back({{"name", account}, {"account", account}});
  scenario["clients"] = std::move(clients);
  // Orders are named as they come (order-1 ...), so that faults may name any.
  scenario["generate"] = {{"count", 1}, {"from", "0s"}, {"to", "0s"}};
  if (!scenario.contains("heal")) scenario["heal"] = never;
}

}  // namespace

Scenario parse_chaos(std::string_view text, std::string_view file_name,
                     const std::vector<std::string>& accounts) {
  venue::JsonDocument document = parse_document(text, file_name);
  Complaints complaints(document);
  json value = document.root();
  if (value.is_object() && !value.contains("clients")) complete(value, accounts);
  Scenario scenario = read_and_check(complaints, value, "", {});
  complaints.throw_if_any();
  return expand(scenario);
}

Scenario load_chaos(const std::filesystem::path& file, const std::vector<std::string>& accounts) {
  return parse_chaos(read_file(file), file.string(), accounts);
}

}  // namespace onefold::harness
