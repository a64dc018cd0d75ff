// Architecture as a test: the includes and the CMake targets keep to the table of parts.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "tests/tree/parts_table.hpp"
#include "tests/tree/source_tree.hpp"

namespace onefold::tree {
namespace {

bool allows(const std::vector<std::string_view>& list, std::string_view wanted) {
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view one) { return one == "*" || one == wanted; });
}

struct Target {
  std::vector<std::string> uses;
  std::vector<std::string> libraries;
};

// The onefold_part(DIR [OBJECT] [USES part...] [LIBS alias...]) calls of the top CMakeLists.txt.
std::map<std::string, Target> targets() {
  std::map<std::string, Target> found;
  for (const File& file : all_files()) {
    if (file.path != "CMakeLists.txt") continue;
    static constexpr std::string_view call = "\nonefold_part(";
    for (std::size_t at = file.text.find(call); at != std::string::npos; at = file.text.find(call, at + 1)) {
      const std::size_t start = at + call.size();
      std::istringstream words(file.text.substr(start, file.text.find(')', start) - start));
      std::string directory, word;
      words >> directory;
      Target& target = found[directory];
      std::vector<std::string>* list = nullptr;
      while (words >> word) {
        if (word == "OBJECT") continue;
        if (word == "USES" || word == "LIBS") {
          list = word == "USES" ? &target.uses : &target.libraries;
          continue;
        }
        if (list != nullptr) list->push_back(word);
      }
    }
  }
  return found;
}

TEST(Edges, EverySourceFileLiesInAPart) {
  for (const File* file : sources()) EXPECT_NE(part_of(file->path), nullptr) << file->path;
}

TEST(Edges, IncludesKeepToTheTableOfParts) {
  int checked = 0;
  for (const File* file : sources()) {
    const Part* from = part_of(file->path);
    ASSERT_NE(from, nullptr) << file->path;
    for (const Include& include : includes_of(*file)) {
      const std::string where = file->path + ":" + std::to_string(include.line) + " includes " + include.name;
      ++checked;
      if (!include.quoted) {
        const std::string_view library = library_of(include.name);
        EXPECT_FALSE(library.empty()) << where << ", a library that the table does not know";
        EXPECT_TRUE(library == "std" || allows(from->libraries, library)) << where;
        continue;
      }
      const Part* to = part_of(directory_of(include.name));
      ASSERT_NE(to, nullptr) << where << ", which is not a path from the root to a part";
      EXPECT_TRUE(to == from || allows(from->may_include, to->directory)) << where;
    }
  }
  EXPECT_GT(checked, 100);
}

TEST(Edges, EachRowOfTheTableIsOneTargetWithNoMoreEdges) {
  static const std::set<std::string_view> without_target = {"app",      "onefold", "bench", "bench/floor",
                                                            "examples", "tests",   "cmake"};
  const auto found = targets();
  for (const Part& part : parts()) {
    if (without_target.contains(part.directory)) continue;
    const auto target = found.find(std::string(part.directory));
    ASSERT_NE(target, found.end()) << part.directory;
    for (const auto& use : target->second.uses) {
      EXPECT_TRUE(allows(part.may_include, use)) << part.directory << " uses " << use;
    }
    for (const auto& library : target->second.libraries) {
      EXPECT_TRUE(allows(part.libraries, library)) << part.directory << " links " << library;
    }
  }
  for (const auto& [directory, target] : found) {
    const Part* part = part_of(directory);
    EXPECT_TRUE(part != nullptr && part->directory == directory) << directory << " is not in the table";
  }
}

TEST(Edges, EachIncludedPartIsNamedByTheTarget) {
  const auto found = targets();
  for (const File* file : sources()) {
    const Part* from = part_of(file->path);
    const auto target = found.find(std::string(from->directory));
    if (target == found.end()) continue;
    for (const Include& include : includes_of(*file)) {
      const Part* to = include.quoted ? part_of(directory_of(include.name)) : nullptr;
      if (to == nullptr || to == from) continue;
      EXPECT_TRUE(std::count(target->second.uses.begin(), target->second.uses.end(), to->directory))
          << file->path << " includes " << include.name << ", but onefold_part(" << from->directory
          << ") does not use " << to->directory;
    }
  }
}

TEST(Edges, ProductionCodeNeverReachesTheSimulator) {
  for (const Part& part : parts()) {
    if (!part.directory.starts_with("venue/") && part.directory != "client") continue;
    for (const auto& other : part.may_include) {
      EXPECT_TRUE(other.starts_with("venue/")) << part.directory << " may include " << other;
    }
  }
}

TEST(Edges, TheManualShowsEachRowOfTheTable) {
  static const std::set<std::string_view> unshown = {"bench/floor", "cmake"};
  for (const File& file : all_files()) {
    if (file.path != "docs/architecture.md") continue;
    for (const Part& part : parts()) {
      const std::string quoted = "`" + std::string(part.directory) + "`";
      const auto lines = lines_of(file.text);
      const bool shown = std::any_of(lines.begin(), lines.end(), [&](std::string_view line) {
        return line.starts_with("| ") &&
               line.substr(0, line.find(" | ")).find(quoted) != std::string_view::npos;
      });
      EXPECT_TRUE(shown || unshown.contains(part.directory)) << part.directory;
    }
    return;
  }
  FAIL() << "docs/architecture.md is missing";
}

TEST(Edges, TheTableHasNoCycle) {
  std::set<std::string_view> settled;
  for (std::size_t round = 0; round < parts().size(); ++round) {
    for (const Part& part : parts()) {
      const bool ready =
          std::all_of(part.may_include.begin(), part.may_include.end(),
                      [&](std::string_view other) { return other == "*" || settled.contains(other); });
      if (ready) settled.insert(part.directory);
    }
  }
  EXPECT_EQ(settled.size(), parts().size());
}

}  // namespace
}  // namespace onefold::tree
