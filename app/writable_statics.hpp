// Variables of a program that outlive a restart of a node in process: what is static in the code under test
// keeps its value over a crash that a real process would not survive.
//
// Models ELF files of 64 bits with a symbol table, as compilers leave them without strip. Ignores statics of
// shared libraries, and memory that a static points to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace onefold::app {

struct WritableStatic {
  std::string name;  // demangled
  std::uint64_t size = 0;
};

struct WritableStatics {
  std::vector<WritableStatic> all;  // by name
  std::string problem;              // why they could not be read; empty: they were
};

// Those of a program file, but for what Onefold, Boost, the standard library and the compiler have of their
// own. Every offset in the file is checked against its size, which is bounded.
WritableStatics read_writable_statics(const std::filesystem::path& program);

}  // namespace onefold::app
