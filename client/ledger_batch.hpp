// The frame around the records of one sync: layout in ledger_file.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "client/ledger_store.hpp"

namespace onefold::client {

inline constexpr std::size_t ledger_header_size = 20;
inline constexpr std::size_t ledger_batch_size_max = 16 * 1024 * 1024;

// Fills the first ledger_header_size bytes of `batch`, which are followed by its payload.
void seal_batch(std::string& batch, std::uint64_t sequence);

// Takes the intact batches off `bytes`, the whole file: as LedgerContents, with `path` for the complaint.
// `sequence` becomes that of the last one, 0 if there is none.
LedgerContents read_ledger(std::string_view bytes, std::string_view path, std::uint64_t& sequence);

}  // namespace onefold::client
