#include "app/writable_statics.hpp"

#include <cxxabi.h>
#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>

namespace onefold::app {
namespace {

constexpr std::uintmax_t file_size_max = std::uintmax_t{2} * 1024 * 1024 * 1024;

// What begins like this is not the user's.
constexpr std::string_view foreign[] = {
    "onefold::", "std::", "boost::", "__", "fmt::", "nlohmann::", "CLI::", "rc::", "testing::"};
// Nor is what the compiler adds, and where the door keeps the real functions.
constexpr std::string_view made_up[] = {"guard variable", "vtable for", "typeinfo", "VTT for"};
constexpr std::string_view of_the_door = "::onefold_real";

template <typename T>
std::optional<T> read_at(const std::string& bytes, std::uint64_t at) {
  if (at > bytes.size() || bytes.size() - at < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::string_view text_at(std::string_view table, std::uint64_t at) {
  if (at >= table.size()) return {};
  std::string_view rest = table.substr(at);
  std::size_t end = rest.find('\0');
  return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

std::string demangled(std::string_view name) {
  int status = 0;
  std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(std::string(name).c_str(), nullptr, nullptr, &status), std::free);
  return status == 0 && text ? text.get() : std::string(name);
}

// Names that begin like this belong to the C runtime and the linker.
bool is_reserved(std::string_view name) {
  return name.empty() || name.front() == '.' || name.starts_with("__") || name.starts_with("_IO_") ||
         name.find('.') != std::string_view::npos;
}

// Without parameters, template arguments and return type: "f::counter" of "int f<int>(std::string)::counter".
std::string scope_of(const std::string& name) {
  std::string scope;
  int depth = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == '<' || c == '(') ++depth;
    if (depth == 0) scope.push_back(c);
    if ((c == '>' || c == ')') && depth > 0) --depth;
    if (c == ')' && name.compare(i + 1, 6, " const") == 0) i += 6;
  }
  return scope.substr(scope.rfind(' ') + 1);
}

bool is_users(const std::string& name) {
  auto starts = [](std::string_view text) {
    return [text](std::string_view word) { return text.starts_with(word); };
  };
  return std::none_of(std::begin(made_up), std::end(made_up), starts(name)) && !name.ends_with(of_the_door) &&
         std::none_of(std::begin(foreign), std::end(foreign), starts(scope_of(name)));
}

class ElfFile {
 public:
  explicit ElfFile(std::string bytes) : bytes_(std::move(bytes)) {}

  // Empty, or what is wrong.
  std::string load() {
    auto header = read_at<Elf64_Ehdr>(bytes_, 0);
    bool elf = header && std::memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
               header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_shentsize == sizeof(Elf64_Shdr);
    if (!elf) return "not an ELF file of 64 bits";
    for (std::uint64_t i = 0; i < header->e_shnum; ++i) {
      auto section = read_at<Elf64_Shdr>(bytes_, header->e_shoff + i * sizeof(Elf64_Shdr));
      if (!section) return "its section headers are cut";
      sections_.push_back(*section);
    }
    if (header->e_shstrndx >= sections_.size()) return "its sections have no names";
    names_ = content(sections_[header->e_shstrndx]);
    return {};
  }

  std::span<const Elf64_Shdr> sections() const { return sections_; }
  std::string_view content(const Elf64_Shdr& section) const {
    bool inside = section.sh_offset <= bytes_.size() && bytes_.size() - section.sh_offset >= section.sh_size;
    if (section.sh_type == SHT_NOBITS || !inside) return {};
    return std::string_view(bytes_).substr(section.sh_offset, section.sh_size);
  }
  // Whether the program may write there while it runs: relocated constants are made read-only before main.
  bool is_writable(std::uint16_t index) const {
    if (index >= sections_.size()) return false;
    const Elf64_Shdr& section = sections_[index];
    if ((section.sh_flags & SHF_WRITE) == 0 || (section.sh_flags & SHF_ALLOC) == 0) return false;
    std::string_view name = text_at(names_, section.sh_name);
    return name.starts_with(".data")
               ? !name.starts_with(".data.rel.ro")
               : name.starts_with(".bss") || name.starts_with(".tdata") || name.starts_with(".tbss");
  }

 private:
  std::string bytes_;
  std::vector<Elf64_Shdr> sections_;
  std::string_view names_;
};

void add_symbols(const ElfFile& file, const Elf64_Shdr& table, std::vector<WritableStatic>& all) {
  if (table.sh_link >= file.sections().size()) return;
  const std::string symbols(file.content(table));
  std::string_view names = file.content(file.sections()[table.sh_link]);
  for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= symbols.size(); at += sizeof(Elf64_Sym)) {
    const auto symbol = read_at<Elf64_Sym>(symbols, at);
    const unsigned type = ELF64_ST_TYPE(symbol->st_info);
    if ((type != STT_OBJECT && type != STT_TLS) || !file.is_writable(symbol->st_shndx)) continue;
    std::string_view raw = text_at(names, symbol->st_name);
    std::string name = demangled(raw);
    if (name == raw && is_reserved(raw)) continue;
    if (is_users(name)) all.push_back({std::move(name), symbol->st_size});
  }
}

}  // namespace

WritableStatics read_writable_statics(const std::filesystem::path& program) {
  WritableStatics result;
  std::error_code error;
  std::uintmax_t size = std::filesystem::file_size(program, error);
  if (error || size > file_size_max) {
    result.problem = error ? error.message() : "larger than 2 GiB";
    return result;
  }
  std::string bytes(size, '\0');
  std::ifstream in(program, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  ElfFile file(std::move(bytes));
  if (result.problem = file.load(); !result.problem.empty()) return result;
  bool has_table = false;
  for (const Elf64_Shdr& section : file.sections()) {
    if (section.sh_type != SHT_SYMTAB) continue;
    has_table = true;
    add_symbols(file, section, result.all);
  }
  if (!has_table) result.problem = "it has no symbol table: build it without strip and -s";
  auto key = [](const WritableStatic& one) { return std::tie(one.name, one.size); };
  std::sort(result.all.begin(), result.all.end(),
            [&](const WritableStatic& a, const WritableStatic& b) { return key(a) < key(b); });
  return result;
}

}  // namespace onefold::app
