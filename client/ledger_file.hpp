// The ledger as one append-only file, DIR/ledger.
//
// The file is a row of batches, each written by one sync:
//
//   u32 magic "OFL1" · u32 payload bytes · u64 sequence, from 1 without gaps · u32 CRC-32C of the three
//   before and the payload · the payload: records (ledger_record.hpp)
//
// A batch is written only after the one before is durable. So a batch that is damaged and followed by an
// intact one was durable once: the file has been damaged, and the ledger refuses to open, because what it
// forgot may be an order. A damaged batch with nothing intact behind it is the unfinished last write, and is
// left out.
//
// A ledger has one writer: the directory is locked (flock) from open() to the destructor.
//
// Models: crashes and power loss at any point, torn and lost unsynced writes, no space, errors of write and
// sync. Ignores: media that change synced bytes in a way that a CRC does not see.
#pragma once

#include <filesystem>
#include <string_view>

#include "client/ledger_store.hpp"

namespace onefold::client {

class FileLedger : public LedgerStore {
 public:
  // `directory` is made by open() if it is missing; its parent must exist.
  explicit FileLedger(std::filesystem::path directory);
  ~FileLedger() override;
  FileLedger(const FileLedger&) = delete;
  FileLedger& operator=(const FileLedger&) = delete;

  // resource_unavailable_try_again: another ledger, of this process or another one, has the directory.
  LedgerContents open() override;
  void append(const Record& record) override;
  std::error_code sync() override;
  std::error_code rewrite(const std::vector<Record>& records) override;
  std::uint64_t size() const override { return size_; }

 protected:
  // The steps between memory and disk.
  virtual std::error_code write_all(int file, std::string_view bytes);
  virtual std::error_code sync_file(int file);
  virtual std::error_code sync_directory();

 private:
  std::error_code lock_directory();
  std::error_code open_file();
  std::error_code read_all(std::string& bytes) const;
  void close();

  std::string directory_;
  std::string path_;
  int lock_ = -1;  // the directory, locked
  int file_ = -1;
  std::uint64_t size_ = 0;
  std::uint64_t sequence_ = 0;  // of the last batch
  std::string batch_;           // header and records, to be written by sync()
  bool directory_synced_ = false;
};

}  // namespace onefold::client
