#include "reports/save_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace onefold::reports {
namespace {

std::error_code last_error() {
  return {errno, std::generic_category()};
}

std::error_code write_all(int file, std::string_view text) {
  while (!text.empty()) {
    ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return last_error();
    if (written == 0) return std::make_error_code(std::errc::no_space_on_device);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// close() may be the first to tell of a full disk.
std::error_code write_and_close(int file, std::string_view text) {
  std::error_code error = write_all(file, text);
  if (!error && ::fsync(file) != 0) error = last_error();
  if (::close(file) != 0 && !error) error = last_error();
  return error;
}

// Without this the new name may not survive a loss of power. Some file systems cannot sync a directory: no
// error then.
void sync_directory(const std::filesystem::path& directory) {
  int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

}  // namespace

std::error_code save_file(const std::filesystem::path& path, std::string_view text) {
  std::error_code error;
  // A device or a pipe (/dev/stdout) cannot be replaced by a file: it is written as it is.
  std::filesystem::file_status status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return last_error();
    error = write_all(file, text);
    if (::close(file) != 0 && !error) error = last_error();
    return error;
  }
  error.clear();  // that there is no file yet
  std::filesystem::path directory = path.parent_path();
  if (!directory.empty()) std::filesystem::create_directories(directory, error);
  if (error) return error;
  // In the same directory, so that renaming moves no data; named by process, so that two writers do not meet.
  std::filesystem::path beside = path;
  beside += fmt::format(".{}.tmp", ::getpid());
  int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return last_error();
  error = write_and_close(file, text);
  if (!error && ::rename(beside.c_str(), path.c_str()) != 0) error = last_error();
  if (error) {
    ::unlink(beside.c_str());
    return error;
  }
  sync_directory(directory.empty() ? "." : directory);
  return {};
}

}  // namespace onefold::reports
