// `onefold validate`: every error of every scenario file, and of every profile, with its place.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "harness/plan.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::app {
namespace {

// By any key that only profiles have: one of them may be what is misspelled. A file that is no JSON is taken
// for a scenario, whose loader says why.
bool is_profile(const std::filesystem::path& file) {
  std::ifstream in(file);
  const auto json = nlohmann::json::parse(in, nullptr, false, true);
  if (!json.is_object() || json.contains("clients") || json.contains("intents")) return false;
  constexpr const char* keys[] = {"retention", "duplicate", "sources", "family", "source"};
  return std::any_of(std::begin(keys), std::end(keys), [&](const char* key) { return json.contains(key); });
}

}  // namespace

int validate_command(const harness::Registry& registry, const std::vector<std::string>& paths) {
  harness::KnownWords known = harness::known_words(registry);
  std::size_t scenarios = 0;
  std::size_t profiles = 0;
  std::size_t errors = 0;
  for (const std::string& path : paths) {
    for (const auto& file : harness::find_scenarios(path)) {
      const bool profile = is_profile(file);
      ++(profile ? profiles : scenarios);
      try {
        if (profile) {
          venue::load_profile(file);
        } else {
          harness::make_plan(registry, harness::load_scenario(file, known), file.string(),
                             file.stem().string());
        }
      } catch (const harness::ScenarioError& error) {
        fmt::print(stderr, "{}\n", error.what());
        errors += error.errors().size();
      } catch (const venue::ProfileError& error) {
        fmt::print(stderr, "{}\n", error.what());
        ++errors;
      }
    }
  }
  fmt::print("{} scenario files, ", scenarios);
  if (profiles != 0) fmt::print("{} profiles, ", profiles);
  fmt::print("{} errors\n", errors);
  return errors == 0 ? exit_held : exit_bad_input;
}

}  // namespace onefold::app
