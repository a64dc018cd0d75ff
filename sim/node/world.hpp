// A world: nodes with programs, the network and disks between and below them, virtual time, and one run of it
// all.
//
// One world per run and no state outside it. Single-threaded: the world and everything in it belong to the
// thread that runs it. Programs run on the virtual kernel while the world steps them; harness code runs
// between steps, or inside a program's callbacks, and calls no kernel itself.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/decider.hpp"
#include "sim/core/fault.hpp"
#include "sim/core/key.hpp"
#include "sim/core/time.hpp"
#include "sim/net/framer.hpp"

namespace onefold::sim {

// The code of one life of a node. Made inside the node (its calls are virtual already in the constructor),
// destroyed inside it too, after a crash with all its effects muted.
class Program {
 public:
  virtual ~Program() = default;
  // Runs at most one handler that is ready, without blocking; false if none was. For stock Asio:
  // context.restart(), return context.poll_one() != 0.
  virtual bool poll_one() = 0;
  // The process has ended itself (fail-stop). Asked after the boot and after each handler: the node then goes
  // down as if killed, and whoever supervises it boots it again after NodeSpec::restart_after_ns.
  virtual bool finished() const { return false; }
};

enum class DeliveryModel : std::uint8_t { direct, hops };
std::string_view to_string(DeliveryModel model);

struct WorldOptions {
  std::uint64_t background_seed = 0;
  bool calm = false;  // least latency, FIFO ties, whole segments
  // Another future for the same past: from the fork_point-th asked point on (counted from 1, as points()
  // counts) background is drawn from fork_seed. 0: no fork.
  std::uint64_t fork_point = 0;
  std::uint64_t fork_seed = 0;
  DeliveryModel model = DeliveryModel::hops;
  TimeNs latency_min_ns = millisecond_ns;
  TimeNs latency_max_ns = millisecond_ns;
  TimeNs stall_max_ns = 0;  // what partitions and pauses hold back for longer is lost, and its connection
                            // reset; 0: no bound
  TimeNs heal_ns = 0;       // from then on no point is asked, partitions and silences end,
                            // delays are below latency_max_ns, dead nodes restart
  bool comparable = false;  // keeps what state_digest needs, at some cost
  TimeNs horizon_ns = 60 * second_ns;
  std::uint64_t events_max = 2'000'000;
  Decider* decider = nullptr;  // required, not owned
  Framer* framer = nullptr;    // null: streams carry opaque bytes, one message per send. Not owned
};

// Destination port -> channel name ("orders"); ports not listed are "port-N".
struct Channel {
  std::uint16_t port = 0;
  std::string name;
};

using NodeId = std::uint32_t;

// "10.0.0.1" of node 0, and so on.
std::string address_of(NodeId node);

struct NodeSpec {
  std::string name;  // also its host name for resolvers
  // Makes the program of each life. Runs inside the node. An exception is reported as RunEnd::program_failed.
  std::function<std::unique_ptr<Program>(std::uint32_t life)> boot;
  TimeNs restart_after_ns = 50 * millisecond_ns;  // after it ended itself
  // For a node that passes on what another one says: the name that keys give it where it connects. Empty: its
  // own.
  std::string speaks_for = {};
};

enum class NodeState : std::uint8_t { down, running, paused };

enum class RunEnd : std::uint8_t {
  condition,       // what the caller waited for holds
  horizon,         // virtual time ran out
  events_max,      // too many events
  ghost_calls,     // a dying node made 10,000 calls without returning control
  program_failed,  // an exception came out of a program; World::failure() says which
};
std::string_view to_string(RunEnd end);

// One thing that happened, for diagrams and traces. Names are of World::names().
struct TraceEvent {
  enum class Kind : std::uint8_t {
    sent,
    arrived,
    lost,
    connected,
    disconnected,
    effect,
    boot,
    down,
    pause,
    resume,
    partition,
    heal,
    clock,
    note
  };
  TimeNs time_ns = 0;
  Kind kind = Kind::note;
  Name node;  // where it happened
  Name peer;
  Key key;                // of the message or effect, where it has one
  std::string_view text;  // valid during the call
};

class TraceSink {
 public:
  virtual ~TraceSink() = default;
  virtual void on_trace(const TraceEvent& event) = 0;
};

class World {
 public:
  explicit World(const WorldOptions& options, std::vector<Channel> channels = {});
  ~World();  // destroys running programs, each inside its node with effects muted
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  NameTable& names();
  TimeNs now() const;

  // Nodes get the addresses 10.0.0.1, 10.0.0.2 ... in the order of adding, and stay down until started.
  NodeId add_node(NodeSpec spec);
  void start(NodeId node);
  NodeState state(NodeId node) const;
  std::uint32_t life(NodeId node) const;  // from 1; 0 before the first start
  Name name(NodeId node) const;
  std::string_view address(NodeId node) const;
  bool all_running() const;
  bool unsynced(NodeId node) const;  // a power loss now would lose data

  // `action` runs at that virtual time, in no node. At equal times actions run in the order of scheduling.
  // `meaning` tells what it does, for comparing states; 0: it cannot be told.
  void at(TimeNs time_ns, std::function<void()> action, std::uint64_t meaning = 0);

  // Runs `action` inside the node, as a stimulus from outside (an intent handed over). False, and nothing is
  // run, when the node is not running. `key` (n is counted here) anchors faults and the randomness that the
  // node draws.
  bool enter(NodeId node, Key key, const std::function<void()>& action);

  // Asks a point that only code outside sim knows of (a query at the venue). n is counted here. Empty once
  // healed.
  std::vector<Fault> ask(Key key, FaultSet menu);
  // As ask(), of a point that comes up only where somebody may name its faults (Points::ask_aside).
  std::optional<Fault> ask_aside(Key key, FaultSet menu);

  // Steps until `done` holds (asked after each event, never inside a node), or a bound is reached.
  RunEnd run(const std::function<bool()>& done);

  // True while the code that calls this runs inside a node that a fault has already killed: whatever it
  // reports did not happen. Observers ask this first.
  bool dying() const;
  // The node whose code is running, and false if none is.
  bool current(NodeId& node) const;

  // What struck, in order of striking, with full keys: the run's fault list.
  const std::vector<Fault>& struck() const;
  std::uint64_t digest() const;  // over times, keys, payload bytes, file contents written
  std::uint64_t events() const;
  std::uint64_t points() const;     // decisions asked
  std::uint64_t scheduled() const;  // events put on the queue
  // Of the state that the world is in, whatever led to it: from equal states, and equal decisions from here
  // on, the same follows. It covers virtual time, pending events, next ordinals, the network, every disk with
  // what is not synced, and of each live node all that its calls have told it since it booted. Between events
  // of a world that is `comparable`; nothing while a node has something to do at this moment, or an action of
  // unknown meaning is pending.
  std::optional<std::uint64_t> state_digest() const;
  std::string_view failure() const;  // of program_failed
  NodeId failed_node() const;        // likewise

  // Called after a node went down; after it has booted, its program being made. Not inside the node.
  std::function<void(NodeId, bool power)> on_down;
  std::function<void(NodeId)> on_boot;
  void trace_to(TraceSink* sink);  // not owned; null: none

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace onefold::sim
