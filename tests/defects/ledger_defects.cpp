// Defects in what a client keeps on disk, and when.
#include "client/ledger_file.hpp"
#include "tests/defects/client_defect.hpp"
#include "tests/defects/naive_ledger.hpp"

namespace onefold::defects {
namespace {

class NoFsync final : public client::FileLedger {
 public:
  using FileLedger::FileLedger;

 protected:
  std::error_code sync_file(int) override { return {}; }
  std::error_code sync_directory() override { return {}; }
};

// Writes what was said to be durable only when the next records come: after the request has left.
class WritesBehind final : public client::LedgerStore {
 public:
  explicit WritesBehind(std::filesystem::path directory) : file_(std::move(directory)) {}

  client::LedgerContents open() override {
    behind_.clear();
    return file_.open();
  }
  void append(const client::Record& record) override { behind_.push_back(record); }
  std::error_code sync() override {
    std::error_code error = file_.sync();
    for (const client::Record& record : behind_) file_.append(record);
    behind_.clear();
    return error;
  }
  std::error_code rewrite(const std::vector<client::Record>& records) override {
    return file_.rewrite(records);
  }
  std::uint64_t size() const override { return file_.size(); }

 private:
  client::FileLedger file_;
  std::vector<client::Record> behind_;
};

}  // namespace

void add_ledger_defects(harness::Registry& registry) {
  add_client_defect(registry, "missing-fsync", "missing-fsync", 1, "the ledger is written and never synced",
                    [](client::ClientParts& parts, const client::ClientOptions& options) {
                      parts.ledger = std::make_unique<NoFsync>(options.data_dir);
                    });
  add_client_defect(registry, "send-before-journal", "send-before-journal", 1,
                    "intents are accepted and requests sent before the ledger has them",
                    [](client::ClientParts& parts, const client::ClientOptions& options) {
                      parts.ledger = std::make_unique<WritesBehind>(options.data_dir);
                    });
  add_client_defect(registry, "torn-tail-discards-all", "torn-tail-mishandled", 1,
                    "a torn last record makes recovery throw away the whole ledger",
                    [](client::ClientParts& parts, const client::ClientOptions& options) {
                      parts.ledger =
                          std::make_unique<NaiveLedger>(options.data_dir.string(), TornTail::discard_all);
                    });
  add_client_defect(registry, "append-after-torn-tail", "append-after-torn-tail", 2,
                    "a torn last record is left in the file, and later records are written behind it",
                    [](client::ClientParts& parts, const client::ClientOptions& options) {
                      parts.ledger = std::make_unique<NaiveLedger>(options.data_dir.string(), TornTail::keep);
                    });
}

}  // namespace onefold::defects
