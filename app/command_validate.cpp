// `onefold validate`: every error of every scenario file, with its place.
#include <fmt/format.h>

#include "app/commands.hpp"
#include "harness/plan.hpp"

namespace onefold::app {

int validate_command(const harness::Registry& registry, const std::vector<std::string>& paths) {
  harness::KnownWords known = harness::known_words(registry);
  std::size_t files = 0;
  std::size_t errors = 0;
  for (const std::string& path : paths) {
    for (const auto& file : harness::find_scenarios(path)) {
      ++files;
      try {
        harness::make_plan(registry, harness::load_scenario(file, known), file.string(),
                           file.stem().string());
      } catch (const harness::ScenarioError& error) {
        fmt::print(stderr, "{}\n", error.what());
        errors += error.errors().size();
      }
    }
  }
  fmt::print("{} scenario files, {} errors\n", files, errors);
  return errors == 0 ? exit_held : exit_bad_input;
}

}  // namespace onefold::app
