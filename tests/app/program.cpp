#include "tests/app/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace onefold::test {

constexpr int run_ms_max = 120'000;

RunningProgram::RunningProgram(const std::filesystem::path& directory,
                               const std::vector<std::string>& arguments) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
  std::vector<char*> argv{const_cast<char*>("onefold")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  id_ = ::fork();
  if (id_ == 0) {
    if (::chdir(directory.c_str()) != 0) ::_exit(126);
    ::dup2(ends[1], 1);
    ::dup2(ends[1], 2);
    ::execv(ONEFOLD_PROGRAM, argv.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  output_ = ends[0];
}

RunningProgram::~RunningProgram() {
  ::close(output_);
  if (id_ < 0) return;
  signal(SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

void RunningProgram::signal(int number) const {
  ::kill(id_, number);
}

bool RunningProgram::take_output(std::string& output) {
  pollfd watched = {output_, POLLIN, 0};
  const int ready = ::poll(&watched, 1, run_ms_max);
  if (ready < 0 && errno == EINTR) return true;
  if (ready == 0) {
    output += "(it does not end)";
    signal(SIGKILL);
    return false;
  }
  char buffer[4096];
  const ssize_t n = ::read(output_, buffer, sizeof buffer);
  if (n > 0) output.append(buffer, static_cast<std::size_t>(n));
  return n > 0 || (n < 0 && errno == EINTR);
}

Outcome RunningProgram::wait(const std::string& interrupt_at) {
  Outcome outcome;
  bool interrupt = !interrupt_at.empty();
  while (take_output(outcome.output)) {
    if (!interrupt || outcome.output.find(interrupt_at) == std::string::npos) continue;
    signal(SIGINT);
    interrupt = false;
  }
  int status = 0;
  while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
  id_ = -1;
  if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
  return outcome;
}

Outcome run_program(const std::filesystem::path& directory, const std::vector<std::string>& arguments,
                    const std::string& interrupt_at) {
  return RunningProgram(directory, arguments).wait(interrupt_at);
}

std::string replay_file(const Outcome& outcome) {
  const std::string& output = outcome.output;
  const std::size_t line = output.rfind('\n', output.size() - 2) + 1;
  const std::size_t replay = output.find("replay ", output.find("replay: ", line) + 8);
  if (output.compare(line, 2, "  ") != 0 || replay == std::string::npos) return {};
  return output.substr(replay + 7, output.size() - 1 - replay - 7);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) std::abort();
  return text.replace(at, from.size(), to);
}

ScratchDirectory::ScratchDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "onefold-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  path_ = pattern;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ScratchDirectory::write(const std::string& name, const std::string& text) const {
  std::ofstream(path_ / name) << text;
  return name;
}

std::string ScratchDirectory::read(const std::string& name) const {
  std::ostringstream text;
  text << std::ifstream(path_ / name).rdbuf();
  return text.str();
}

std::string scenario_text(const std::string& client, const std::string& more) {
  return R"({
  "name": "two intents",
  "purpose": "Of a test.",
  "venue": { "profile": "reject-for-ever" },
  "clients": [{ "name": "desk-1", "account": "A", "implementation": ")" +
         client + R"(" }],
  "intents": [
    { "id": "I1", "at": "10ms", "place": { "symbol": "BTC-USD", "side": "buy", "quantity": "1.5", "limit": "101.10" } },
    { "id": "I2", "at": "50ms", "place": { "symbol": "BTC-USD", "side": "sell", "quantity": "2.5", "limit": "99.10" } }
  ])" + (more.empty() ? "" : ",\n  " + more) +
         "\n}\n";
}

}  // namespace onefold::test
