// CRC-32C, the checksum of records on disk (Castagnoli's polynomial, as iSCSI has it: RFC 3720, 12.1 and
// B.4).
#pragma once

#include <cstdint>
#include <string_view>

namespace onefold::venue {

// Of `bytes`, and of those of `more` after them. The same on every machine.
std::uint32_t crc32c(std::string_view bytes, std::string_view more = {});

// The same, where the processor has no instruction for it.
std::uint32_t crc32c_by_table(std::string_view bytes, std::string_view more = {});

}  // namespace onefold::venue
