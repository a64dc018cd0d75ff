// A ledger in memory that outlives its clients, and forgets what was not synced when one of them dies.
#pragma once

#include <string>
#include <vector>

#include "client/ledger_store.hpp"

namespace onefold::client {

// The disk.
struct MemoryDisk {
  std::vector<Record> durable;
  int sync_failures = 0;  // so many of the next syncs and rewrites fail
  int syncs = 0;
};

class MemoryLedger : public LedgerStore {
 public:
  explicit MemoryLedger(MemoryDisk& disk) : disk_(disk) {}

  LedgerContents open() override {
    buffered_.clear();
    LedgerContents contents;
    contents.records = disk_.durable;
    return contents;
  }
  void append(const Record& record) override { buffered_.push_back(record); }
  std::error_code sync() override {
    if (failing()) return std::make_error_code(std::errc::io_error);
    disk_.durable.insert(disk_.durable.end(), buffered_.begin(), buffered_.end());
    buffered_.clear();
    return {};
  }
  std::error_code rewrite(const std::vector<Record>& records) override {
    if (failing()) return std::make_error_code(std::errc::io_error);
    disk_.durable = records;
    return {};
  }
  std::uint64_t size() const override { return disk_.durable.size() * 64; }

 private:
  bool failing() {
    ++disk_.syncs;
    if (disk_.sync_failures == 0) return false;
    --disk_.sync_failures;
    return true;
  }

  MemoryDisk& disk_;
  std::vector<Record> buffered_;
};

}  // namespace onefold::client
