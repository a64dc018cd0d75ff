// Fuzz target: the file that a client finds as its ledger.
// First byte: bit 0 whether the rest is the file as it stands, or rows of a u16 size and a payload of so many
// bytes, which are sealed as batches (a fuzzer does not guess checksums), and an unfinished end behind them.
#include <memory>

#include "client/ledger_batch.hpp"
#include "client/ledger_file.hpp"
#include "tests/fuzz/idle_client.hpp"
#include "tests/fuzz/scratch_directory.hpp"

namespace {

using namespace onefold;
using fuzz::expect;

std::string sealed_file(fuzz::Input& input) {
  std::string file;
  std::uint64_t sequence = 0;
  for (std::size_t size = input.number(); size != 0; size = input.number()) {
    std::string batch(client::ledger_header_size, '\0');
    batch += input.bytes(size);
    if (batch.size() == client::ledger_header_size) break;
    client::seal_batch(batch, ++sequence);
    file += batch;
  }
  return file += input.rest();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::ScratchDirectory directory;
  fuzz::Input input(data, size);
  const bool raw = (input.byte() & 1) != 0;
  const std::string file = raw ? std::string(input.rest()) : sealed_file(input);
  directory.put("ledger", file);

  auto client = std::make_unique<fuzz::IdleClient>(directory.path());
  const std::error_code error = client->start();
  if (error) {
    expect(!client->complaint().empty(), "a refusal says what is wrong");
    expect(directory.get("ledger") == file, "a damaged ledger is left as it is");
    return 0;
  }
  const venue::ClientView before = client->view();
  client->stop();
  client.reset();  // before the next one: a ledger has one writer
  client = std::make_unique<fuzz::IdleClient>(directory.path());
  expect(!client->start(), "a ledger that was recovered opens again");
  expect(fuzz::same(client->view(), before), "and says the same");
  return 0;
}
