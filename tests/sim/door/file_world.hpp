// One node that runs a function per life, and faults given by the text of their keys, for the tests of files.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sim/node/world.hpp"

namespace onefold::sim::test {

// Strikes where the text of the key is one of those given.
class TextDecider final : public Decider {
 public:
  void decide(const Point& point, std::vector<Fault>& out) override {
    const std::string text = to_text(*names, point.key);
    asked.push_back(text);
    const auto found = faults.find(text);
    if (found == faults.end() || !point.menu.has(found->second.kind)) return;
    out.push_back(found->second);
    out.back().key = point.key;
  }

  NameTable* names = nullptr;
  std::map<std::string, Fault> faults;
  std::vector<std::string> asked;
};

// Lives of the node "desk": each runs `body(life)` once, at boot.
class FileWorld {
 public:
  explicit FileWorld(std::function<void(std::uint32_t)> body) : world(options()) {
    decider.names = &world.names();
    node = world.add_node({"desk", [this, body = std::move(body)](std::uint32_t life) {
                             body(life);
                             lives_done += world.dying() ? 0 : 1;
                             return std::make_unique<Idle>();
                           }});
  }

  // Until `lives` lives have run to their end: crashed ones do not count.
  void run(int lives = 1) {
    world.start(node);
    EXPECT_EQ(world.run([&] { return lives_done >= lives; }), RunEnd::condition) << world.failure();
  }

  TextDecider decider;  // before the world, which asks it
  World world;
  NodeId node = 0;
  int lives_done = 0;

 private:
  struct Idle final : Program {
    bool poll_one() override { return false; }
  };

  WorldOptions options() {
    WorldOptions made;
    made.calm = true;
    made.decider = &decider;
    made.heal_ns = 50 * second_ns;
    return made;
  }
};

inline Fault crash(FaultKind kind, When when, Unsynced unsynced = Unsynced::none) {
  Fault fault;
  fault.kind = kind;
  fault.when = when;
  fault.unsynced = unsynced;
  fault.restart_after_ns = 50 * millisecond_ns;
  return fault;
}

}  // namespace onefold::sim::test
