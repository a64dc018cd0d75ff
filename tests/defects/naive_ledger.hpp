// A ledger as one is first written: records one after another, each with its size and a checksum. Correct as
// long as nothing is torn; what is done about a torn tail is the defect.
#pragma once

#include <string>

#include "client/ledger_store.hpp"

namespace onefold::defects {

// What open() does with bytes that are no record.
enum class TornTail : std::uint8_t {
  discard_all,  // the whole file is taken for broken, and begun anew
  keep,         // ignored, and left where it is: later records come behind it
};

class NaiveLedger final : public client::LedgerStore {
 public:
  NaiveLedger(std::string directory, TornTail torn_tail);
  ~NaiveLedger() override;

  client::LedgerContents open() override;
  void append(const client::Record& record) override;
  std::error_code sync() override;
  // Keeps the file as it is: it is compacted by hand.
  std::error_code rewrite(const std::vector<client::Record>& records) override;
  std::uint64_t size() const override { return size_; }

 private:
  std::string directory_;
  std::string path_;
  TornTail torn_tail_;
  int file_ = -1;
  std::uint64_t size_ = 0;
  std::string buffer_;
};

}  // namespace onefold::defects
