// Style as a test: names, lengths, headers and dead files.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "tests/tree/parts_table.hpp"
#include "tests/tree/source_tree.hpp"

namespace onefold::tree {
namespace {

constexpr std::size_t file_lines_max = 500;
constexpr int function_lines_max = 70;
constexpr std::size_t columns_max = 110;

struct Function {
  int line = 0;   // of its opening brace
  int lines = 0;  // of code, from there to its closing brace; what is inside literals does not count
};

// True if the '{' at `brace` opens the body of a function or a lambda: a parameter list, perhaps followed by
// specifiers, a return type or initialisers, stands between it and the statement before.
bool opens_function(std::string_view code, std::size_t brace) {
  std::size_t start = code.find_last_of(";{}", brace == 0 ? 0 : brace - 1);
  start = start == std::string_view::npos ? 0 : start + 1;
  std::string_view head = code.substr(start, brace - start);
  head.remove_prefix(std::min(head.find_first_not_of(" \n"), head.size()));
  while (head.starts_with("#")) {  // of the preprocessor, to the end of its last line
    std::size_t end = head.find('\n');
    while (end != std::string_view::npos && head[end - 1] == '\\') end = head.find('\n', end + 1);
    head.remove_prefix(end == std::string_view::npos ? head.size() : end);
    head.remove_prefix(std::min(head.find_first_not_of(" \n"), head.size()));
  }
  for (std::string_view word : {"namespace", "class", "struct", "enum", "union", "extern", "if", "for",
                                "while", "switch", "else", "do", "try", "return"}) {
    if (head.starts_with(word) && find_word(head, word).size() > 0 && find_word(head, word)[0] == 0)
      return false;
  }
  const std::size_t close = head.rfind(')');
  if (close == std::string_view::npos) return false;
  return head.substr(close).find('=') == std::string_view::npos;
}

// The functions of `code`, outermost ones only: a lambda counts as part of the function around it.
std::vector<Function> functions_of(std::string_view code) {
  std::vector<Function> found;
  int depth = 0;
  int function_depth = -1;
  int line = 1;
  int lines_of_code = 0;
  int lines_before = 0;  // the function
  bool seen_code = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '\n') {
      ++line;
      lines_of_code += seen_code;
      seen_code = false;
    } else if (code[i] != ' ') {
      seen_code = true;
    }
    if (code[i] == '{') {
      if (function_depth < 0 && opens_function(code, i)) {
        function_depth = depth;
        found.push_back({line, 0});
        lines_before = lines_of_code;
      }
      ++depth;
    }
    if (code[i] == '}' && --depth == function_depth) {
      found.back().lines = lines_of_code - lines_before + 1;
      function_depth = -1;
    }
  }
  return found;
}

bool is_snake_case(std::string_view name) {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::set<std::string> headers() {
  std::set<std::string> found;
  for (const File* file : sources()) {
    if (file->path.ends_with(".hpp")) found.insert(file->path);
  }
  return found;
}

// What the header of a .cpp would be called; "" for a header.
std::string header_beside(const File& file) {
  return file.path.ends_with(".cpp") ? file.path.substr(0, file.path.size() - 4) + ".hpp" : "";
}

TEST(Files, NamesAreUniqueSoThatAReportCanNameThem) {
  std::map<std::string, std::string> seen;
  for (const File* file : sources()) {
    const auto [it, fresh] = seen.emplace(std::string(name_of(file->path)), file->path);
    EXPECT_TRUE(fresh) << file->path << " has the name of " << it->second;
  }
}

TEST(Files, NamesAreInSnakeCase) {
  for (const File* file : sources()) {
    std::string_view name = name_of(file->path);
    EXPECT_TRUE(is_snake_case(name.substr(0, name.rfind('.')))) << file->path;
  }
}

TEST(Files, StayShort) {
  for (const File* file : sources()) {
    EXPECT_LE(lines_of(file->text).size(), file_lines_max) << file->path;
  }
}

TEST(Files, FunctionsFitAScreen) {
  for (const File* file : sources()) {
    for (const Function& function : functions_of(file->code)) {
      EXPECT_LE(function.lines, function_lines_max) << file->path << ":" << function.line;
    }
  }
}

// Data inside a literal of several lines is left as it is.
TEST(Files, LinesFitTheColumnLimit) {
  for (const File* file : sources()) {
    const auto lines = lines_of(file->text);
    const auto code = lines_of(file->code);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const bool all_blank = code[i].find_first_not_of(' ') == std::string_view::npos;
      const bool comment = lines[i].find("//") != std::string_view::npos;
      const bool raw = lines[i].find("R\"") != std::string_view::npos;
      if ((all_blank && !comment) || raw || lines[i].find("http") != std::string_view::npos) continue;
      EXPECT_LE(lines[i].size(), columns_max) << file->path << ":" << i + 1;
      EXPECT_EQ(lines[i].find('\t'), std::string_view::npos) << file->path << ":" << i + 1 << " has a tab";
    }
  }
}

// tests/DIR/NAME_test.cpp where DIR/NAME.hpp exists.
bool tests_a_header(const File& file, const std::set<std::string>& known) {
  static constexpr std::string_view before = "tests/";
  static constexpr std::string_view after = "_test.cpp";
  if (!file.path.starts_with(before) || !file.path.ends_with(after)) return false;
  const std::size_t size = file.path.size() - before.size() - after.size();
  return known.contains(file.path.substr(before.size(), size) + ".hpp");
}

// A .cpp beside a header of the same name, and the test of such a header, have their purpose stated there.
TEST(Files, BeginByStatingTheirPurpose) {
  const std::set<std::string> known = headers();
  for (const File* file : sources()) {
    if (known.contains(header_beside(*file)) || tests_a_header(*file, known)) continue;
    EXPECT_TRUE(file->text.starts_with("// ")) << file->path;
    if (!file->path.ends_with(".hpp")) continue;
    EXPECT_NE(file->code.find("#pragma once"), std::string::npos) << file->path;
  }
}

TEST(Files, EverySourceBesideAHeaderIncludesItFirst) {
  const std::set<std::string> known = headers();
  for (const File* file : sources()) {
    const std::string header = header_beside(*file);
    if (!known.contains(header)) continue;
    const auto includes = includes_of(*file);
    ASSERT_FALSE(includes.empty()) << file->path;
    EXPECT_EQ(includes.front().name, header) << file->path;
  }
}

TEST(Files, NoHeaderIsDead) {
  std::set<std::string> included;
  for (const File& file : all_files()) {
    if (file.path.ends_with(".txt") || file.path.ends_with(".cmake")) {
      for (const File* header : sources()) {
        if (file.text.find(header->path) != std::string::npos) included.insert(header->path);
      }
    }
    for (const Include& include : includes_of(file)) included.insert(include.name);
  }
  for (const File* file : sources()) {
    if (!file->path.ends_with(".hpp")) continue;
    EXPECT_TRUE(included.contains(file->path)) << file->path << " is included by nobody";
  }
}

// By onefold_test in tests/CMakeLists.txt, or by another target that names the directory.
TEST(Files, EveryDirectoryOfTestsIsBuilt) {
  std::string cmake;
  for (const File& file : all_files()) {
    if (name_of(file.path) == "CMakeLists.txt") cmake += file.text;
  }
  for (const File* file : sources()) {
    if (!file->path.starts_with("tests/") || !file->path.ends_with(".cpp")) continue;
    const std::string directory(directory_of(file->path));
    const std::string registered =
        "onefold_test(" + directory.substr(std::min<std::size_t>(6, directory.size()));
    EXPECT_TRUE(!find_word(cmake, registered).empty() || !find_word(cmake, directory).empty())
        << file->path << ": no CMakeLists.txt builds " << directory;
  }
}

// tests/CMakeLists.txt makes one ctest test of each *.json of these folders.
TEST(Files, EveryScenarioLiesInAFolderThatIsRun) {
  static const std::set<std::string_view> folders = {"fast",    "slow", "restart",  "regression",
                                                     "explore", "http", "negative", "families"};
  for (const File& file : all_files()) {
    if (!file.path.starts_with("scenarios/") || file.path.ends_with(".md")) continue;
    const std::string_view directory = directory_of(file.path);
    if (directory == "scenarios") {
      EXPECT_TRUE(file.path.ends_with(".schema.json")) << file.path << " lies in no folder";
      continue;
    }
    EXPECT_TRUE(file.path.ends_with(".json")) << file.path << " is not run";
    EXPECT_TRUE(folders.contains(directory.substr(std::string_view("scenarios/").size()))) << file.path;
  }
}

TEST(Files, TheLengthOfAFunctionIsSeen) {
  const std::string code =
      "int f(int a)\n    const {\n  if (a) {\n\n  }\n}\nstruct S { int x{1}; };\nauto g = [](int b) {\n};\n";
  const auto found = functions_of(code);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].line, 2);
  EXPECT_EQ(found[0].lines, 4);
}

}  // namespace
}  // namespace onefold::tree
