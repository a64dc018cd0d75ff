#include "venue/api/crc32c.hpp"

#include <gtest/gtest.h>

#include <string>

namespace onefold::venue {
namespace {

// RFC 3720, B.4, and the check value of the catalogue of parametrised CRC algorithms.
TEST(Crc32c, GivesThePublishedValues) {
  std::string ascending;
  for (char byte = 0; byte < 32; ++byte) ascending += byte;
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(crc32c(std::string(32, '\xFF')), 0x62A8AB43u);
  EXPECT_EQ(crc32c(ascending), 0x46DD794Eu);
  EXPECT_EQ(crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(crc32c(""), 0u);
}

TEST(Crc32c, IsTheSameByInstructionAndByTableForEveryLengthAndCut) {
  std::string bytes;
  for (int i = 0; i < 67; ++i) {
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      const std::string_view all = bytes;
      ASSERT_EQ(crc32c(all.substr(0, cut), all.substr(cut)), crc32c_by_table(all))
          << bytes.size() << ", " << cut;
      ASSERT_EQ(crc32c_by_table(all.substr(0, cut), all.substr(cut)), crc32c_by_table(all));
    }
    bytes += static_cast<char>(i * 37 + 11);
  }
}

}  // namespace
}  // namespace onefold::venue
