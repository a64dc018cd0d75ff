#include "harness/conduct_points.hpp"

#include "harness/scenario/conduct_menu.hpp"
#include "harness/scenario/fault_place.hpp"
#include "harness/scenario/scenario.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;
using venue::EventConduct;
using venue::RequestConduct;

// The channel that stands in the keys of queries.
constexpr std::string_view queries_channel = "orders";

RequestConduct::Kind kind_of_request(FaultKind kind) {
  using Kind = RequestConduct::Kind;
  switch (kind) {
    case FaultKind::ambiguous_error:
      return Kind::ambiguous_error;
    case FaultKind::stored_error:
      return Kind::stored_error;
    case FaultKind::lost_answer:
      return Kind::lost_answer;
    case FaultKind::late_answer:
      return Kind::late_answer;
    case FaultKind::slow_processing:
      return Kind::slow_processing;
    case FaultKind::late_fill:
      return Kind::late_fill;
    case FaultKind::evicted_id:
      return Kind::evicted_id;
    case FaultKind::freed_id:
      return Kind::freed_id;
    case FaultKind::logout:
      return Kind::logout;
    case FaultKind::rollover:
      return Kind::rollover;
    case FaultKind::bust:
      return Kind::bust;
    default:
      return Kind::none;
  }
}

EventConduct::Kind kind_of_event(FaultKind kind) {
  using Kind = EventConduct::Kind;
  switch (kind) {
    case FaultKind::lost_event:
      return Kind::lost;
    case FaultKind::repeated_event:
      return Kind::repeated;
    case FaultKind::late_events:
      return Kind::late;
    case FaultKind::overtaken_event:
      return Kind::overtaken;
    default:
      return Kind::none;
  }
}

}  // namespace

ConductPoints::ConductPoints(sim::NameTable& names, sim::FaultSet wanted)
    : key_names_(names), wanted_(wanted & sim::conduct_faults), key_venue_(names.intern(venue_node)) {}

bool ConductPoints::wants(std::string_view message) const {
  return wanted_.bits != 0 && (wanted_ & conduct_menu(message)).bits != 0;
}

std::optional<sim::Fault> ConductPoints::ask(std::string_view account, std::string_view message,
                                             sim::Name intent) {
  const sim::Key key{sim::PointKind::conduct,
                     key_venue_,
                     key_names_.intern(account),
                     sim::name_none,
                     key_names_.intern(message),
                     intent,
                     0};
  return strike(key, conduct_menu(message));
}

std::int64_t ConductPoints::query_age_ns(std::string_view account, std::string_view kind, std::string_view) {
  const sim::Key key{sim::PointKind::query,
                     key_venue_,
                     key_names_.intern(account),
                     key_names_.intern(queries_channel),
                     key_names_.intern(kind),
                     sim::name_none,
                     0};
  const std::optional<sim::Fault> fault = strike(key, {FaultKind::stale_query});
  return fault ? fault->delay_ns : 0;
}

RequestConduct ConductPoints::at_request(std::string_view account, const venue::Request& request) {
  const std::string_view message = venue::kind_of(request);
  if (!wants(message)) return {};
  const std::optional<sim::Fault> fault = ask(account, message, intent_of(account, request));
  if (!fault) return {};
  return {kind_of_request(fault->kind), fault->when == sim::When::before,
          static_cast<std::uint32_t>(fault->amount), fault->delay_ns};
}

EventConduct ConductPoints::at_event(std::string_view account, const venue::ExecutionReport& report) {
  if (wanted_.bits == 0) return {};
  const std::string_view message = venue::kind_of(venue::Reply(report));
  if (!wants(message)) return {};
  const std::optional<sim::Fault> fault = ask(account, message, intent_of(account, report));
  return fault ? EventConduct{kind_of_event(fault->kind), fault->copies, fault->delay_ns} : EventConduct{};
}

std::uint64_t ConductPoints::replayed_events(std::string_view account) {
  constexpr std::string_view message = "subscribe";
  if (!wants(message)) return 0;
  const std::optional<sim::Fault> fault = ask(account, message, sim::name_none);
  return fault ? static_cast<std::uint64_t>(fault->amount) : 0;
}

venue::PageConduct ConductPoints::at_page(std::string_view account, std::string_view kind) {
  if (!wants(kind)) return {};
  const std::optional<sim::Fault> fault = ask(account, kind, sim::name_none);
  if (!fault) return {};
  const auto entries = static_cast<std::size_t>(fault->amount);
  return fault->kind == FaultKind::short_page ? venue::PageConduct{entries, 0}
                                              : venue::PageConduct{0, entries};
}

venue::RecoveryConduct ConductPoints::at_recovery() {
  if (!wants(recovery_word)) return {};
  const std::optional<sim::Fault> fault = ask("-", recovery_word, sim::name_none);
  if (!fault) return {};
  if (fault->kind == FaultKind::lost_ids) return {true, 0};
  return {false, static_cast<std::uint64_t>(fault->amount)};
}

sim::FaultSet conduct_named(const Scenario& scenario, const std::vector<FaultWords>* faults) {
  sim::FaultSet named;
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    if (scenario.chaos.rate[static_cast<std::size_t>(i)].numerator == 0) continue;
    named = named | sim::FaultSet{static_cast<sim::FaultKind>(i)};
  }
  for (const FaultWords& words : faults ? *faults : scenario.faults) {
    named = named | sim::FaultSet{words.fault.kind};
  }
  return named & sim::conduct_faults;
}

}  // namespace onefold::harness
