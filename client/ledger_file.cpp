// The ledger on POSIX files.
#include "client/ledger_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "client/ledger_batch.hpp"

namespace onefold::client {
namespace {

constexpr std::size_t read_size = 2048;

std::error_code last_error() {
  return {errno, std::generic_category()};
}

}  // namespace

FileLedger::FileLedger(std::filesystem::path directory)
    : directory_(directory.string()), path_((directory / "ledger").string()) {}

FileLedger::~FileLedger() {
  close();
  if (lock_ >= 0) ::close(lock_);
}

void FileLedger::close() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

// Kept over openings: what happens to the file must not let another writer in.
std::error_code FileLedger::lock_directory() {
  if (lock_ >= 0) return {};
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  int directory = ::open(directory_.c_str(), flags);
  if (directory < 0 && errno == ENOENT) {
    if (::mkdir(directory_.c_str(), 0700) != 0 && errno != EEXIST) return last_error();
    directory = ::open(directory_.c_str(), flags);
  }
  if (directory < 0) return last_error();
  if (::flock(directory, LOCK_EX | LOCK_NB) != 0) {
    const std::error_code error = last_error();
    ::close(directory);
    return error;
  }
  lock_ = directory;
  return {};
}

std::error_code FileLedger::open_file() {
  if (const std::error_code error = lock_directory()) return error;
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  return file_ < 0 ? last_error() : std::error_code{};
}

std::error_code FileLedger::read_all(std::string& bytes) const {
  std::size_t filled = 0;
  while (true) {
    if (bytes.size() - filled < read_size / 2) bytes.resize(bytes.size() + std::max(read_size, bytes.size()));
    const ssize_t got = ::read(file_, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return last_error();
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return {};
}

LedgerContents FileLedger::open() {
  close();
  batch_.clear();
  sequence_ = 0;
  size_ = 0;
  directory_synced_ = false;
  LedgerContents contents;
  std::string bytes;
  contents.error = open_file();
  if (!contents.error) contents.error = read_all(bytes);
  if (contents.error) {
    const bool locked = contents.error == std::errc::resource_unavailable_try_again;
    contents.complaint =
        locked ? directory_ + ": in use by another client" : path_ + ": " + contents.error.message();
    return contents;
  }
  size_ = bytes.size();
  return read_ledger(bytes, path_, sequence_);
}

void FileLedger::append(const Record& record) {
  if (batch_.empty()) batch_.resize(ledger_header_size);
  encode_record(record, batch_);
}

std::error_code FileLedger::sync() {
  if (batch_.empty()) return {};
  if (file_ < 0) return std::make_error_code(std::errc::bad_file_descriptor);
  seal_batch(batch_, ++sequence_);
  std::error_code error = write_all(file_, batch_);
  if (!error) error = sync_file(file_);
  if (!error && !directory_synced_) error = sync_directory();
  if (error) {
    close();
    return error;
  }
  directory_synced_ = true;
  size_ += batch_.size();
  batch_.clear();
  return {};
}

std::error_code FileLedger::rewrite(const std::vector<Record>& records) {
  std::string bytes;
  std::string batch;
  std::uint64_t sequence = 0;
  const auto seal = [&] {
    if (batch.empty()) return;
    seal_batch(batch, ++sequence);
    bytes += batch;
    batch.clear();
  };
  for (const Record& record : records) {
    if (batch.size() > ledger_batch_size_max / 2) seal();
    if (batch.empty()) batch.resize(ledger_header_size);
    encode_record(record, batch);
  }
  seal();

  const std::string fresh_path = path_ + ".new";
  const int fresh = ::open(fresh_path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  if (fresh < 0) return last_error();
  std::error_code error = write_all(fresh, bytes);
  if (!error) error = sync_file(fresh);
  if (!error && std::rename(fresh_path.c_str(), path_.c_str()) != 0) error = last_error();
  if (!error) error = sync_directory();
  close();
  if (error) {
    ::close(fresh);
    return error;
  }
  file_ = fresh;
  size_ = bytes.size();
  sequence_ = sequence;
  directory_synced_ = true;
  batch_.clear();
  return {};
}

std::error_code FileLedger::write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return last_error();
    if (put == 0) return std::make_error_code(std::errc::no_space_on_device);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

std::error_code FileLedger::sync_file(int file) {
  return ::fdatasync(file) == 0 ? std::error_code{} : last_error();
}

std::error_code FileLedger::sync_directory() {
  const int directory = ::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return last_error();
  std::error_code error;
  if (::fsync(directory) != 0) error = last_error();
  ::close(directory);
  return error;
}

}  // namespace onefold::client
