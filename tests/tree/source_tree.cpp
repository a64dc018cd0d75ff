// Reads the project's files once, and lexes C++ just enough to tell code from comments and literals.
#include "tests/tree/source_tree.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace onefold::tree {
namespace fs = std::filesystem;

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// 1'000: the quote belongs to a number that began before it.
bool is_digit_separator(std::string_view text, std::size_t quote) {
  std::size_t start = quote;
  while (start > 0 && (is_word(text[start - 1]) || text[start - 1] == '\'')) --start;
  return start < quote && text[start] >= '0' && text[start] <= '9';
}

std::size_t end_of_raw_string(std::string_view text, std::size_t quote) {
  const std::size_t open = text.find('(', quote);
  if (open == std::string_view::npos) return text.size();
  const std::string closing = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
  const std::size_t close = text.find(closing, open);
  return close == std::string_view::npos ? text.size() : close + closing.size();
}

std::size_t end_of_literal(std::string_view text, std::size_t quote) {
  std::size_t i = quote + 1;
  while (i < text.size() && text[i] != text[quote] && text[i] != '\n') i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

std::size_t end_of_comment(std::string_view text, std::size_t start) {
  const bool block = text[start + 1] == '*';
  const std::size_t end = text.find(block ? "*/" : "\n", start + 2);
  return end == std::string_view::npos ? text.size() : end + (block ? 2 : 0);
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<File> read_all() {
  const fs::path root = ONEFOLD_SOURCE_DIR;
  std::vector<File> files;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator(); ++it) {
    const std::string path = it->path().lexically_relative(root).generic_string();
    if (path == ".git" && !it->is_directory()) continue;  // of a second work tree: it names the first
    if (it->is_directory()) {
      if (path == ".git" || path == "build" || path == "onefold-out" || path == ".cache" ||
          it->path().filename() == "node_modules")
        it.disable_recursion_pending();
      continue;
    }
    File file{path, read(it->path()), {}};
    if (file.text.find('\0') != std::string::npos) continue;
    if (ends_with_any(path, {".hpp", ".cpp"})) file.code = blank_literals(file.text);
    files.push_back(std::move(file));
  }
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

}  // namespace

const std::vector<File>& all_files() {
  static const std::vector<File> files = read_all();
  return files;
}

std::vector<const File*> sources() {
  std::vector<const File*> found;
  for (const File& file : all_files()) {
    if (ends_with_any(file.path, {".hpp", ".cpp"})) found.push_back(&file);
  }
  return found;
}

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return text.ends_with(ending); });
}

std::string_view directory_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

int line_at(std::string_view text, std::size_t offset) {
  return 1 +
         static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

std::string blank_literals(std::string_view text) {
  std::string code(text);
  const auto blank = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      if (code[i] != '\n') code[i] = ' ';
    }
  };
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    if (c == '/' && i + 1 < text.size() && (text[i + 1] == '/' || text[i + 1] == '*')) {
      const std::size_t end = end_of_comment(text, i);
      blank(i, end);
      i = end;
    } else if (c == '"' || (c == '\'' && !is_digit_separator(text, i))) {
      const bool raw = c == '"' && i > 0 && text[i - 1] == 'R' && (i < 2 || !is_word(text[i - 2]));
      const std::size_t end = raw ? end_of_raw_string(text, i) : end_of_literal(text, i);
      blank(i + 1, end - 1);
      i = end;
    } else {
      ++i;
    }
  }
  return code;
}

std::vector<Include> includes_of(const File& file) {
  std::vector<Include> found;
  const auto code = lines_of(file.code);
  const auto text = lines_of(file.text);
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (!code[i].starts_with("#include")) continue;
    const std::size_t open = text[i].find_first_of("\"<");
    if (open == std::string_view::npos) continue;
    const std::size_t close = text[i].find_first_of("\">", open + 1);
    std::string name(text[i].substr(open + 1, close - open - 1));
    const bool quoted = text[i][open] == '"';
    // The examples are projects of their own, whose files include each other without a path.
    const bool beside = quoted && name.find('/') == std::string::npos && file.path.starts_with("examples/");
    if (beside) name = file.path.substr(0, file.path.rfind('/') + 1) + name;
    found.push_back({std::move(name), quoted, static_cast<int>(i) + 1});
  }
  return found;
}

std::vector<std::size_t> find_word(std::string_view code, std::string_view word) {
  std::vector<std::size_t> found;
  for (std::size_t at = code.find(word); at != std::string_view::npos; at = code.find(word, at + 1)) {
    const bool starts = at == 0 || !is_word(code[at - 1]) || !is_word(word.front());
    const std::size_t end = at + word.size();
    const bool ends = end >= code.size() || !is_word(code[end]) || !is_word(word.back());
    if (starts && ends) found.push_back(at);
  }
  return found;
}

}  // namespace onefold::tree
