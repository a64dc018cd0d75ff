#include "venue/server/key_log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <vector>

namespace onefold::venue {
namespace {

enum class RecordKind : std::uint8_t { put = 1, drop = 2, seal = 3 };

constexpr std::string_view name_start = "keys-";

// Of a put record, before the key.
constexpr std::size_t put_size = 1 + 5 * 8 + 1;

std::string name_of(std::uint64_t number) {
  return std::string(name_start) + std::to_string(number);
}

// 0: not the name of a segment.
std::uint64_t number_of(std::string_view name) {
  if (name.substr(0, name_start.size()) != name_start) return 0;
  name.remove_prefix(name_start.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool whole = error == std::errc() && end == name.data() + name.size();
  return whole && name_of(number).size() == name.size() + name_start.size() ? number : 0;
}

template <class T>
void append(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T take(std::string_view& bytes) {
  T value{};
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

struct KeyRecord {
  RecordKind kind = RecordKind::seal;
  std::string_view key;
  KeyEntry entry;
  std::uint64_t record = 0;
};

// False if the bytes are not a record of this format.
bool decode(std::string_view bytes, KeyRecord& record) {
  record.kind = static_cast<RecordKind>(bytes.front());
  if (record.kind == RecordKind::seal) return bytes.size() == 1;
  if (record.kind == RecordKind::put) {
    if (bytes.size() <= put_size) return false;
    bytes.remove_prefix(1);
    record.entry.time_ns = take<TimeNs>(bytes);
    record.entry.terms = take<std::uint64_t>(bytes);
    record.entry.first.order = take<OrderId>(bytes);
    record.entry.first.number = take<std::uint64_t>(bytes);
    record.record = take<std::uint64_t>(bytes);
    record.entry.first.reason = take<Reason>(bytes);
  } else if (record.kind == RecordKind::drop) {
    bytes.remove_prefix(1);
  } else {
    return false;
  }
  record.key = bytes;
  return !bytes.empty() && bytes.size() <= KeyStore::key_size_max &&
         record.entry.first.reason <= Reason::replace_half_done;
}

}  // namespace

std::error_code KeyLog::open(const std::filesystem::path& directory, std::uint64_t records_last,
                             KeyStore& store, Found& found) {
  assert(directory_.empty());
  directory_ = directory;
  if (::mkdir(directory.c_str(), 0755) == 0) {
    failed_ = sync_directory(directory.parent_path());
  } else if (errno != EEXIST) {
    failed_ = {errno, std::system_category()};
  }
  if (!failed_) failed_ = list(found.failure);
  const std::size_t count = segments_.size();
  for (std::size_t i = 0; i < count && !failed_; ++i) {
    failed_ = read(segments_[i].number, i + 1 == count, records_last, store, found);
    segments_[i].inserted_last = store.inserted();
  }
  if (!failed_ && !file_) failed_ = start_segment();
  if (!failed_) {
    for (const std::string& key : found.abandoned) drop(key);
  }
  if (!failed_) failed_ = commit(store);
  if (failed_ && found.failure.empty()) found.failure = directory.string() + ": " + failed_.message();
  return failed_;
}

std::error_code KeyLog::list(std::string& failure) {
  std::error_code error;
  std::vector<std::uint64_t> numbers;
  for (std::filesystem::directory_iterator at(directory_, error), end; !error && at != end;
       at.increment(error)) {
    if (const std::uint64_t number = number_of(at->path().filename().native())) numbers.push_back(number);
  }
  if (error) return error;
  std::sort(numbers.begin(), numbers.end());
  for (const std::uint64_t number : numbers) {
    if (!segments_.empty() && number != segments_.back().number + 1) {
      failure = (directory_ / name_of(number - 1)).string() + ": missing";
      return std::make_error_code(std::errc::bad_message);
    }
    segments_.push_back({number, 0});
  }
  return {};
}

// The last one goes on taking keys, unless it is sealed.
std::error_code KeyLog::read(std::uint64_t number, bool last, std::uint64_t records_last, KeyStore& store,
                             Found& found) {
  file_ = std::make_unique<JournalFile>(name_of(number));
  JournalFile::Content content;
  if (const std::error_code error = file_->open(directory_, content)) {
    found.failure = content.failure;
    return error;
  }
  found.tail_cut = found.tail_cut || content.tail_cut;
  bool good = true;
  bool sealed = false;
  KeyRecord record;
  for (std::size_t i = 0; i < content.records.size() && good; ++i) {
    good = !sealed && decode(content.records[i], record);
    if (!good) break;
    sealed = record.kind == RecordKind::seal;
    if (record.kind == RecordKind::drop) {
      store.erase(record.key);
      std::erase(found.abandoned, record.key);
    } else if (record.kind == RecordKind::put && record.record <= records_last) {
      store.insert(record.key, record.entry);
    } else if (record.kind == RecordKind::put) {
      store.erase(record.key);
      found.abandoned.emplace_back(record.key);
    }
  }
  if (!good || (!last && !sealed)) {
    found.failure = (directory_ / name_of(number)).string() + ": damaged: restore it from a copy";
    return std::make_error_code(std::errc::bad_message);
  }
  if (sealed) file_.reset();
  return {};
}

void KeyLog::put(std::string_view key, const KeyEntry& entry, std::uint64_t record) {
  record_.assign(1, static_cast<char>(RecordKind::put));
  append(record_, entry.time_ns);
  append(record_, entry.terms);
  append(record_, entry.first.order);
  append(record_, entry.first.number);
  append(record_, record);
  append(record_, entry.first.reason);
  record_.append(key);
  file_->append(record_);
  pending_ = true;
}

void KeyLog::drop(std::string_view key) {
  record_.assign(1, static_cast<char>(RecordKind::drop));
  record_.append(key);
  file_->append(record_);
  pending_ = true;
}

std::error_code KeyLog::commit(const KeyStore& store) {
  if (failed_ || !std::exchange(pending_, false)) return failed_;
  failed_ = file_->commit();
  if (failed_ || file_->size() < segment_size_max_) return failed_;
  file_->append(std::string(1, static_cast<char>(RecordKind::seal)));
  failed_ = file_->commit();
  segments_.back().inserted_last = store.inserted();
  if (!failed_) failed_ = start_segment();
  if (!failed_) failed_ = delete_expired(store);
  return failed_;
}

std::error_code KeyLog::start_segment() {
  const std::uint64_t number = segments_.empty() ? 1 : segments_.back().number + 1;
  file_ = std::make_unique<JournalFile>(name_of(number));
  JournalFile::Content content;
  if (const std::error_code error = file_->open(directory_, content)) return error;
  segments_.push_back({number, 0});
  return {};
}

// One after the other, each made durable: no crash may leave a gap between those that stay.
std::error_code KeyLog::delete_expired(const KeyStore& store) {
  while (segments_.size() > 1 && segments_.front().inserted_last <= store.dropped()) {
    if (::unlink((directory_ / name_of(segments_.front().number)).c_str()) != 0)
      return {errno, std::system_category()};
    if (const std::error_code error = sync_directory(directory_)) return error;
    segments_.pop_front();
  }
  return {};
}

void KeyLog::close() {
  file_.reset();
}

}  // namespace onefold::venue
