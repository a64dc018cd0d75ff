#include "reports/save_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

namespace onefold::reports {
namespace {

namespace fs = std::filesystem;

class SaveFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("onefold-save-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string read(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::size_t files() {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(SaveFile, WritesAllOfItAndMakesFolders) {
  std::string text(1'000'000, 'x');
  EXPECT_FALSE(save_file(folder_ / "a/b/report.json", text));
  EXPECT_EQ(read(folder_ / "a/b/report.json"), text);
}

TEST_F(SaveFile, ReplacesAnOlderFileAndLeavesNothingBeside) {
  EXPECT_FALSE(save_file(folder_ / "r", "old and long"));
  EXPECT_FALSE(save_file(folder_ / "r", "new"));
  EXPECT_EQ(read(folder_ / "r"), "new");
  EXPECT_EQ(files(), 1u);
}

// A limit on the size of files stands for the full disk: the write fails after its first bytes.
TEST_F(SaveFile, KeepsTheOldFileWhenTheDiskIsFull) {
  ASSERT_FALSE(save_file(folder_ / "r", "old"));
  pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    rlimit limit{1000, 1000};
    setrlimit(RLIMIT_FSIZE, &limit);
    std::error_code error = save_file(folder_ / "r", std::string(100'000, 'x'));
    _exit(error == std::errc::file_too_large ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(read(folder_ / "r"), "old");
  EXPECT_EQ(files(), 1u);
}

TEST_F(SaveFile, TellsOfAFullDevice) {
  EXPECT_EQ(save_file("/dev/full", "x"), std::errc::no_space_on_device);
}

TEST_F(SaveFile, TellsWhyItCannot) {
  std::ofstream(folder_ / "file") << "x";
  EXPECT_TRUE(save_file(folder_ / "file/below", "x"));
  EXPECT_TRUE(save_file(folder_, "x"));
  EXPECT_EQ(read(folder_ / "file"), "x");
}

}  // namespace
}  // namespace onefold::reports
