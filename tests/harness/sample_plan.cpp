#include "tests/harness/sample_plan.hpp"

#include "app/naive/naive_clients.hpp"
#include "app/reference_components.hpp"
#include "tests/defects/defects.hpp"

namespace onefold::test {

const harness::Registry& registry() {
  static const harness::Registry all = [] {
    harness::Registry made;
    app::add_reference_components(made);
    app::add_naive_clients(made);
    defects::add_planted_defects(made);
    return made;
  }();
  return all;
}

harness::Plan plan_of(const std::string& name) {
  std::string file(ONEFOLD_SOURCE_DIR);
  file += "/scenarios/";
  file += name;
  file += ".json";
  return harness::make_plan(registry(), harness::load_scenario(file, harness::known_words(registry())), file,
                            name);
}

}  // namespace onefold::test
