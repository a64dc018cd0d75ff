// The menu of exhaustive search: at each point of a run, every fault that could strike there, once for each
// difference in meaning, and only what the contract permits.
//
// Models faults of messages, connections, effects, queries and starts, and of the venue's conduct. Ignores
// faults between two points (partition, pause, clock-jump, crash): they have no last difference in meaning to
// enumerate.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/plan.hpp"
#include "sim/core/fault.hpp"
#include "sim/core/name.hpp"

namespace onefold::harness {

// Kinds that can be on the menu, and those that are unless somebody asks for others.
inline constexpr sim::FaultSet explorable_faults =
    sim::conduct_faults |
    sim::FaultSet{sim::FaultKind::drop,        sim::FaultKind::duplicate,   sim::FaultKind::reorder,
                  sim::FaultKind::delay,       sim::FaultKind::cut,         sim::FaultKind::reset_before,
                  sim::FaultKind::reset_after, sim::FaultKind::silence,     sim::FaultKind::refuse,
                  sim::FaultKind::unanswered,  sim::FaultKind::kill,        sim::FaultKind::power_loss,
                  sim::FaultKind::short_write, sim::FaultKind::no_space,    sim::FaultKind::write_error,
                  sim::FaultKind::fsync_error, sim::FaultKind::stale_query, sim::FaultKind::clock_skew,
                  sim::FaultKind::clock_drift, sim::FaultKind::lose_disk,   sim::FaultKind::old_disk};
inline constexpr sim::FaultSet explored_faults{
    sim::FaultKind::drop,        sim::FaultKind::duplicate,  sim::FaultKind::reorder,
    sim::FaultKind::delay,       sim::FaultKind::cut,        sim::FaultKind::reset_before,
    sim::FaultKind::reset_after, sim::FaultKind::silence,    sim::FaultKind::refuse,
    sim::FaultKind::unanswered,  sim::FaultKind::kill,       sim::FaultKind::power_loss,
    sim::FaultKind::short_write, sim::FaultKind::no_space,   sim::FaultKind::write_error,
    sim::FaultKind::fsync_error, sim::FaultKind::stale_query};

struct MenuOptions {
  sim::FaultSet kinds = explored_faults;  // on the menu where the contract permits them
  sim::FaultSet beyond;                   // on the menu also where it does not
  // Past the retry timer of the clients: their request time-out, and a bit. A delay of so much makes a client
  // try again before the message arrives.
  TimeNs retry_after_ns = 550 * sim::millisecond_ns;
};

// A point that a run asked, with what its menu depends on.
struct MenuPoint {
  sim::Key key;
  TimeNs now_ns = 0;
  std::int64_t size = 0;  // bytes of the frame or write
  sim::FaultSet menu;     // what makes sense there
  bool unsynced = false;  // of an effect: its node has data that a power loss would lose
  // Of an effect: to die before it means nothing else than to die after the effect before it, for nothing
  // was done in between that anybody else can see.
  bool follows_effect = false;
};

class Menu {
 public:
  // Borrows all; `names` are of the world that asked, `venue` is its venue's.
  Menu(const Plan& plan, const MenuOptions& options, const sim::NameTable& names, sim::Name venue)
      : plan_(&plan), options_(&options), names_(&names), venue_(venue) {}

  // Appends all faults for one of the points that a run asked.
  void add_alternatives(const std::vector<MenuPoint>& points, std::size_t index,
                        std::vector<sim::Fault>& out) const;

 private:
  void add_delays(const std::vector<MenuPoint>& points, std::size_t index,
                  std::vector<sim::Fault>& out) const;
  void add_crashes(const MenuPoint& point, sim::FaultKind kind, std::vector<sim::Fault>& out) const;
  void add_boot(const MenuPoint& point, sim::FaultKind kind, std::vector<sim::Fault>& out) const;
  void add_conduct(const MenuPoint& point, sim::FaultKind kind, std::vector<sim::Fault>& out) const;
  void add(sim::Fault fault, std::vector<sim::Fault>& out) const;
  TimeNs until_other_channel(const std::vector<MenuPoint>& points, std::size_t index) const;
  bool writes(const sim::Key& effect) const;

  const Plan* plan_;
  const MenuOptions* options_;
  const sim::NameTable* names_;
  sim::Name venue_;
};

// What a menu with these options holds, in words, for people who read a certificate.
std::vector<std::string> menu_words(const Plan& plan, const MenuOptions& options);

}  // namespace onefold::harness
