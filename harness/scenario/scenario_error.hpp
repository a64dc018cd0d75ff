// What is wrong with a scenario or capsule, all of it at once. Thrown while loading only.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace onefold::harness {

// what() holds every error, one per line, in the order of the file: "file:line:column: expected ..., found
// ...".
class ScenarioError : public std::runtime_error {
 public:
  explicit ScenarioError(std::vector<std::string> errors);
  const std::vector<std::string>& errors() const { return errors_; }

 private:
  std::vector<std::string> errors_;
};

}  // namespace onefold::harness
