// docs/matrix.md: its copy of the matrix is of today's profiles.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "venue/profile/profile.hpp"

namespace onefold::reports {
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
    }
  }
  EXPECT_EQ(text.find("| inconclusive |"), std::string::npos) << "a cell was not decided";
}

}  // namespace
}  // namespace onefold::reports
