// A campaign in one call, for tests of your own; onefold/gtest.hpp and onefold/rapidcheck.hpp make an
// assertion of it. The executable links onefold::onefold, as a program of onefold::main does.
#pragma once

#include <cstdint>
#include <string>

#include "onefold/onefold.hpp"

namespace onefold {

struct HoldsOptions {
  std::uint64_t seeds = 100;  // runs
  std::uint64_t first_seed = 1;
  int jobs = 1;  // worker processes; the calling process must have one thread, because they are forked
  std::string capsules = "onefold-out";  // folder, made when the first is written
  std::string program;  // that replays capsules; empty: this one, if it was started by test_main
};

struct Held {
  bool held = false;
  std::string message;  // why not: the shrunk runs, each with its replay command

  explicit operator bool() const { return held; }
};

// Runs the scenario file. Held: every run was as the scenario expects it (one that expects a violation holds
// if it was found), and the sampled second runs gave the same digests. Inconclusive is not held. Never
// throws: what is wrong with the file is the message.
Held run_scenario(const Registry& registry, const std::string& scenario, const HoldsOptions& options = {});

// Whether these arguments are a command of Onefold ("replay ...") and not options of a test framework. The
// main function of a test program asks this first and then hands over to main(), so that its capsules are
// replayed by itself, and sampled runs repeated in a fresh process. After a false, run_scenario relies on it.
bool is_command(int argc, char** argv);

}  // namespace onefold
