#include "sim/os/disk_content.hpp"

namespace onefold::sim {
namespace {

void write_into(std::string& content, std::uint64_t offset, std::string_view bytes) {
  if (offset == content.size()) {
    content.append(bytes);
    return;
  }
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  content.replace(offset, bytes.size(), bytes);
}

}  // namespace

void DiskContent::write(std::uint64_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  make_room();
  write_into(cached_, offset, bytes);
  changes_.push_back({false, offset, bytes.size()});
  changed_bytes_.append(bytes);
}

void DiskContent::truncate(std::uint64_t size) {
  if (size == cached_.size()) return;
  make_room();
  cached_.resize(size);
  changes_.push_back({true, size, 0});
}

void DiskContent::make_room() {
  if (changes_.size() == content_changes_max) sync();
}

void DiskContent::settle(Unsynced unsynced) {
  if (unsynced != Unsynced::none) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      const Change& change = changes_[i];
      const bool last = i + 1 == changes_.size();
      std::uint64_t length = change.length;
      if (last && unsynced == Unsynced::torn) length /= 2;
      if (last && unsynced != Unsynced::all && (unsynced == Unsynced::part || length == 0)) break;
      if (change.truncation) {
        durable_.resize(change.offset);
      } else {
        write_into(durable_, change.offset, std::string_view(changed_bytes_).substr(at, length));
      }
      at += change.length;
    }
  }
  changes_.clear();
  changed_bytes_.clear();
}

void DiskContent::add_state(Digest& digest) const {
  digest.add_text(cached_);
  digest.add_text(durable_);
  digest.add(changes_.size());
  for (const Change& change : changes_) {
    digest.add(change.truncation ? 1 : 0);
    digest.add(change.offset);
    digest.add(change.length);
  }
  digest.add_text(changed_bytes_);
}

void DiskContent::drop_cache() {
  changes_.clear();
  changed_bytes_.clear();
  cached_ = durable_;
}

}  // namespace onefold::sim
