// Boot and death of nodes.
#include <algorithm>

#include "sim/node/world_impl.hpp"
#include "sim/os/current.hpp"

namespace onefold::sim {
namespace {

// A node that dies in each boot must not do so without time passing.
constexpr TimeNs restart_min_ns = millisecond_ns;

}  // namespace

BootDisk World::Impl::ask_boot_faults(Node& node) {
  Key key{PointKind::boot, node.name, name_none, name_none, name_none, name_none, 0};
  FaultSet menu{FaultKind::clock_skew, FaultKind::clock_drift};
  if (node.life > 1) menu = menu | FaultSet{FaultKind::lose_disk, FaultKind::old_disk};
  const Fault* fault = points.ask(key, menu, 0, events.now());
  const bool skewed = fault != nullptr && fault->kind == FaultKind::clock_skew;
  const bool drifts = fault != nullptr && fault->kind == FaultKind::clock_drift;
  node.clock.set(skewed ? fault->amount : 0, drifts ? fault->amount : 0, events.now());
  if (fault != nullptr && fault->kind == FaultKind::lose_disk) return BootDisk::empty;
  if (fault != nullptr && fault->kind == FaultKind::old_disk) return BootDisk::older;
  return BootDisk::durable;
}

void World::Impl::boot(Node& node) {
  ++node.life;
  const BootDisk how = ask_boot_faults(node);
  node.disk.begin_life(how);
  network.power_on(index(node));

  ProcessSpec spec;
  spec.node = index(node);
  spec.name = node.name;
  spec.ip = first_node_ip + index(node);
  spec.life = node.life;
  spec.serial = boots++;
  spec.clock = &node.clock;
  spec.disk = &node.disk;
  spec.watched = options.comparable;
  node.process = std::make_unique<Process>(kernel, spec);
  node.process->reseed(points.last_hash());
  node.state = NodeState::running;
  tell(TraceEvent::Kind::boot, node.name, name_none, Key{});
  // A crash can strike in here too; then the node is down again when this returns.
  const std::uint32_t life = node.life;
  inside(node, [&] { node.program = node.spec.boot(node.life); });
  if (node.state != NodeState::running || node.life != life || !node.program) return;
  end_if_finished(node);
  if (node.state != NodeState::running || node.life != life) return;
  node.process->wake();
  if (world.on_boot) world.on_boot(index(node));
}

// Called by an effect, inside the process.
void World::Impl::die(Process& process, const Fault& fault) {
  die(of(process), fault.kind == FaultKind::power_loss, fault.unsynced, fault.restart_after_ns);
}

void World::Impl::die(Node& node, bool power, Unsynced unsynced, TimeNs restart_after_ns) {
  node.power_lost = power;
  node.restart_after_ns = restart_after_ns;
  node.disk.freeze(power, unsynced);
  node.process->die(power);
  if (power) network.power_off(index(node));
}

void World::Impl::end_if_finished(Node& node) {
  if (node.state != NodeState::running || !node.program || !node.program->finished()) return;
  die(node, false, Unsynced::none, node.spec.restart_after_ns);
  finish_death(node);
}

void World::Impl::destroy_life(Node& node) {
  EnterProcess enter(node.process.get());
  node.program.reset();
  node.process.reset();
}

void World::Impl::finish_death(Node& node) {
  ghosts_exceeded |= node.process->ghost_calls_exceeded();
  destroy_life(node);
  node.disk.end_life();
  node.state = NodeState::down;
  node.paused_until_ns = 0;
  network.pause(index(node), 0);
  digest.add(static_cast<std::uint64_t>(events.now()));
  tell(TraceEvent::Kind::down, node.name, name_none, Key{}, node.power_lost ? "power loss" : "kill");

  const TimeNs wanted_ns = events.now() + std::max(node.restart_after_ns, restart_min_ns);
  const TimeNs latest_ns = std::max(options.heal_ns, events.now() + restart_min_ns);
  events.post(handle, std::min(wanted_ns, latest_ns), boot_node, index(node));
  if (world.on_down) world.on_down(index(node), node.power_lost);
}

}  // namespace onefold::sim
