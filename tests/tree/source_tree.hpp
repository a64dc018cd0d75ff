// The project's own files as text, for the tests that hold its style and its architecture.
// Models C++ only as far as needed: comments and literals are told from code; macros are not expanded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace onefold::tree {

struct File {
  std::string path;  // from the root of the project, with '/'
  std::string text;
  std::string
      code;  // C++ only: text with comments and the contents of literals blanked, equal in length and lines
};

// Every file of the project that is text, sorted by path; what is built or written by runs is left out.
const std::vector<File>& all_files();
// Those that end in .hpp or .cpp.
std::vector<const File*> sources();

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> endings);
std::string_view directory_of(std::string_view path);  // "" for a file in the root
std::string_view name_of(std::string_view path);
std::vector<std::string_view> lines_of(std::string_view text);
// From 1.
int line_at(std::string_view text, std::size_t offset);

// Comments and the contents of string and character literals become blanks; line ends stay.
std::string blank_literals(std::string_view text);

struct Include {
  std::string name;
  bool quoted = false;  // "..." and not <...>
  int line = 0;
};
std::vector<Include> includes_of(const File& file);

// Where `word` stands in `code`, not as a part of a longer identifier.
std::vector<std::size_t> find_word(std::string_view code, std::string_view word);

}  // namespace onefold::tree
