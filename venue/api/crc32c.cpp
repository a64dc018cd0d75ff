// The processor's own instruction where it has one (x86 since SSE 4.2), Boost's table elsewhere: byte by byte
// the checksums of the journal and of the ledger are a twentieth of a simulated run.
#include "venue/api/crc32c.hpp"

#include <boost/crc.hpp>
#include <cstring>
#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace onefold::venue {
namespace {

#if defined(__x86_64__)
[[gnu::target("sse4.2")]] std::uint32_t add(std::uint32_t remainder, std::string_view bytes) {
  std::uint64_t wide = remainder;
  for (; bytes.size() >= sizeof wide; bytes.remove_prefix(sizeof wide)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    wide = _mm_crc32_u64(wide, word);
  }
  auto narrow = static_cast<std::uint32_t>(wide);
  for (const char byte : bytes) narrow = _mm_crc32_u8(narrow, static_cast<unsigned char>(byte));
  return narrow;
}
#endif

}  // namespace

std::uint32_t crc32c_by_table(std::string_view bytes, std::string_view more) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  crc.process_bytes(more.data(), more.size());
  return crc.checksum();
}

std::uint32_t crc32c(std::string_view bytes, std::string_view more) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return ~add(add(0xFFFFFFFFu, bytes), more);
#endif
  return crc32c_by_table(bytes, more);
}

}  // namespace onefold::venue
