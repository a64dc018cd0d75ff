// Production code keeps no state outside its objects: two instances in one process, or two lives of one
// instance, would share it. Reads the symbol tables of the built libraries of venue/ and client/ with
// objdump. Sees what the linker sees: writable data by section (.data, .bss, .tdata, .tbss); constants with
// pointers in them live in .data.rel.ro and are none.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace {

std::vector<std::string> lines_from(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::vector<std::string> lines;
  if (pipe == nullptr) return lines;
  std::array<char, 16384> buffer;
  while (fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) lines.emplace_back(buffer.data());
  return lines;
}

// A line of `objdump -t -C`: value, flags, section, TAB, size, name. True for a symbol that occupies writable
// data.
bool is_writable(const std::string& line) {
  const std::size_t tab = line.find('\t');
  if (tab == std::string::npos) return false;
  const std::size_t blank = line.rfind(' ', tab);
  const std::string section = line.substr(blank + 1, tab - blank - 1);
  if (section.starts_with(".data.rel.ro")) return false;
  for (const char* kind : {".data", ".bss", ".tdata", ".tbss"}) {
    if (section.starts_with(kind)) return line.substr(tab + 1).find_first_not_of("0 ") != std::string::npos;
  }
  return section == "*COM*";
}

// Boost.Asio's own per-process tables (service ids, the call stack of each thread) and section symbols.
bool is_of_a_library(const std::string& line) {
  const std::string name = line.substr(line.find('\t') + 1);
  return name.find("boost::") != std::string::npos || name.find(" .") != std::string::npos;
}

TEST(Objects, OfProductionCodeHoldNoWritableStatics) {
  int symbols = 0;
  for (const std::string library : {ONEFOLD_PRODUCTION_LIBRARIES}) {
    for (const std::string& line : lines_from("objdump -t -C '" + library + "'")) {
      ++symbols;
      if (is_writable(line) && !is_of_a_library(line)) ADD_FAILURE() << library << ": " << line;
    }
  }
  EXPECT_GT(symbols, 100);
}

TEST(Objects, AWritableStaticIsRecognised) {
  EXPECT_TRUE(is_writable("0000000000000000 l     O .bss\t0000000000000004 onefold::venue::counter\n"));
  EXPECT_TRUE(is_writable("0000000000000000 g     O .tbss._ZN1xE\t0000000000000008 onefold::client::last\n"));
  EXPECT_FALSE(
      is_writable("0000000000000000 l     O .data.rel.ro.local\t0000000000000040 onefold::venue::words\n"));
  EXPECT_FALSE(is_writable("0000000000000000 g     F .text\t0000000000000010 onefold::venue::data()\n"));
}

}  // namespace
