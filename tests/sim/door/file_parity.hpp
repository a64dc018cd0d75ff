// Runs one body of code on the virtual disk of a node and on the real one, in a temporary directory: it must
// see the same.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "tests/sim/door/file_world.hpp"

namespace onefold::sim::test {

// What a body saw, in order; results of calls carry errno when they failed.
class Seen {
 public:
  void call(const std::string& what, long result) {
    lines.push_back(what + " = " + std::to_string(result) +
                    (result < 0 ? std::string(" ") + strerror(errno) : ""));
  }
  void text(const std::string& what, const std::string& value) { lines.push_back(what + ": " + value); }

  std::vector<std::string> lines;
};

using Body = void (*)(Seen&);

// Each body runs with an empty directory as its working directory.
inline void expect_parity(Body body) {
  Seen on_virtual;
  FileWorld world([&](std::uint32_t) { body(on_virtual); });
  world.run();

  Seen on_real;
  const std::filesystem::path before = std::filesystem::current_path();
  std::string name = (std::filesystem::temp_directory_path() / "onefold-parity-XXXXXX").string();
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  std::filesystem::current_path(name);
  body(on_real);
  std::filesystem::current_path(before);
  std::filesystem::remove_all(name);

  EXPECT_GT(on_real.lines.size(), 5u);
  EXPECT_EQ(on_virtual.lines, on_real.lines);
}

inline std::string slurp(const char* path) {
  const int file = open(path, O_RDONLY);
  if (file < 0) return std::string("no file: ") + strerror(errno);
  std::string bytes(1000, '?');
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(0, read(file, bytes.data(), bytes.size()))));
  close(file);
  return bytes;
}

inline void spill(const char* path, const std::string& bytes) {
  const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) abort();
  close(file);
}

}  // namespace onefold::sim::test
