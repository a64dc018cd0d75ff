// What must hold between the values of a scenario, once each of them is well-formed. Private to
// harness/scenario.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "harness/scenario/loader.hpp"
#include "harness/scenario/scenario.hpp"

namespace onefold::harness {

// Where parts of a file were broken, what refers to them is not judged.
struct CheckScope {
  bool instruments = true;
  bool clients = true;
  bool intents = true;
};

// Called with the JSON pointer of the value ("/intents/3/cancel") and "expected ..., found ...".
using CheckSink = std::function<void(const std::string& pointer, const std::string& message)>;

void check_scenario(const Scenario& scenario, const KnownWords& known, const CheckScope& scope,
                    const CheckSink& sink);

}  // namespace onefold::harness
