#include "tests/defects/naive_ledger.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/crc.hpp>
#include <cerrno>
#include <cstring>

namespace onefold::defects {
namespace {

constexpr std::size_t header_size = 8;  // u32 size, u32 checksum

std::uint32_t checksum(std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

std::error_code last_error() {
  return {errno, std::generic_category()};
}

std::string read_file(int file) {
  std::string bytes;
  char part[4096];
  for (ssize_t n; (n = ::read(file, part, sizeof part)) > 0;) bytes.append(part, static_cast<std::size_t>(n));
  return bytes;
}

// Takes one record off `bytes`; false if what is left is none.
bool take_record(std::string_view& bytes, client::Record& record) {
  if (bytes.size() < header_size) return false;
  std::uint32_t header[2];
  std::memcpy(header, bytes.data(), header_size);
  if (header[0] > bytes.size() - header_size) return false;
  std::string_view payload = bytes.substr(header_size, header[0]);
  if (checksum(payload) != header[1] || !client::decode_record(payload, record)) return false;
  bytes.remove_prefix(header_size + header[0]);
  return true;
}

}  // namespace

NaiveLedger::NaiveLedger(std::string directory, TornTail torn_tail)
    : directory_(std::move(directory)), path_(directory_ + "/ledger"), torn_tail_(torn_tail) {}

NaiveLedger::~NaiveLedger() {
  if (file_ >= 0) ::close(file_);
}

client::LedgerContents NaiveLedger::open() {
  client::LedgerContents contents;
  ::mkdir(directory_.c_str(), 0755);
  if (file_ >= 0) ::close(file_);
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND, 0644);
  if (file_ < 0) {
    contents.error = last_error();
    return contents;
  }
  for (const std::string& directory : {directory_, directory_ + "/.."}) {
    int handle = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY);
    if (handle < 0) continue;
    ::fsync(handle);
    ::close(handle);
  }
  std::string bytes = read_file(file_);
  size_ = bytes.size();
  std::string_view rest = bytes;
  client::Record record;
  while (take_record(rest, record)) contents.records.push_back(record);
  if (!rest.empty() && torn_tail_ == TornTail::discard_all) {
    contents.records.clear();
    if (::ftruncate(file_, 0) != 0) contents.error = last_error();
    size_ = 0;
  }
  return contents;
}

void NaiveLedger::append(const client::Record& record) {
  std::string payload;
  client::encode_record(record, payload);
  std::uint32_t header[2] = {static_cast<std::uint32_t>(payload.size()), checksum(payload)};
  buffer_.append(reinterpret_cast<const char*>(header), header_size);
  buffer_ += payload;
}

std::error_code NaiveLedger::sync() {
  while (!buffer_.empty()) {
    ssize_t n = ::write(file_, buffer_.data(), buffer_.size());
    if (n < 0) return last_error();
    size_ += static_cast<std::uint64_t>(n);
    buffer_.erase(0, static_cast<std::size_t>(n));
  }
  return ::fdatasync(file_) == 0 ? std::error_code() : last_error();
}

std::error_code NaiveLedger::rewrite(const std::vector<client::Record>&) {
  return {};
}

}  // namespace onefold::defects
