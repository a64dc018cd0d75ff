// Seals batches and tells an unfinished end of a ledger from damage in its middle.
#include "client/ledger_batch.hpp"

#include <cassert>
#include <cstring>

#include "venue/api/crc32c.hpp"

namespace onefold::client {
namespace {

constexpr std::uint32_t magic = 0x314C464F;  // "OFL1"
constexpr std::size_t crc_offset = 16;

template <class T>
T load(const char* from) {
  T value = 0;
  std::memcpy(&value, from, sizeof value);
  return value;
}

std::uint32_t checksum(std::string_view batch) {
  return venue::crc32c(batch.substr(0, crc_offset), batch.substr(ledger_header_size));
}

// The intact batch at the front of `bytes`, or nothing.
std::string_view intact_batch(std::string_view bytes, std::uint64_t& sequence) {
  if (bytes.size() < ledger_header_size || load<std::uint32_t>(bytes.data()) != magic) return {};
  const std::uint64_t size = ledger_header_size + load<std::uint32_t>(bytes.data() + 4);
  if (size > ledger_batch_size_max || size > bytes.size()) return {};
  const std::string_view batch = bytes.substr(0, size);
  if (checksum(batch) != load<std::uint32_t>(bytes.data() + crc_offset)) return {};
  sequence = load<std::uint64_t>(bytes.data() + 8);
  return batch;
}

bool any_intact_batch(std::string_view bytes) {
  const std::string_view mark("OFL1");
  std::uint64_t ignored = 0;
  for (std::size_t at = bytes.find(mark); at != std::string_view::npos; at = bytes.find(mark, at + 1)) {
    if (!intact_batch(bytes.substr(at), ignored).empty()) return true;
  }
  return false;
}

LedgerContents damaged(std::string_view path, std::size_t offset, std::string_view how) {
  LedgerContents contents;
  contents.error = std::make_error_code(std::errc::bad_message);
  contents.complaint = std::string(path) + ": byte " + std::to_string(offset) + ": " + std::string(how);
  return contents;
}

}  // namespace

void seal_batch(std::string& batch, std::uint64_t sequence) {
  assert(batch.size() > ledger_header_size && batch.size() <= ledger_batch_size_max);
  const auto length = static_cast<std::uint32_t>(batch.size() - ledger_header_size);
  std::memcpy(batch.data(), &magic, 4);
  std::memcpy(batch.data() + 4, &length, 4);
  std::memcpy(batch.data() + 8, &sequence, 8);
  const std::uint32_t crc = checksum(batch);
  std::memcpy(batch.data() + crc_offset, &crc, 4);
}

LedgerContents read_ledger(std::string_view bytes, std::string_view path, std::uint64_t& sequence) {
  LedgerContents contents;
  sequence = 0;
  std::size_t offset = 0;
  while (offset < bytes.size()) {
    std::uint64_t found = 0;
    const std::string_view batch = intact_batch(bytes.substr(offset), found);
    if (batch.empty()) break;
    if (found != sequence + 1) return damaged(path, offset, "a batch is missing before this one");
    sequence = found;
    std::string_view payload = batch.substr(ledger_header_size);
    while (!payload.empty()) {
      if (!decode_record(payload, contents.records.emplace_back())) {
        return damaged(path, offset, "an intact batch holds a record that this version does not know");
      }
    }
    offset += batch.size();
  }
  const std::string_view rest = bytes.substr(offset);
  if (!rest.empty() && any_intact_batch(rest.substr(1))) {
    return damaged(path, offset, "damaged, and followed by intact records: restore the file from a copy");
  }
  contents.cut_bytes = rest.size();
  return contents;
}

}  // namespace onefold::client
