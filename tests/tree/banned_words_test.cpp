// Style as a test: what must not stand in code that shapes runs, with what to use instead.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "tests/tree/rules.hpp"
#include "tests/tree/source_tree.hpp"

namespace onefold::tree {
namespace {

bool starts_with_any(std::string_view path, const std::vector<std::string_view>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return path.starts_with(prefix); });
}

std::string where(const File& file, std::size_t offset) {
  return file.path + ":" + std::to_string(line_at(file.text, offset));
}

std::string identifier_at(std::string_view code, std::size_t at) {
  std::size_t end = at;
  while (end < code.size() && (std::isalnum(static_cast<unsigned char>(code[end])) || code[end] == '_'))
    ++end;
  return std::string(code.substr(at, end - at));
}

// Past the '>' that closes the '<' at `at`.
std::size_t past_template(std::string_view code, std::size_t at) {
  int depth = 0;
  for (; at < code.size(); ++at) {
    if (code[at] == '<') ++depth;
    if (code[at] == '>' && --depth == 0) return at + 1;
    if (code[at] == ';') break;
  }
  return code.size();
}

// Names of variables and members that `code` declares as std::unordered_map or std::unordered_set.
std::set<std::string> unordered_names(std::string_view code) {
  std::set<std::string> names;
  for (std::string_view type : {"unordered_map", "unordered_set", "unordered_multimap"}) {
    for (std::size_t at : find_word(code, type)) {
      std::size_t name = past_template(code, at);
      while (name < code.size() && std::string_view(" \n&*").find(code[name]) != std::string_view::npos)
        ++name;
      const std::string identifier = identifier_at(code, name);
      if (!identifier.empty()) names.insert(identifier);
    }
  }
  return names;
}

const File* file_named(std::string_view path) {
  for (const File& file : all_files()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

// What a file declares itself, and what the header of the same name declares.
std::set<std::string> unordered_names_seen_by(const File& file) {
  std::set<std::string> names = unordered_names(file.code);
  if (file.path.ends_with(".cpp")) {
    if (const File* header = file_named(file.path.substr(0, file.path.size() - 4) + ".hpp")) {
      names.merge(unordered_names(header->code));
    }
  }
  return names;
}

// Offsets at which `code` walks through the container called `name`.
std::vector<std::size_t> iterations_over(std::string_view code, const std::string& name) {
  std::vector<std::size_t> found;
  for (std::string_view pattern : {": %)", ": *%)", ": this->%)", "%.begin(", "%.cbegin(", "%->begin("}) {
    std::string text(pattern);
    text.replace(text.find('%'), 1, name);
    for (std::size_t at : find_word(code, text)) found.push_back(at);
  }
  return found;
}

TEST(Words, NoBannedWordStandsOutsideItsDocumentedPlace) {
  for (const Rule& rule : banned_words()) {
    for (const File* file : sources()) {
      if (!starts_with_any(file->path, rule.parts) || starts_with_any(file->path, rule.exceptions)) continue;
      for (std::size_t at : find_word(file->code, rule.word)) {
        ADD_FAILURE() << where(*file, at) << ": " << rule.word << "; use " << rule.instead;
      }
    }
  }
}

bool is_order_free(const File& file, std::string_view container) {
  return std::any_of(order_free_walks().begin(), order_free_walks().end(), [&](const OrderFreeWalk& walk) {
    return walk.file == file.path && walk.container == container;
  });
}

TEST(Words, NothingWalksThroughAnUnorderedContainer) {
  for (const File* file : sources()) {
    for (const std::string& name : unordered_names_seen_by(*file)) {
      if (is_order_free(*file, name)) continue;
      for (std::size_t at : iterations_over(file->code, name)) {
        ADD_FAILURE() << where(*file, at) << ": the order of " << name << " depends on the library";
      }
    }
  }
}

TEST(Words, AWalkThroughAnUnorderedContainerIsRecognised) {
  const std::string code =
      "std::unordered_map<int, std::vector<int>> by_id_;\nfor (auto& [id, v] : by_id_) {}\nby_id_.begin();";
  EXPECT_EQ(unordered_names(code), std::set<std::string>{"by_id_"});
  EXPECT_EQ(iterations_over(code, "by_id_").size(), 2u);
  EXPECT_TRUE(iterations_over("for (auto& v : other_by_id_) {}", "by_id_").empty());
}

TEST(Words, OrderNeverComesFromAnAddress) {
  for (const File* file : sources()) {
    for (std::string_view type : {"std::map<", "std::set<", "std::priority_queue<"}) {
      for (std::size_t at : find_word(file->code, type)) {
        const std::size_t end = file->code.find_first_of(",>;", at + type.size());
        if (end == std::string::npos) continue;
        EXPECT_NE(file->code[end - 1], '*') << where(*file, at) << ": ordered by pointer";
      }
    }
    if (file->path.starts_with("tests/tree/")) continue;
    EXPECT_EQ(file->text.find("%p"), std::string::npos) << file->path << " prints an address";
  }
}

TEST(Words, HotPartsStayOffSlowAndStatefulHeaders) {
  static const std::set<std::string> slow = {"iostream", "sstream", "fstream", "regex",
                                             "locale",   "iomanip", "valarray"};
  static const std::vector<std::string_view> hot = {"sim/",          "venue/book/", "venue/semantics/",
                                                    "venue/engine/", "venue/wire/", "venue/server/",
                                                    "client/",       "properties/"};
  for (const File* file : sources()) {
    if (!starts_with_any(file->path, hot) || file->path.starts_with("properties/gen/")) continue;
    for (const Include& include : includes_of(*file)) {
      EXPECT_FALSE(slow.contains(include.name))
          << file->path << ":" << include.line << " includes <" << include.name << ">";
    }
  }
}

TEST(Words, NothingIsLeftForLater) {
  // Split, so that this file does not find itself.
  static const std::vector<std::string> markers = {std::string("TO") + "DO", std::string("FIX") + "ME",
                                                   std::string("HA") + "CK"};
  for (const File& file : all_files()) {
    for (const std::string& marker : markers) {
      for (std::size_t at : find_word(file.text, marker)) ADD_FAILURE() << where(file, at) << ": " << marker;
    }
  }
}

TEST(Words, NoPathOfSomebodysMachineIsWrittenDown) {
  static const std::vector<std::string> roots = {std::string("/ho") + "me/", std::string("/ro") + "ot/",
                                                 std::string("/wo") + "rk/", std::string("/Us") + "ers/",
                                                 std::string("/m") + "nt/"};
  for (const File& file : all_files()) {
    for (const std::string& root : roots) {
      for (std::size_t at = file.text.find(root); at != std::string::npos;
           at = file.text.find(root, at + 1)) {
        const char before = at == 0 ? ' ' : file.text[at - 1];
        const bool inner = std::isalnum(static_cast<unsigned char>(before)) || before == '.' || before == '_';
        EXPECT_TRUE(inner) << where(file, at) << ": " << root;
      }
    }
  }
}

TEST(Lexer, BlanksCommentsAndLiteralsAndKeepsLines) {
  EXPECT_EQ(blank_literals("a // rand\nb"), "a        \nb");
  EXPECT_EQ(blank_literals("f(\"ra\\\"nd\", 'x');"), "f(\"      \", ' ');");
  EXPECT_EQ(blank_literals("1'000 + /* x\ny */ 2"), "1'000 +     \n     2");
  EXPECT_EQ(blank_literals("R\"q(\")\")q\" z"), "R\"       \" z");
  EXPECT_EQ(find_word("rand(); xrand(); std::rand ();", "rand").size(), 2u);
}

}  // namespace
}  // namespace onefold::tree
