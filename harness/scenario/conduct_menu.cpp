#include "harness/scenario/conduct_menu.hpp"

#include "harness/scenario/fault_place.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;
using sim::FaultSet;

constexpr FaultSet at_request{FaultKind::ambiguous_error, FaultKind::lost_answer, FaultKind::late_answer,
                              FaultKind::slow_processing, FaultKind::logout,      FaultKind::rollover};
// Of requests that claim an id.
constexpr FaultSet at_claim{FaultKind::stored_error, FaultKind::evicted_id, FaultKind::freed_id};
constexpr FaultSet at_event{FaultKind::lost_event, FaultKind::repeated_event, FaultKind::late_events,
                            FaultKind::overtaken_event};

}  // namespace

FaultSet conduct_menu(std::string_view message) {
  if (message == "new-order" || message == "replace")
    return at_request | at_claim | FaultSet{FaultKind::bust};
  if (message == "cancel") return at_request | FaultSet{FaultKind::late_fill};
  if (message == "mass-cancel") return at_request;
  if (message == "query-open" || message == "query-trades")
    return {FaultKind::short_page, FaultKind::shifted_page};
  if (message == "subscribe") return {FaultKind::replayed_events};
  if (message == recovery_word) return {FaultKind::lost_ids, FaultKind::lost_orders};
  return message.starts_with("event-") ? at_event : FaultSet{};
}

}  // namespace onefold::harness
