// The inside of a world. Split by concern: world.cpp (the interface and the run), node_life.cpp (boot and
// death), anchored_faults.cpp (partitions, pauses, jumps, crashes), world_trace.cpp.
#pragma once

#include <deque>

#include "sim/core/event_queue.hpp"
#include "sim/core/points.hpp"
#include "sim/net/network.hpp"
#include "sim/node/node.hpp"
#include "sim/os/current.hpp"
#include "sim/os/kernel.hpp"

namespace onefold::sim {

struct World::Impl final : EventTarget, AnchoredFaults, ProcessControl, WireObserver {
  Impl(World& world, const WorldOptions& options, std::vector<Channel> channels);
  ~Impl();

  enum What : std::uint32_t { run_action, boot_node, resume_node, start_fault, heal };

  void begin_once();
  bool step_program();
  // Runs `code` inside the node, and what its end asks for: an exception, a death.
  template <typename Code>
  void inside(Node& node, Code code);

  void boot(Node& node);
  BootDisk ask_boot_faults(Node& node);
  void die(Node& node, bool power, Unsynced unsynced, TimeNs restart_after_ns);
  void finish_death(Node& node);
  void end_if_finished(Node& node);
  void destroy_life(Node& node);

  void strike(const Fault& fault);
  void partition(const Fault& fault);
  void pause(Node& node, TimeNs until_ns);
  void resume(Node& node);
  void jump_clock(Node& node, TimeNs by_ns);
  Node* find(Name name);
  Node& of(Process& process) { return *nodes[process.node()]; }
  static std::uint32_t index(const Node& node) { return node.index; }
  void fail(const Node& node, const char* what);

  void tell(TraceEvent::Kind kind, Name node, Name peer, const Key& key, std::string_view text = {});

  void on_event(const Event& event) override;
  std::uint64_t meaning_of(const Event& event) const override;
  std::optional<std::uint64_t> state_digest() const;
  void begin(const Fault& fault, TimeNs now_ns) override;
  void die(Process& process, const Fault& fault) override;
  void on_runnable(Process& process) override;
  std::uint32_t address_of(const char* host_name) const override;
  void on_wire(WireObserver::What what, Name node, Name peer, const Key& key) override;
  void on_effect(const Process& process, const Key& key) override;

  World& world;
  WorldOptions options;
  NameTable names;
  EventQueue events;
  Digest digest;
  Points points;
  Network network;
  Words words;
  Kernel kernel;
  EventQueue::Handle handle;
  std::deque<Node> nodes_storage;
  std::vector<Node*> nodes;
  std::deque<std::uint32_t> runnable;
  std::vector<std::function<void()>> actions;
  std::vector<std::uint64_t> meanings;  // of the actions
  std::vector<std::uint32_t> free_actions;
  std::vector<Fault> anchored;
  std::uint64_t steps = 0;
  std::uint32_t boots = 0;
  bool begun = false;
  bool ghosts_exceeded = false;
  std::string failure;
  NodeId failed_node = 0;
  TraceSink* trace = nullptr;
};

template <typename Code>
void World::Impl::inside(Node& node, Code code) {
  {
    EnterProcess enter(node.process.get());
    try {
      code();
    } catch (const std::exception& error) {
      if (!node.process->dying()) fail(node, error.what());
    } catch (...) {
      if (!node.process->dying()) fail(node, "an exception that is not a std::exception");
    }
  }
  if (node.process->dying()) finish_death(node);
}

}  // namespace onefold::sim
