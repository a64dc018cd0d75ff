#include "harness/matrix_contract.hpp"

#include <algorithm>
#include <vector>

#include "harness/explore_menu.hpp"
#include "properties/contract.hpp"
#include "properties/witness.hpp"

namespace onefold::harness {
namespace {

using properties::Property;
using properties::Situation;
using properties::Where;

// What exactly-once consists of.
constexpr Property exactly_once[] = {Property::one_order_per_intent, Property::never_overfilled,
                                     Property::exposure, Property::every_intent_resolves};

// The first of exactly_once that no client can keep.
std::optional<Property> broken_in(Situation situation) {
  for (Property property : exactly_once) {
    const properties::Promise promise = properties::cell(property, situation).promise;
    const bool resolving = property == Property::every_intent_resolves;
    if (promise == properties::Promise::impossible ||
        (resolving && promise == properties::Promise::weakened)) {
      return property;
    }
  }
  return std::nullopt;
}

// The worst that a fault of this kind amounts to, wherever it strikes; nothing if it can always be survived.
std::optional<properties::Classified> worst_of(const properties::Terms& terms, sim::FaultKind kind) {
  for (Where where : {Where::towards_venue, Where::towards_client, Where::at_venue, Where::at_client}) {
    const properties::FaultFact fact{sim::to_string(kind), {}, where, terms.longest_delay_ns};
    const properties::Classified found = properties::classify(terms, fact);
    if (broken_in(found.situation)) return found;
  }
  return std::nullopt;
}

std::vector<std::string> kept_in(const std::vector<Situation>& situations) {
  std::vector<std::string> kept;
  for (int i = 0; i < properties::property_count; ++i) {
    const auto property = static_cast<Property>(i);
    const bool always = std::all_of(situations.begin(), situations.end(), [&](Situation situation) {
      return properties::cell(property, situation).promise == properties::Promise::kept;
    });
    if (always) kept.emplace_back(to_string(property));
  }
  return kept;
}

}  // namespace

MatrixContract matrix_contract(const properties::Terms& terms) {
  MatrixContract contract;
  std::vector<Situation> situations;
  reports::Impossible impossible;
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    const auto kind = static_cast<sim::FaultKind>(i);
    if (!explored_faults.has(kind)) continue;
    const std::optional<properties::Classified> worst = worst_of(terms, kind);
    if (!worst) continue;
    contract.faults = contract.faults | sim::FaultSet{kind};
    impossible.faults.emplace_back(sim::to_string(kind));
    if (situations.empty()) {
      impossible.reason = worst->reason;
      const properties::Witness* witness = properties::find_witness(
          *broken_in(worst->situation), worst->situation, properties::family_of(terms.profile));
      if (witness) impossible.witness = witness->text;
    }
    situations.push_back(worst->situation);
  }
  if (situations.empty()) return contract;
  impossible.kept = kept_in(situations);
  contract.impossible = std::move(impossible);
  return contract;
}

}  // namespace onefold::harness
