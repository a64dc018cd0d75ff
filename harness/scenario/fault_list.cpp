// Lists of faults as one line of JSON: how they travel between processes.
#include <nlohmann/json.hpp>

#include "harness/scenario/fault_codec.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/scenario_document.hpp"

namespace onefold::harness {

std::string list_text(const std::vector<FaultWords>& faults) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const FaultWords& fault : faults) list.push_back(to_json(fault, FaultForm::exact));
  return list.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::vector<FaultWords> parse_list(std::string_view json, std::string_view name) {
  venue::JsonDocument document = parse_document(json, name);
  Complaints complaints(document);
  std::vector<FaultWords> faults;
  const nlohmann::json& list = document.root();
  if (!list.is_array() || list.size() > faults_max) {
    complaints.add("", "expected a list of at most " + std::to_string(faults_max) + " faults");
    complaints.throw_if_any();
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto fault = read_fault(complaints, list[i], venue::json_pointer("", i));
    if (fault) faults.push_back(std::move(*fault));
  }
  complaints.throw_if_any();
  return faults;
}

}  // namespace onefold::harness
