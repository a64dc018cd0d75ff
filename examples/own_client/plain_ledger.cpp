#include "plain_ledger.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iterator>

namespace own_client {
namespace {

// FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
std::string check_sum(std::string_view text) {
  std::uint64_t sum = 14695981039346656037ULL;
  for (char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(sum));
  return digits;
}

constexpr std::size_t sum_size = 16;

// "SUM LINE", or nothing.
std::string_view content_of(std::string_view stored) {
  if (stored.size() <= sum_size || stored[sum_size] != ' ') return {};
  std::string_view line = stored.substr(sum_size + 1);
  return check_sum(line) == stored.substr(0, sum_size) ? line : std::string_view{};
}

// std::ofstream has no fsync: any descriptor of the file will do.
bool sync(const std::string& path, int flags) {
  int number = ::open(path.c_str(), flags | O_CLOEXEC);
  if (number < 0) return false;
  bool done = ::fsync(number) == 0;
  ::close(number);
  return done;
}

}  // namespace

bool PlainLedger::open(const std::string& directory, const Reader& reader) {
  directory_ = directory;
  path_ = directory + "/ledger.txt";
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return false;
  std::ifstream in(path_, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::size_t at = 0;
  for (std::size_t end = bytes.find('\n'); end != std::string::npos; end = bytes.find('\n', at)) {
    std::string_view line = content_of(std::string_view(bytes).substr(at, end - at));
    if (line.empty()) break;
    reader(line);
    at = end + 1;
  }
  return rewrite(bytes.substr(0, at));
}

bool PlainLedger::rewrite(const std::string& lines) {
  const std::string fresh = path_ + ".new";
  {
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out << lines;
    out.flush();
    if (!out) return false;
  }
  std::error_code error;
  if (!sync(fresh, O_RDWR)) return false;
  std::filesystem::rename(fresh, path_, error);
  if (error || !sync(directory_, O_RDONLY | O_DIRECTORY)) return false;
  file_.open(path_, std::ios::binary | std::ios::app);
  return file_.is_open();
}

bool PlainLedger::append(std::string_view line) {
  file_ << check_sum(line) << ' ' << line << '\n';
  file_.flush();
  return file_.good() && sync(path_, O_RDWR);
}

}  // namespace own_client
