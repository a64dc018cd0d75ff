// Fuzz target: the file that a venue finds as its journal.
// First byte: bit 0 whether the rest is the file as it stands, or rows of a u16 size and a record of so many
// bytes, each committed as a batch (a fuzzer does not guess checksums), and a torn end behind them.
#include "tests/fuzz/scratch_directory.hpp"
#include "venue/server/exchange.hpp"

namespace {

using namespace onefold;
using fuzz::expect;

class NobodyListens final : public venue::VenueObserver {
  void on_execution(const venue::ExecutionReport&) override {}
  void on_recovered(std::uint64_t) override {}
  void on_path(const venue::PathEvent&) override {}
};

void write_records(const std::filesystem::path& directory, fuzz::Input& input) {
  venue::JournalFile journal;
  venue::JournalFile::Content content;
  expect(!journal.open(directory, content), "an empty journal opens");
  for (std::size_t size = input.number(); size != 0; size = input.number()) {
    const std::string_view record = input.bytes(size);
    if (record.empty()) break;
    journal.append(record);
    expect(!journal.commit(), "a record can be written");
  }
}

struct Recovered {
  std::error_code error;
  std::string failure;
  std::uint64_t digest = 0;
};

Recovered recover(const venue::VenueOptions& options) {
  NobodyListens observer;
  venue::Exchange exchange(options, observer, nullptr);
  Recovered recovered;
  recovered.error = exchange.open(recovered.failure);
  if (!recovered.error) recovered.digest = exchange.engine().state_digest();
  return recovered;
}

venue::VenueOptions options_in(const std::filesystem::path& directory) {
  venue::VenueOptions options;
  options.profile = venue::built_in_profile("return-original");
  options.instruments = {{"BTC-USD", 2, 1}, {"ETH-USD", 2, 1}};
  options.accounts = {"A", "B"};
  options.data_dir = directory;
  return options;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::ScratchDirectory directory;
  static const venue::VenueOptions options = options_in(directory.path());
  fuzz::Input input(data, size);
  directory.put("journal", "");
  if ((input.byte() & 1) == 0) write_records(directory.path(), input);
  const std::string file = directory.get("journal") + std::string(input.rest());
  directory.put("journal", file);

  const Recovered first = recover(options);
  if (first.error) {
    expect(!first.failure.empty(), "a refusal says what is wrong");
    return 0;
  }
  const std::string kept = directory.get("journal");
  expect(file.starts_with(kept), "recovery cuts off an end and changes nothing else");
  const Recovered second = recover(options);
  expect(!second.error, "a journal that was recovered opens again");
  expect(second.digest == first.digest, "to the same state");
  expect(directory.get("journal") == kept, "and is left as it is");
  return 0;
}
