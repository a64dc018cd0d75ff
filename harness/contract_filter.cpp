#include "harness/contract_filter.hpp"

namespace onefold::harness {

using properties::Where;
using sim::FaultKind;

properties::FaultFact fact_of(const sim::NameTable& names, const sim::Fault& fault, sim::Name venue) {
  properties::FaultFact fact;
  fact.word = sim::to_string(fault.kind);
  fact.amount = fault.amount;
  // Of pause and stale query; of what strikes a message, below. A partition delays nothing beyond the bound,
  // however long it lasts: a connection that it holds back for longer is given up, with all that was under
  // way.
  if (fault.kind == FaultKind::stale_query) fact.delay_ns = fault.delay_ns;
  if (fault.kind == FaultKind::pause) fact.delay_ns = fault.duration_ns;
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
    : plan_(&plan), inner_(&inner), venue_(names.intern(venue_node)) {
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
  if (key.point != PointKind::message) return anywhere;
  if (key.d.id >= rows_.size() || rows_[key.d.id] == 0) return anywhere;
  std::size_t row = rows_[key.d.id] - 1u + (key.b == venue_ ? 0 : 1);
  return plan_->messages[row].faults | anchored;
}

void ContractFilter::decide(const sim::Point& point, std::vector<sim::Fault>& out) {
  sim::Point narrowed{point.key, point.hash, point.now_ns, point.size, point.menu & permitted(point.key)};
  inner_->decide(narrowed, out);
}

}  // namespace onefold::harness
