#include "sim/os/disk_role.hpp"

namespace onefold::sim {
namespace {

constexpr std::size_t hex_run_min = 8;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

std::string file_role(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  if (path == "/") return std::string(path);
  const std::string_view name = path.substr(path.rfind('/') + 1);
  std::string role;
  role.reserve(name.size());
  for (std::size_t i = 0; i < name.size();) {
    std::size_t end = i;
    while (end < name.size() && is_hex(name[end])) ++end;
    if (end - i < hex_run_min) {
      end = i;
      while (end < name.size() && is_digit(name[end])) ++end;
    }
    if (end > i) {
      role += '#';
      i = end;
    } else {
      role += name[i++];
    }
  }
  return role;
}

}  // namespace onefold::sim
