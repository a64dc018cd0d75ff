// What the checks find, before blame is settled.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "properties/evidence.hpp"
#include "properties/property.hpp"

namespace onefold::properties {

struct Finding {
  Property property = Property::one_order_per_intent;
  Index account = none;
  ClientIndex client = 0;  // whose promise it is
  Index intent = none;     // in the evidence
  Index group = none;      // what it is about: a group, an order, or (neither) the account as a whole
  venue::OrderId order = 0;
  bool by_venue = false;  // the record itself shows that the venue did it
  std::string explanation;
  std::string_view cause;  // a constant: equal for findings of one cause
  std::string money_at_risk;
  TimeNs at_ns = 0;
};

// Bounded: a run gone wild would say the same thing thousands of times.
class Findings {
 public:
  static constexpr int per_property_max = 32;

  void add(Finding finding) {
    int& count = counts_[static_cast<int>(finding.property)];
    if (count == per_property_max) return;
    ++count;
    all_.push_back(std::move(finding));
  }
  const std::vector<Finding>& all() const { return all_; }
  std::vector<Finding>& all() { return all_; }

 private:
  std::vector<Finding> all_;
  int counts_[property_count] = {};
};

// A finding about one intent, its client and its group.
Finding about_intent(const Evidence& evidence, Property property, Index intent);
// About a group of twins: its first place intent stands for it.
Finding about_group(const Evidence& evidence, Property property, Index group);
// About one order, and through it about its group where it has one.
Finding about_order(const Evidence& evidence, Property property, Index order);
// About what a client says of its account as a whole.
Finding about_client(const Evidence& evidence, Property property, ClientIndex client);

}  // namespace onefold::properties
