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

std::error_code CommandLog::open(const std::string& directory, const Reader& reader) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return error;
  file_ = ::open((directory + "/commands.log").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0) return last_error();
  if (error = read_all(reader); error) return error;
  if (::ftruncate(file_, size_) != 0 || ::fsync(file_) != 0) return last_error();
  return sync_directory(directory);
}

std::error_code CommandLog::read_all(const Reader& reader) {
  std::string bytes;
  char buffer[4096];
  for (;;) {
    ssize_t n = ::pread(file_, buffer, sizeof buffer, static_cast<off_t>(bytes.size()));
    if (n < 0) return last_error();
    if (n == 0) break;
    bytes.append(buffer, static_cast<std::size_t>(n));
  }
  std::size_t at = 0;
  while (bytes.size() - at >= header_size) {
    auto length = get<std::uint32_t>(bytes, at);
    if (length < body_size_min || length > record_size_max || bytes.size() - at - header_size < length) break;
    std::string_view body(bytes.data() + at + header_size, length);
    if (check_sum(body) != get<std::uint32_t>(bytes, at + 4) || !hand_over(body, reader)) break;
    at += header_size + length;
  }
  size_ = static_cast<std::int64_t>(at);
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
  for (std::size_t done = 0; done < record.size();) {
    ssize_t n = ::pwrite(file_, record.data() + done, record.size() - done, size_ + static_cast<off_t>(done));
    if (n <= 0) return n < 0 ? last_error() : std::make_error_code(std::errc::no_space_on_device);
    done += static_cast<std::size_t>(n);
  }
  size_ += static_cast<std::int64_t>(record.size());
  if (sync_ && ::fdatasync(file_) != 0) return last_error();
  return {};
}

}  // namespace own_engine
