// The command line of a program of Onefold: parses, dispatches, turns what went wrong into the right exit
// status.
#pragma once

#include "harness/subject.hpp"

namespace onefold::app {

// What main() returns. `registry` knows the implementations under test.
int command_line(const harness::Registry& registry, int argc, char** argv);

}  // namespace onefold::app
