#include "tests/app/program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace onefold::test {

Outcome run_program(const std::filesystem::path& directory, const std::vector<std::string>& arguments,
                    const std::string& interrupt_at) {
  int ends[2];
  Outcome outcome;
  if (::pipe(ends) != 0) return outcome;
  std::vector<char*> argv{const_cast<char*>("onefold")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = ::fork();
  if (pid == 0) {
    if (::chdir(directory.c_str()) != 0) ::_exit(126);
    ::dup2(ends[1], 1);
    ::dup2(ends[1], 2);
    ::close(ends[0]);
    ::close(ends[1]);
    ::execv(ONEFOLD_PROGRAM, argv.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  char buffer[4096];
  bool interrupt = !interrupt_at.empty();
  for (;;) {
    ssize_t n = ::read(ends[0], buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    outcome.output.append(buffer, static_cast<std::size_t>(n));
    if (!interrupt || outcome.output.find(interrupt_at) == std::string::npos) continue;
    ::kill(pid, SIGINT);
    interrupt = false;
  }
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
  return outcome;
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
