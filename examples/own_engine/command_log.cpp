#include "command_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace own_engine {
namespace {

constexpr std::size_t header_size = 8;
constexpr std::size_t record_size_max = 1'024;

std::error_code last_error() {
  return {errno, std::generic_category()};
}

// FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
std::uint32_t check_sum(std::string_view bytes) {
  std::uint32_t sum = 2166136261U;
  for (char c : bytes) sum = (sum ^ static_cast<unsigned char>(c)) * 16777619U;
  return sum;
}

template <typename Number>
void put(std::string& out, Number value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename Number>
Number get(std::string_view bytes, std::size_t at) {
  Number value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

// Body of a record: time, size of the account, account, frame.
constexpr std::size_t body_size_min = 9;

bool hand_over(std::string_view body, const CommandLog::Reader& reader) {
  std::size_t account_size = static_cast<unsigned char>(body[8]);
  if (body.size() < body_size_min + account_size) return false;
  reader(get<std::int64_t>(body, 0), std::string(body.substr(body_size_min, account_size)),
         body.substr(body_size_min + account_size));
  return true;
}

std::error_code sync_directory(const std::string& directory) {
  int number = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (number < 0) return last_error();
  std::error_code error = ::fsync(number) == 0 ? std::error_code() : last_error();
  ::close(number);
  return error;
}

}  // namespace

CommandLog::~CommandLog() {
  if (file_ >= 0) ::close(file_);
}

// What a log holds may be in memory only, when the sync of an earlier life has failed: it is written anew.
std::error_code CommandLog::open(const std::string& directory, const Reader& reader) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return error;
  const std::string path = directory + "/commands.log";
  std::string records;
  if (error = read_all(path, reader, records); error) return error;
  const std::string fresh = path + ".new";
  file_ = ::open(fresh.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file_ < 0) return last_error();
  if (error = write_all(records); error) return error;
  if (::fsync(file_) != 0 || ::rename(fresh.c_str(), path.c_str()) != 0) return last_error();
  return sync_directory(directory);
}

std::error_code CommandLog::read_all(const std::string& path, const Reader& reader, std::string& records) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? std::error_code() : last_error();
  char buffer[4096];
  ssize_t n = 0;
  while ((n = ::read(file, buffer, sizeof buffer)) > 0) records.append(buffer, static_cast<std::size_t>(n));
  const std::error_code error = n < 0 ? last_error() : std::error_code();
  ::close(file);
  std::size_t at = 0;
  while (!error && records.size() - at >= header_size) {
    auto length = get<std::uint32_t>(records, at);
    if (length < body_size_min || length > record_size_max) break;
    if (records.size() - at - header_size < length) break;
    std::string_view body(records.data() + at + header_size, length);
    if (check_sum(body) != get<std::uint32_t>(records, at + 4) || !hand_over(body, reader)) break;
    at += header_size + length;
  }
  records.resize(at);
  return error;
}

std::error_code CommandLog::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = ::write(file_, bytes.data(), bytes.size());
    if (n < 0) return last_error();
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

std::error_code CommandLog::append(std::int64_t time_ns, const std::string& account, std::string_view frame) {
  std::string body;
  put(body, time_ns);
  body.push_back(static_cast<char>(account.size()));
  body.append(account).append(frame);
  std::string record;
  put(record, static_cast<std::uint32_t>(body.size()));
  put(record, check_sum(body));
  record += body;
  if (std::error_code error = write_all(record)) return error;
  if (sync_ && ::fdatasync(file_) != 0) return last_error();
  return {};
}

}  // namespace own_engine
