#include "harness/contract_filter.hpp"

#include <algorithm>

namespace onefold::harness {

using properties::Where;
using sim::FaultKind;

namespace {

// What is permitted of these depends on how hard they strike, or on more than the filter tells apart.
constexpr sim::FaultSet looked_at{
    sim::FaultSet{FaultKind::clock_skew, FaultKind::clock_drift, FaultKind::clock_jump} |
    sim::conduct_faults};

}  // namespace

properties::FaultFact fact_of(const sim::NameTable& names, const sim::Fault& fault, sim::Name venue) {
  properties::FaultFact fact;
  fact.word = sim::to_string(fault.kind);
  fact.amount = fault.amount;
  // Of pause and stale query; of what strikes a message, below. A partition delays nothing beyond the bound,
  // however long it lasts: a connection that it holds back for longer is given up, with all that was under
  // way.
  if (fault.kind == FaultKind::stale_query) fact.delay_ns = fault.delay_ns;
  if (fault.kind == FaultKind::pause) fact.delay_ns = fault.duration_ns;
  if (fault.key.point == sim::PointKind::conduct) {
    fact.where = Where::at_venue;
    fact.message = names.text(fault.key.d);
    fact.delay_ns = fault.delay_ns;
    return fact;
  }
  bool message_fault = fault.key.point == sim::PointKind::message && !sim::anchored_faults.has(fault.kind);
  if (message_fault) {
    fact.message = names.text(fault.key.d);
    fact.where = fault.key.b == venue ? Where::towards_venue : Where::towards_client;
    fact.delay_ns = fault.kind == FaultKind::duplicate ? fault.delay_ns * fault.copies : fault.delay_ns;
    return fact;
  }
  if (fault.key.point == sim::PointKind::connection && !sim::anchored_faults.has(fault.kind)) {
    fact.where = Where::towards_venue;
    return fact;
  }
  sim::Name node = sim::anchored_faults.has(fault.kind) ? fault.node : fault.key.a;
  fact.where = node == venue ? Where::at_venue : Where::at_client;
  return fact;
}

ContractFilter::ContractFilter(const Plan& plan, sim::NameTable& names, sim::Decider& inner)
    : plan_(&plan), names_(&names), inner_(&inner), venue_(names.intern(venue_node)) {
  for (std::size_t i = 0; i < plan.messages.size(); i += 2) {
    sim::Name kind = names.intern(plan.messages[i].message);
    if (kind.id >= rows_.size()) rows_.resize(kind.id + 1);
    rows_[kind.id] = static_cast<std::uint16_t>(i + 1);
  }
}

sim::FaultSet ContractFilter::permitted(const sim::Key& key) const {
  using sim::PointKind;
  const sim::FaultSet anywhere = plan_->at_client & plan_->at_venue;
  const sim::FaultSet anchored = anywhere & sim::anchored_faults;
  if (key.point == PointKind::effect || key.point == PointKind::boot || key.point == PointKind::query) {
    sim::FaultSet here = key.a == venue_ ? plan_->at_venue : plan_->at_client;
    here.bits &= ~sim::anchored_faults.bits;
    return here | anchored;
  }
  if (key.point == PointKind::conduct) return sim::conduct_faults;
  if (key.point != PointKind::message) return anywhere;
  if (key.d.id >= rows_.size() || rows_[key.d.id] == 0) return anywhere;
  std::size_t row = rows_[key.d.id] - 1u + (key.b == venue_ ? 0 : 1);
  return plan_->messages[row].faults | anchored;
}

void ContractFilter::decide(const sim::Point& point, std::vector<sim::Fault>& out) {
  sim::Point narrowed{point.key, point.hash, point.now_ns, point.size, point.menu & permitted(point.key)};
  const auto given = static_cast<std::ptrdiff_t>(out.size());
  inner_->decide(narrowed, out);
  // A clock that is wrong by a little may be survivable where one that is wrong by more is not.
  const auto too_hard = [this](const sim::Fault& fault) {
    return looked_at.has(fault.kind) &&
           !properties::permitted(plan_->terms, fact_of(*names_, fault, venue_)).permitted;
  };
  out.erase(std::remove_if(out.begin() + given, out.end(), too_hard), out.end());
}

}  // namespace onefold::harness
