// Faults that happen some time after the point they are anchored to. None begins, and none lasts, beyond the
// healing.
#include <algorithm>

#include "sim/node/world_impl.hpp"

namespace onefold::sim {

void World::Impl::begin(const Fault& fault, TimeNs now_ns) {
  const TimeNs when_ns = now_ns + std::max<TimeNs>(0, fault.offset_ns);
  if (points.healed(when_ns)) return;
  anchored.push_back(fault);
  events.post(handle, when_ns, start_fault, static_cast<std::uint32_t>(anchored.size() - 1));
}

void World::Impl::strike(const Fault& fault) {
  if (fault.kind == FaultKind::partition) return partition(fault);
  Node* node = find(fault.node);
  if (node == nullptr || node->state == NodeState::down) return;
  switch (fault.kind) {
    case FaultKind::pause:
      return pause(*node, std::min(events.now() + fault.duration_ns, options.heal_ns));
    case FaultKind::clock_jump:
      return jump_clock(*node, fault.amount);
    default:
      die(*node, fault.power, fault.unsynced, fault.restart_after_ns);
      finish_death(*node);
  }
}

void World::Impl::partition(const Fault& fault) {
  const Node* node = find(fault.node);
  const Node* peer = find(fault.peer);
  if (node == nullptr || peer == nullptr || node == peer) return;
  const TimeNs until_ns = events.now() + fault.duration_ns;
  network.partition(index(*node), index(*peer), until_ns);
  if (fault.both_ways) network.partition(index(*peer), index(*node), until_ns);
  tell(TraceEvent::Kind::partition, node->name, peer->name, fault.key);
}

void World::Impl::pause(Node& node, TimeNs until_ns) {
  if (until_ns <= node.paused_until_ns || until_ns <= events.now()) return;
  node.paused_until_ns = until_ns;
  node.state = NodeState::paused;
  network.pause(index(node), until_ns);
  events.post(handle, until_ns, resume_node, index(node));
  tell(TraceEvent::Kind::pause, node.name, name_none, Key{});
}

void World::Impl::resume(Node& node) {
  if (node.state != NodeState::paused || events.now() < node.paused_until_ns) return;
  node.paused_until_ns = 0;
  node.state = NodeState::running;
  tell(TraceEvent::Kind::resume, node.name, name_none, Key{});
  // It may have been taken off the queue while it stood still.
  node.process->runnable = false;
  node.process->wake();
}

void World::Impl::jump_clock(Node& node, TimeNs by_ns) {
  node.clock.jump(by_ns);
  node.process->each_descriptor([](Descriptor& descriptor) { descriptor.on_clock_jump(); });
  tell(TraceEvent::Kind::clock, node.name, name_none, Key{});
}

}  // namespace onefold::sim
