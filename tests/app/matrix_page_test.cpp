// docs/matrix.md: its copy of the matrix is of today's profiles.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "venue/profile/profile.hpp"

namespace onefold::app {
namespace {

TEST(MatrixPage, HasARowForEveryBuiltInProfileAndDeliveryModel) {
  std::stringstream page;
  page << std::ifstream(std::string(ONEFOLD_SOURCE_DIR) + "/docs/matrix.md").rdbuf();
  const std::string text = page.str();
  for (const std::string& name : venue::built_in_profiles()) {
    const std::string family = venue::built_in_profile(name).family;
    for (const char* model : {"direct", "hops"}) {
      const std::string row = "\n| " + name + " | " + family + " | " + model + " |";
      EXPECT_NE(text.find(row), std::string::npos) << name << " " << model << ": run ./dev matrix";
      EXPECT_EQ(text.find(row + " unsafe"), std::string::npos)
          << name << " " << model << ": of the reference";
    }
  }
  std::size_t rows = 0;
  for (const char* model : {" | direct |", " | hops |"}) {
    for (std::size_t at = text.find(model); at != std::string::npos; at = text.find(model, at + 1)) ++rows;
  }
  EXPECT_EQ(rows, 2 * venue::built_in_profiles().size()) << "a profile is no more: run ./dev matrix";
  EXPECT_NE(text.find("\n| profile | family | model | reference | naive-"), std::string::npos);
  EXPECT_EQ(text.find("| inconclusive |"), std::string::npos) << "a cell was not decided";
}

}  // namespace
}  // namespace onefold::app
