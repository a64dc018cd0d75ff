// What is open in a run under way: effects that happened and whose evidence is not yet known to the one who
// needs it.
//
// Models three windows. *Answer* and *told* of a client are those of ClientStates: a request is unanswered,
// an execution untold. *Synced* of a node: it has written to a file and synced nothing since. A write itself
// counts, since what strikes there can strike after it.
#pragma once

#include <vector>

#include "harness/search/client_states.hpp"
#include "harness/search/strategy.hpp"

namespace onefold::harness {

class Watch {
 public:
  explicit Watch(const Setting& setting);  // of the run; its history is borrowed

  // Whether the point lies in an open window of a node that takes part in it; of a point that belongs to no
  // client (what only the venue does, a query), in one of any client.
  bool in_window(const sim::Point& point);

  // To be told of every point, after the decision there: writes open a window, syncs close it.
  void note(const sim::Point& point);

 private:
  bool unsynced(sim::Name node) const;

  ClientStates states_;
  sim::Name write_;
  sim::Name fsync_;
  std::vector<sim::Name> clients_;
  std::vector<sim::Name> unsynced_;
};

}  // namespace onefold::harness
