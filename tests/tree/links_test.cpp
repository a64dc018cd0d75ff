// Documentation as a test: every relative link of every document leads to a file and, where it names one, to
// a heading.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "tests/tree/source_tree.hpp"

namespace onefold::tree {
namespace {
namespace fs = std::filesystem;

struct Link {
  std::string target;
  int line = 0;
};

// [text](target) outside fenced code.
std::vector<Link> links_of(std::string_view text) {
  std::vector<Link> found;
  bool fenced = false;
  int number = 0;
  for (std::string_view line : lines_of(text)) {
    ++number;
    if (line.starts_with("```")) fenced = !fenced;
    if (fenced) continue;
    for (std::size_t at = line.find("]("); at != std::string_view::npos; at = line.find("](", at + 1)) {
      const std::size_t end = line.find(')', at);
      if (end != std::string_view::npos)
        found.push_back({std::string(line.substr(at + 2, end - at - 2)), number});
    }
  }
  return found;
}

// As the usual Markdown renderers make it: lower case, blanks to '-', punctuation gone.
std::string anchor_of(std::string_view heading) {
  heading.remove_prefix(std::min(heading.find_first_not_of("# "), heading.size()));
  std::string anchor;
  for (char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '_') anchor += static_cast<char>(std::tolower(byte));
    if (c == ' ') anchor += '-';
  }
  return anchor;
}

bool has_anchor(std::string_view text, std::string_view anchor) {
  const auto lines = lines_of(text);
  return std::any_of(lines.begin(), lines.end(), [&](std::string_view line) {
    return line.starts_with("#") && anchor_of(line) == anchor;
  });
}

const File* file_named(std::string_view path) {
  for (const File& file : all_files()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

TEST(Links, LeadSomewhere) {
  int checked = 0;
  for (const File& file : all_files()) {
    if (!file.path.ends_with(".md")) continue;
    for (const Link& link : links_of(file.text)) {
      if (link.target.find("://") != std::string::npos) continue;
      ++checked;
      const std::size_t hash = link.target.find('#');
      const std::string name = link.target.substr(0, hash);
      const fs::path path =
          name.empty() ? fs::path(file.path) : (fs::path(directory_of(file.path)) / name).lexically_normal();
      const std::string where = file.path + ":" + std::to_string(link.line) + ": " + link.target;
      EXPECT_TRUE(fs::exists(fs::path(ONEFOLD_SOURCE_DIR) / path)) << where;
      const File* target = file_named(path.generic_string());
      if (hash == std::string::npos || target == nullptr) continue;
      EXPECT_TRUE(has_anchor(target->text, link.target.substr(hash + 1))) << where << " names no heading";
    }
  }
  EXPECT_GT(checked, 5);
}

TEST(Links, AreFoundOutsideCodeOnly) {
  const auto found = links_of("see [a](b.md#c) and [d](e)\n```\n[x](y)\n```\n");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].target, "b.md#c");
  EXPECT_EQ(anchor_of("## Keys and replay, again"), "keys-and-replay-again");
}

}  // namespace
}  // namespace onefold::tree
