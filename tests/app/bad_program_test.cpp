// Programs behind the process door that do what a client must not: each ends its run with a verdict that says
// what it did, never hangs Onefold, and leaves no process and no file behind.
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

constexpr const char* tag_variable = "ONEFOLD_TEST_TAG";

// Everything that is started inside it carries its mark in the environment.
class MarkedDirectory {
 public:
  MarkedDirectory() {
    std::filesystem::create_directory(scratch_.path() / "temporary");
    ::setenv(tag_variable, scratch_.path().c_str(), 1);
    ::setenv("TMPDIR", (scratch_.path() / "temporary").c_str(), 1);
    scratch_.write("s.json", scenario_text("reference"));
  }
  ~MarkedDirectory() {
    ::unsetenv(tag_variable);
    ::unsetenv("TMPDIR");
  }
  MarkedDirectory(const MarkedDirectory&) = delete;
  MarkedDirectory& operator=(const MarkedDirectory&) = delete;

  const std::filesystem::path& path() const { return scratch_.path(); }
  std::string write(const std::string& name, const std::string& text) const {
    return path() / scratch_.write(name, text);
  }

  // As the machine has them, zombies excepted.
  std::vector<pid_t> processes() const {
    const std::string mark = std::string(tag_variable) + "=" + path().string();
    std::vector<pid_t> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      const pid_t id = static_cast<pid_t>(std::atoll(entry.path().filename().c_str()));
      if (id <= 0 || id == ::getpid()) continue;
      std::ifstream file(entry.path() / "environ");
      const std::string text(std::istreambuf_iterator<char>(file), {});
      if (text.find(mark + '\0') != std::string::npos) found.push_back(id);
    }
    return found;
  }

  // What was killed goes at the machine's pace.
  void expect_nothing_is_left() const {
    for (const pid_t id : processes()) {
      const int handle = static_cast<int>(::syscall(SYS_pidfd_open, id, 0));
      if (handle < 0) continue;
      pollfd watched = {handle, POLLIN, 0};
      EXPECT_EQ(::poll(&watched, 1, 20'000), 1) << "process " << id << " is left";
      ::close(handle);
    }
    EXPECT_TRUE(std::filesystem::is_empty(path() / "temporary"));
    for (const auto& entry : std::filesystem::directory_iterator(path())) {
      const std::string name = entry.path().filename();
      EXPECT_TRUE(name == "temporary" || name == "s.json" || name == "client.py" || name == "onefold-out")
          << entry.path();
    }
    EXPECT_FALSE(std::filesystem::exists("/dev/shm" / path().filename()));
  }

 private:
  ScratchDirectory scratch_;
};

std::vector<std::string> arguments_for(const std::string& command, const std::string& seeds,
                                       const std::string& hang_after = "30s") {
  return {"run",    "s.json", "--client-command", command,   "--seeds", seeds,
          "--jobs", "1",      "--hang-after",     hang_after};
}

std::string python(const MarkedDirectory& directory, const std::string& script) {
  return "/usr/bin/python3 " + directory.write("client.py", script);
}

struct Way {
  const char* name;
  const char* script;  // of Python; or a path: that program
  int status;
  const char* told;
  const char* hang_after = "30s";
};

class BadProgram : public testing::TestWithParam<Way> {};

TEST_P(BadProgram, EndsItsRunWithAVerdictAndLeavesNothing) {
  const MarkedDirectory directory;
  const std::string script = GetParam().script;
  const std::string command = script[0] == '/' ? script : python(directory, script);
  const Outcome outcome = run_program(directory.path(), arguments_for(command, "2", GetParam().hang_after));
  EXPECT_EQ(outcome.status, GetParam().status) << outcome.output;
  EXPECT_NE(outcome.output.find(GetParam().told), std::string::npos) << outcome.output;
  directory.expect_nothing_is_left();
}

constexpr Way ways[] = {
    {"is_not_there", "/no/such/program", 65, "there is no program /no/such/program"},
    {"is_static", ONEFOLD_IDLE_PROGRAM, 65, "is statically linked"},
    {"never_attaches", ONEFOLD_UNATTACHED_PROGRAM, 1, "runs without the agent"},
    {"becomes_another_program", "import os\nos.execve('/bin/true', ['true'], {})", 1,
     "it exited with status 0"},
    {"floods_output", "while True: print('{\"log\":\"' + 60000 * 'x' + '\"}')", 1,
     "it floods standard output: more than 64 MiB"},
    {"floods_a_line", "import sys\nwhile True: sys.stdout.write(60000 * 'x')", 1,
     "it writes a line of more than 1 MiB"},
    {"floods_errors", "import sys\nwhile True: sys.stderr.write(60000 * 'x')", 1,
     "it floods standard error: more than 64 MiB"},
    {"writes_garbage", "print('hello', flush=True)\nwhile True: input()", 1,
     "not of the protocol; expected a JSON object, found: hello"},
    {"writes_bytes", "import os\nos.write(1, bytes(range(256)) + b'\\n')\nwhile True: input()", 1,
     "not of the protocol"},
    {"forks_a_tree", "import os\nwhile True: os.fork()", 1, "it forks without end"},
    {"forks_and_leaves", "import os\nwhile True:\n  if os.fork() != 0: os._exit(0)", 1,
     "it exited with status 0"},
    {"exits_with_0", "input()", 1, "it exited with status 0"},
    {"exits_with_1", "input()\nraise RuntimeError('no idea')", 1, "RuntimeError: no idea"},
    {"spins", "input()\nwhile True: pass", 1, "did not return within 500 ms", "500ms"},
    {"spins_in_a_helper",
     "import os, threading\ninput()\ndef fork():\n  if os.fork() == 0:\n    while True: pass\n"
     "threading.Thread(target=fork).start()\ninput()",
     1, "did not return within 500 ms", "500ms"},
    {"stops_itself", "import os, signal\ninput()\nos.kill(os.getpid(), signal.SIGSTOP)\ninput()", 1,
     "did not return within 500 ms", "500ms"},
    {"gets_sigterm", "import os, signal\ninput()\nos.kill(os.getpid(), signal.SIGTERM)\ninput()", 1,
     "it was killed by signal 15"},
    {"takes_nothing", "import time\nwhile True: time.sleep(1)", 2, "hit a bound"},
    {"writes_files", "import os\ninput()\nopen(os.environ['ONEFOLD_TEST_TAG'] + '/left', 'w')", 1,
     "Read-only file system"},
    {"shares_memory",
     "import os\nfrom multiprocessing.shared_memory import SharedMemory\n"
     "SharedMemory(os.path.basename(os.environ['ONEFOLD_TEST_TAG']), create=True, size=64)",
     1, "it calls shm_open"},
};

INSTANTIATE_TEST_SUITE_P(Ways, BadProgram, testing::ValuesIn(ways),
                         [](const testing::TestParamInfo<Way>& way) { return way.param.name; });

// A client that works, ignores what would end it politely, and has helpers in sessions of their own.
constexpr const char* with_helpers = R"(
import json, os, signal, subprocess, sys, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
subprocess.Popen(['sleep', '100000'], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True: time.sleep(1)
    while True: time.sleep(1)
for line in sys.stdin: print(json.dumps({'accepted': json.loads(line)['intent']['id']}), flush=True)
)";

TEST(HelpersOfAProgram, EndWithTheirRuns) {
  const MarkedDirectory directory;
  const Outcome outcome = run_program(directory.path(), arguments_for(python(directory, with_helpers), "3"));
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  directory.expect_nothing_is_left();
}

class EndOfOnefold : public testing::TestWithParam<int> {};

TEST_P(EndOfOnefold, TakesAllProcessesOfItsClientsAlong) {
  const MarkedDirectory directory;
  RunningProgram onefold(directory.path(), arguments_for(python(directory, with_helpers), "1000000"));
  constexpr std::size_t with_all_helpers = 6;  // supervisor, worker, snapshot, client, two helpers
  int looks_left = 1'000'000;
  while (directory.processes().size() < with_all_helpers && --looks_left > 0) ::sched_yield();
  ASSERT_GT(looks_left, 0);
  onefold.signal(GetParam());
  const Outcome outcome = onefold.wait();
  EXPECT_EQ(outcome.status, GetParam() == SIGKILL ? -1 : 2) << outcome.output;
  directory.expect_nothing_is_left();
}

INSTANTIATE_TEST_SUITE_P(Signals, EndOfOnefold, testing::Values(SIGINT, SIGTERM, SIGKILL),
                         [](const testing::TestParamInfo<int>& number) {
                           return std::string("signal") + std::to_string(number.param);
                         });

}  // namespace
}  // namespace onefold::test
