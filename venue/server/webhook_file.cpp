#include "venue/server/webhook_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "venue/wire/http_message.hpp"

namespace onefold::venue {
namespace {

constexpr std::string_view first_line = "webhooks 1\n";
constexpr std::size_t file_size_max = 16 * 1024 * 1024;

std::error_code last_error() {
  return {errno, std::generic_category()};
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : number_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

std::error_code write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(file, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return last_error();
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

std::error_code read_all(int file, std::string& bytes) {
  std::array<char, 4096> buffer;
  while (bytes.size() <= file_size_max) {
    const ssize_t size = ::read(file, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return last_error();
    if (size == 0) return {};
    bytes.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return std::make_error_code(std::errc::bad_message);
}

std::optional<WebhookRecord> parse_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  WebhookRecord record;
  auto account = http::percent_decode(line.substr(0, first));
  const std::string_view number = line.substr(first + 1, second - first - 1);
  const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), record.next_seq);
  if (!account || error != std::errc() || stop != number.data() + number.size()) return std::nullopt;
  record.account = std::move(*account);
  record.url = line.substr(second + 1);
  return record;
}

}  // namespace

std::error_code load_webhooks(const std::filesystem::path& directory, std::vector<WebhookRecord>& records) {
  const std::error_code damaged = std::make_error_code(std::errc::bad_message);
  const Descriptor file(directory / "webhooks", O_RDONLY);
  if (file.number() < 0) return errno == ENOENT ? std::error_code() : last_error();
  std::string bytes;
  if (const std::error_code error = read_all(file.number(), bytes)) return error;
  std::string_view rest = bytes;
  if (!rest.starts_with(first_line)) return damaged;
  rest.remove_prefix(first_line.size());
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return damaged;
    auto record = parse_line(rest.substr(0, end));
    if (!record) return damaged;
    records.push_back(std::move(*record));
    rest.remove_prefix(end + 1);
  }
  return {};
}

std::error_code save_webhooks(const std::filesystem::path& directory,
                              const std::vector<WebhookRecord>& records) {
  std::string bytes(first_line);
  for (const WebhookRecord& record : records) {
    http::percent_encode(record.account, bytes);
    bytes += ' ' + std::to_string(record.next_seq) + ' ' + record.url + '\n';
  }
  const std::filesystem::path fresh = directory / "webhooks.new";
  {
    const Descriptor file(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    if (file.number() < 0) return last_error();
    if (const std::error_code error = write_all(file.number(), bytes)) return error;
    if (::fsync(file.number()) != 0) return last_error();
  }
  if (::rename(fresh.c_str(), (directory / "webhooks").c_str()) != 0) return last_error();
  const Descriptor folder(directory, O_RDONLY | O_DIRECTORY);
  if (folder.number() < 0 || ::fsync(folder.number()) != 0) return last_error();
  return {};
}

}  // namespace onefold::venue
