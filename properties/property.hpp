// The properties by name: what must be true of every run within the contract.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "venue/api/adapter_level.hpp"

namespace onefold::properties {

enum class Property : std::uint8_t {
  one_order_per_intent,
  never_overfilled,
  exposure,
  fills_applied_once,
  positions_agree,
  open_orders_agree,
  quantities_add_up,
  status_never_regresses,
  ids_map_one_to_one,
  no_orphan_orders,
  every_intent_resolves,
  accepted_intents_survive,
  cancel_is_idempotent,
  callbacks_once_in_order,
  retries_within_budget,
  venue_keeps_its_contract,
};
inline constexpr int property_count = static_cast<int>(Property::venue_keeps_its_contract) + 1;

// "one-order-per-intent" and so on.
std::string_view to_string(Property property);
// False if `word` names none.
bool parse_property(std::string_view word, Property& property);

// A set of properties, as bits.
struct PropertySet {
  std::uint32_t bits = 0;
  constexpr bool has(Property property) const { return (bits >> static_cast<int>(property)) & 1; }
  constexpr void add(Property property) { bits |= std::uint32_t{1} << static_cast<int>(property); }
};

class Evidence;
class Findings;

// What `onefold list properties` prints, and the check itself.
struct PropertyEntry {
  Property property;
  std::string_view when;     // "always", "at quiescence", "after each restart", or several, comma separated
  std::string_view assumes;  // what the check may take for granted
  std::string_view description;  // one line
  venue::AdapterLevel level;     // that a client must show at least, to be judged by it
  void (*check)(const Evidence& evidence, Findings& findings);
};

// All of them, in the order of the enumeration.
std::span<const PropertyEntry> property_registry();

}  // namespace onefold::properties
