// The commands that people and CI systems call: ./dev, .ci/run and the workflow file, which shows the gate in
// use. Models of YAML only what the workflow file uses: one key per line, blanks for indentation, one-line
// commands.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

#include "tests/tree/source_tree.hpp"

namespace onefold::tree {
namespace {
namespace fs = std::filesystem;

struct Outcome {
  int status = -1;
  std::string output;  // of both streams
};

Outcome shell(const std::string& command) {
  Outcome outcome;
  FILE* pipe = popen(("(" + command + ") 2>&1 </dev/null").c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer;
  while (fgets(buffer.data(), buffer.size(), pipe) != nullptr) outcome.output += buffer.data();
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

const std::string root = ONEFOLD_SOURCE_DIR;

std::string text_of(std::string_view path) {
  for (const File& file : all_files()) {
    if (file.path == path) return file.text;
  }
  return {};
}

// The commands of the steps of the workflow file.
std::vector<std::string> workflow_commands() {
  std::vector<std::string> commands;
  const std::string text = text_of(".github/workflows/onefold.yml");
  for (std::string_view line : lines_of(text)) {
    const std::size_t at = line.find("run: ");
    if (at == std::string_view::npos || line.find_first_not_of(" -") != at) continue;
    commands.emplace_back(line.substr(at + 5));
  }
  return commands;
}

std::string first_word(const std::string& command) {
  return command.substr(0, command.find(' '));
}

TEST(Commands, UnknownOnesEndWithTheStatusForUsage) {
  for (const std::string arguments :
       {"", "nonsense", "format --nonsense", "setup --nonsense", "test --preset", "fuzz nonsense",
        "fuzz --nonsense", "fuzz --seconds 0", "fuzz --seconds"}) {
    const Outcome outcome = shell("'" + root + "/dev' " + arguments);
    EXPECT_EQ(outcome.status, 64) << arguments;
    EXPECT_NE(outcome.output.find("usage: ./dev COMMAND"), std::string::npos) << outcome.output;
  }
}

TEST(Commands, HelpNamesEachOfThem) {
  const Outcome outcome = shell("cd / && '" + root + "/dev' help");
  EXPECT_EQ(outcome.status, 0);
  for (const std::string command : {"run", "test", "fuzz", "bench", "format", "setup", "help"}) {
    EXPECT_NE(outcome.output.find("\n  " + command + " "), std::string::npos) << command;
  }
}

TEST(Commands, ScriptsAreWellFormed) {
  for (const std::string script : {"dev", ".ci/run"}) {
    const Outcome outcome = shell("bash -n '" + root + "/" + script + "'");
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    EXPECT_EQ(access((root + "/" + script).c_str(), X_OK), 0) << script;
  }
}

TEST(Gate, TheWorkflowIsIndentedAsYamlWantsIt) {
  const std::string text = text_of(".github/workflows/onefold.yml");
  ASSERT_FALSE(text.empty());
  std::size_t before = 0;
  for (std::string_view line : lines_of(text)) {
    EXPECT_EQ(line.find('\t'), std::string_view::npos) << line;
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent == std::string_view::npos || line[indent] == '#') continue;
    EXPECT_EQ(indent % 2, 0u) << line;
    EXPECT_LE(indent, before + 4) << line;
    EXPECT_TRUE(line.find(':') != std::string_view::npos || line.substr(indent).starts_with("- ")) << line;
    before = indent;
  }
}

TEST(Gate, EachCommandOfTheWorkflowExists) {
  const auto commands = workflow_commands();
  ASSERT_GE(commands.size(), 3u);
  for (const std::string& command : commands) {
    const std::string program = first_word(command);
    if (program == "build/release/onefold") continue;  // run below
    EXPECT_EQ(access((root + "/" + program).c_str(), X_OK), 0) << command;
  }
}

TEST(Gate, EachPresetOfTheScriptsExists) {
  const std::string presets = text_of("CMakePresets.json");
  for (const std::string path : {"dev", ".ci/run"}) {
    const std::string text = text_of(path);
    for (std::size_t at : find_word(text, "--preset ")) {
      const std::size_t start = at + std::string("--preset ").size();
      const std::string name = text.substr(start, text.find_first_of(" \n)", start) - start);
      if (!std::islower(static_cast<unsigned char>(name.front())))
        continue;  // a variable, or NAME in the help text
      EXPECT_NE(presets.find("\"name\": \"" + name + "\""), std::string::npos) << path << ": " << name;
    }
  }
}

#ifdef ONEFOLD_PROGRAM
class Scratch {
 public:
  explicit Scratch(const std::string& name)
      : path_(fs::path(testing::TempDir()) / ("onefold-" + name + "-" + std::to_string(getpid()))) {
    fs::create_directories(path_);
    fs::create_directory_symlink(root + "/scenarios", path_ / "scenarios");
  }
  ~Scratch() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

  // The built program stands for build/release/onefold.
  Outcome run(std::string command) const {
    command.replace(0, first_word(command).size(), "\"$program\"");
    return shell("cd '" + path_.string() + "' && program='" ONEFOLD_PROGRAM "' && " + command);
  }

 private:
  fs::path path_;
};

// Seeds and faults in it may grow old; the defect, its property and its form may not.
TEST(Gate, TheFailingRunOfTheReadmeStillFails) {
  const std::string readme = text_of("README.md");
  const std::size_t start = readme.find("$ build/release/onefold ");
  ASSERT_NE(start, std::string::npos);
  const auto lines = lines_of(std::string_view(readme).substr(start + 2, 1000));
  ASSERT_GE(lines.size(), 2u);
  const std::string_view told = lines[1].substr(0, lines[1].find(" seed "));
  ASSERT_TRUE(told.starts_with("CAUGHT ")) << told;
  const Scratch scratch("readme");
  const Outcome outcome = scratch.run(std::string(lines[0]));
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_NE(outcome.output.find(told), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("\n  replay:  "), std::string::npos) << outcome.output;
}

// The very command of the workflow with fewer seeds, where the built program stands for
// build/release/onefold.
TEST(Gate, TheWorkflowsGateRunsAndLeavesItsReports) {
  const auto commands = workflow_commands();
  const auto gate = std::find_if(commands.begin(), commands.end(), [](const std::string& command) {
    return first_word(command) == "build/release/onefold";
  });
  ASSERT_NE(gate, commands.end());
  std::string command = *gate;
  const std::string_view span = "--for 20m";
  const std::size_t at = command.find(span);
  ASSERT_NE(at, std::string::npos) << command;
  command.replace(at, span.size(), "--seeds 2");

  const Scratch scratch("gate");
  const Outcome outcome = scratch.run(command);
  EXPECT_TRUE(outcome.status == 0 || outcome.status == 1 || outcome.status == 2) << outcome.output;
  EXPECT_GT(fs::file_size(scratch.path() / "onefold-out/junit.xml"), 0u) << outcome.output;
  EXPECT_GT(fs::file_size(scratch.path() / "onefold-out/result.json"), 0u) << outcome.output;
}
#endif

}  // namespace
}  // namespace onefold::tree
