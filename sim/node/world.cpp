#include "sim/node/world.hpp"

#include <cassert>

#include "sim/node/world_impl.hpp"
#include "sim/os/current.hpp"

namespace onefold::sim {
namespace {

NetworkOptions network_options(const WorldOptions& options) {
  NetworkOptions result;
  result.hops = options.model == DeliveryModel::hops;
  result.latency_min_ns = options.latency_min_ns;
  result.latency_max_ns = options.latency_max_ns;
  result.stall_max_ns = options.stall_max_ns;
  result.heal_ns = options.heal_ns;
  result.framer = options.framer;
  return result;
}

Background background_of(const WorldOptions& options) {
  return {options.background_seed, options.calm, options.fork_point, options.fork_seed};
}

Decider& required(Decider* decider) {
  assert(decider != nullptr && "WorldOptions::decider is required");
  return *decider;
}

}  // namespace

World::Impl::Impl(World& owner, const WorldOptions& wanted, std::vector<Channel> channels)
    : world(owner),
      options(wanted),
      points(names, required(wanted.decider), *this, digest, wanted.heal_ns, background_of(wanted)),
      network(network_options(wanted), events, points, digest),
      words(names),
      kernel{events, points, digest, network, *this, words},
      handle(events.join(*this)) {
  for (const Channel& channel : channels) network.set_channel(channel.port, names.intern(channel.name));
}

World::Impl::~Impl() {
  for (Node* node : nodes) {
    if (!node->process) continue;
    node->disk.freeze(true, Unsynced::none);
    node->process->die(true);
    destroy_life(*node);
  }
}

void World::Impl::begin_once() {
  if (begun) return;
  begun = true;
  Key key;
  points.ask(key, {}, 0, events.now());
  if (options.heal_ns > 0) events.post(handle, options.heal_ns, heal);
}

void World::Impl::on_event(const Event& event) {
  switch (event.what) {
    case run_action: {
      const std::function<void()> action = std::move(actions[event.size]);
      free_actions.push_back(event.size);
      action();
      return;
    }
    case boot_node:
      return boot(*nodes[event.size]);
    case resume_node:
      return resume(*nodes[event.size]);
    case start_fault:
      return strike(anchored[event.size]);
    default:
      network.heal();
      tell(TraceEvent::Kind::heal, name_none, name_none, Key{});
  }
}

void World::Impl::on_runnable(Process& process) {
  runnable.push_back(process.node());
}

std::uint32_t World::Impl::address_of(const char* host_name) const {
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i]->spec.name == host_name) return first_node_ip + i;
  }
  return 0;
}

Node* World::Impl::find(Name name) {
  for (Node* node : nodes) {
    if (node->name == name) return node;
  }
  return nullptr;
}

void World::Impl::fail(const Node& node, const char* what) {
  if (!failure.empty()) return;
  failure = node.spec.name + ": " + what;
  failed_node = node.index;
}

// Runs one handler of the node at the front of the queue; it stays there until it has nothing left to do.
bool World::Impl::step_program() {
  while (!runnable.empty()) {
    Node& node = *nodes[runnable.front()];
    Process* process = node.process.get();
    if (node.state != NodeState::running || process == nullptr || !node.program || !process->runnable) {
      runnable.pop_front();
      continue;
    }
    bool worked = false;
    inside(node, [&] { worked = node.program->poll_one() || process->run_companions(); });
    // A node that has died, or stands still, is taken off above.
    if (!worked && node.state == NodeState::running && node.process.get() == process) {
      process->runnable = false;
      runnable.pop_front();
    }
    if (worked) end_if_finished(node);
    return true;
  }
  return false;
}

World::World(const WorldOptions& options, std::vector<Channel> channels)
    : impl_(std::make_unique<Impl>(*this, options, std::move(channels))) {}

World::~World() = default;

NameTable& World::names() {
  return impl_->names;
}
TimeNs World::now() const {
  return impl_->events.now();
}

std::string address_of(NodeId node) {
  const std::uint32_t ip = first_node_ip + node;
  return "10." + std::to_string(ip >> 16 & 255) + "." + std::to_string(ip >> 8 & 255) + "." +
         std::to_string(ip & 255);
}

NodeId World::add_node(NodeSpec spec) {
  const auto id = static_cast<NodeId>(impl_->nodes.size());
  Node& node = impl_->nodes_storage.emplace_back();
  node.name = impl_->names.intern(spec.name);
  node.spec = std::move(spec);
  node.index = id;
  node.address = address_of(id);
  impl_->nodes.push_back(&node);
  const std::string& speaker = node.spec.speaks_for;
  impl_->network.add_host(node.name, speaker.empty() ? node.name : impl_->names.intern(speaker));
  return id;
}

void World::start(NodeId node) {
  assert(current_process == nullptr && impl_->nodes[node]->state == NodeState::down);
  impl_->begin_once();
  impl_->boot(*impl_->nodes[node]);
}

NodeState World::state(NodeId node) const {
  return impl_->nodes[node]->state;
}
std::uint32_t World::life(NodeId node) const {
  return impl_->nodes[node]->life;
}
Name World::name(NodeId node) const {
  return impl_->nodes[node]->name;
}
std::string_view World::address(NodeId node) const {
  return impl_->nodes[node]->address;
}

bool World::all_running() const {
  for (const Node* node : impl_->nodes) {
    if (node->state != NodeState::running) return false;
  }
  return true;
}

bool World::unsynced(NodeId node) const {
  return impl_->nodes[node]->disk.unsynced();
}

void World::at(TimeNs time_ns, std::function<void()> action, std::uint64_t meaning) {
  if (impl_->free_actions.empty()) {
    impl_->free_actions.push_back(static_cast<std::uint32_t>(impl_->actions.size()));
    impl_->actions.emplace_back();
    impl_->meanings.emplace_back();
  }
  const std::uint32_t slot = impl_->free_actions.back();
  impl_->free_actions.pop_back();
  impl_->actions[slot] = std::move(action);
  impl_->meanings[slot] = meaning;
  impl_->events.post(impl_->handle, time_ns, Impl::run_action, slot);
}

bool World::enter(NodeId id, Key key, const std::function<void()>& action) {
  assert(current_process == nullptr && "World::enter is called from outside the nodes");
  Node& node = *impl_->nodes[id];
  if (node.state != NodeState::running || !node.program) return false;
  impl_->points.ask(key, {}, 0, now());
  node.process->reseed(impl_->points.last_hash());
  node.process->wake();
  impl_->inside(node, action);
  impl_->end_if_finished(node);
  return true;
}

std::vector<Fault> World::ask(Key key, FaultSet menu) {
  if (dying()) return {};
  const Fault* fault = impl_->points.ask(key, menu, 0, now());
  return fault == nullptr ? std::vector<Fault>{} : std::vector<Fault>{*fault};
}

std::optional<Fault> World::ask_aside(Key key, FaultSet menu) {
  if (dying()) return std::nullopt;
  const Fault* fault = impl_->points.ask_aside(key, menu, now());
  return fault == nullptr ? std::nullopt : std::optional<Fault>(*fault);
}

RunEnd World::run(const std::function<bool()>& done) {
  impl_->begin_once();
  EventQueue& queue = impl_->events;
  for (;;) {
    if (!impl_->failure.empty()) return RunEnd::program_failed;
    if (impl_->ghosts_exceeded) return RunEnd::ghost_calls;
    if (done && done()) return RunEnd::condition;
    if (impl_->steps >= impl_->options.events_max) return RunEnd::events_max;
    ++impl_->steps;
    if (impl_->step_program()) continue;
    if (queue.empty() || queue.next_time() > impl_->options.horizon_ns) {
      queue.advance(impl_->options.horizon_ns);
      return RunEnd::horizon;
    }
    queue.step();
    impl_->digest.add(static_cast<std::uint64_t>(queue.last().time_ns) * 64 + queue.last().what);
  }
}

bool World::dying() const {
  return current_process != nullptr && current_process->dying();
}

bool World::current(NodeId& node) const {
  if (current_process == nullptr) return false;
  node = current_process->node();
  return true;
}

const std::vector<Fault>& World::struck() const {
  return impl_->points.struck();
}
std::uint64_t World::digest() const {
  return impl_->digest.value();
}
std::uint64_t World::events() const {
  return impl_->steps;
}
std::uint64_t World::points() const {
  return impl_->points.asked();
}
std::optional<std::uint64_t> World::state_digest() const {
  return impl_->state_digest();
}
std::uint64_t World::scheduled() const {
  return impl_->events.posted();
}
std::string_view World::failure() const {
  return impl_->failure;
}
NodeId World::failed_node() const {
  return impl_->failed_node;
}

}  // namespace onefold::sim
