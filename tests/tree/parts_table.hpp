// The parts of the project and the edges that are permitted between them: the table of the architecture,
// once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace onefold::tree {

struct Part {
  std::string_view directory;
  std::vector<std::string_view> may_include;  // parts; "*" is any
  std::vector<std::string_view>
      libraries;  // aliases of library_of(); "*" is any. The standard library goes unsaid
};

const std::vector<Part>& parts();

// The part whose directory holds this file or directory, the longest match; nullptr if none does.
const Part* part_of(std::string_view path);

// The alias of the library that a <...> header belongs to: "std" (C++, C and POSIX, and Boost's small
// header-only containers and checksums), "asio" (Asio and Beast), "json", "fmt", "rapidcheck", "cli11",
// "gtest"; "" if it is none of them.
std::string_view library_of(std::string_view header);

}  // namespace onefold::tree
