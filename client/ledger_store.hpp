// Where records are kept: what a client may rely on after a crash.
#pragma once

#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

#include "client/ledger_record.hpp"

namespace onefold::client {

// What was found at the start.
struct LedgerContents {
  std::error_code error;        // set: nothing else is meaningful, and the client must not trade
  std::string complaint;        // why, for people, with file and byte offset
  std::vector<Record> records;  // in the order of appending
  std::uint64_t cut_bytes = 0;  // of an unfinished batch at the end, which was never relied upon
};

// Single-threaded. Order of calls: open(); rewrite() with the state that it gave, if there was any or a tail
// was cut; then append() and sync() at will. After any error only open() is allowed, and it begins anew.
class LedgerStore {
 public:
  virtual ~LedgerStore() = default;

  // Reads everything. Says nothing about durability: what is read may still be only in the page cache (an
  // earlier life may have seen a sync fail), so nothing may rest on it before rewrite() has succeeded.
  virtual LedgerContents open() = 0;

  // Buffers in memory. Never fails.
  virtual void append(const Record& record) = 0;

  // All records appended so far are durable when this returns no error, in one batch that is read back wholly
  // or not at all. After an error it is unknown which are. Does nothing if nothing was appended.
  virtual std::error_code sync() = 0;

  // Replaces all that is kept by `records`, atomically and durably. Nothing is appended meanwhile.
  virtual std::error_code rewrite(const std::vector<Record>& records) = 0;

  // Bytes kept, buffered ones not included.
  virtual std::uint64_t size() const = 0;
};

}  // namespace onefold::client
