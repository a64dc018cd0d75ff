// Programs in any language as clients: a command, behind the process door, in the protocol of
// docs/process-door.md.
#pragma once

#include <string>

#include "harness/subject.hpp"

namespace onefold::app {

// Registers the implementations "command", "command-with-positions" and "command-orders-only".
void add_command_clients(harness::Registry& registry);

// The words of a command: split at blanks, '...' and "..." hold words together. Empty, and says why in
// `problem`, for a command with an open quote or without words.
std::vector<std::string> words_of_command(const std::string& command, std::string& problem);

// Why that program could not be started or taken; empty if it can.
std::string check_command(const std::string& command);

}  // namespace onefold::app
