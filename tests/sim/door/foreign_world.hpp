// A world of one node that runs a program of the machine, for tests of the process door.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/door/foreign_process.hpp"
#include "sim/node/world.hpp"
#include "sim/os/current.hpp"

namespace onefold::sim {

class ForeignProgram final : public Program {
 public:
  ForeignProgram(const ForeignSpec& spec, std::string& output)
      : process(*current_process, spec, [&output](std::string_view bytes) { output += bytes; }) {}
  bool poll_one() override { return process.step(); }

  ForeignProcess process;
};

struct ForeignRun {
  std::string output;  // of all lives
  std::optional<ForeignEnd> end;
  std::string last_words;
  std::string failure;
  TimeNs at_ns = 0;
  std::uint64_t digest = 0;
  std::uint32_t lives = 0;
};

class NoFaults final : public Decider {
 public:
  void decide(const Point&, std::vector<Fault>&) override {}
};

// Until the program ends by itself, or for `horizon_ns`. `input`: what it gets on standard input when it
// starts.
inline ForeignRun run_foreign(std::vector<std::string> arguments, const std::string& input = {},
                              Decider* decider = nullptr, TimeNs horizon_ns = 100 * second_ns) {
  NoFaults none;
  WorldOptions options;
  options.background_seed = 7;
  options.decider = decider == nullptr ? &none : decider;
  options.horizon_ns = horizon_ns;
  options.heal_ns = horizon_ns / 2;
  ForeignRun run;
  ForeignProgram* program = nullptr;
  World world(options);
  NodeSpec spec;
  spec.name = "desk";
  spec.boot = [&](std::uint32_t life) {
    run.lives = life;
    auto made = std::make_unique<ForeignProgram>(ForeignSpec{arguments, {}}, run.output);
    if (!input.empty()) made->process.give(input);
    program = made.get();
    return made;
  };
  world.on_down = [&](NodeId, bool) { program = nullptr; };
  const NodeId node = world.add_node(std::move(spec));
  world.start(node);
  world.run([&] { return program != nullptr && program->process.ended().has_value(); });
  if (program != nullptr) {
    run.end = program->process.ended();
    run.last_words = program->process.last_words();
  }
  run.failure = world.failure();
  run.at_ns = world.now();
  run.digest = world.digest();
  return run;
}

// As a script of Python, which every machine that builds this project has.
inline ForeignRun run_python(const std::string& script, const std::string& input = {},
                             Decider* decider = nullptr, TimeNs horizon_ns = 100 * second_ns) {
  return run_foreign({"/usr/bin/python3", "-c", script}, input, decider, horizon_ns);
}

}  // namespace onefold::sim
