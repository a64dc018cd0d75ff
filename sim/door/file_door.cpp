#include "sim/door/file_door.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sim/os/kernel.hpp"

namespace onefold::sim::file_door {

bool is_real_path(const char* path) {
  if (path == nullptr || *path != '/') return false;
  const std::string_view text(path);
  if (text.find("/..") != std::string_view::npos) return false;
  return text == "/etc/localtime" || text.starts_with("/usr/share/zoneinfo/") ||
         text == "/usr/share/zoneinfo";
}

long answer(long result) {
  if (current_process != nullptr) current_process->saw(static_cast<std::uint64_t>(result));
  if (result >= 0) return result;
  errno = static_cast<int>(-result);
  return -1;
}

void refuse(const char* call, const char* way_out) {
  std::string node = "?";
  if (current_process != nullptr) node = current_process->kernel().names().text(current_process->name());
  std::fprintf(stderr, "onefold: node %s called %s, which cannot be simulated in process: %s.\n",
               node.c_str(), call, way_out);
  std::abort();
}

}  // namespace onefold::sim::file_door
