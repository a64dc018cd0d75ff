// Programs of the machine, unmodified, on the node's clock, network and standard streams.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/sim/door/foreign_world.hpp"

namespace onefold::sim {
namespace {

TEST(ForeignProcess, SleepsInVirtualTime) {
  const ForeignRun run = run_foreign({"sleep", "30"});
  ASSERT_TRUE(run.end.has_value()) << run.failure;
  EXPECT_EQ(run.end->status, 0);
  EXPECT_GE(run.at_ns, 30 * second_ns);
  EXPECT_LT(run.at_ns, 31 * second_ns);
}

TEST(ForeignProcess, WritesToStandardOutputThroughStdio) {
  const ForeignRun run = run_foreign({"echo", "hello"});
  EXPECT_EQ(run.output, "hello\n");
}

TEST(ForeignProcess, ReadsLinesFromStandardInputUntilItEnds) {
  const ForeignRun run = run_foreign({"head", "-n", "2"}, "one\ntwo\nthree\n");
  EXPECT_EQ(run.output, "one\ntwo\n");
  EXPECT_TRUE(run.end.has_value());
}

TEST(ForeignProcess, ShowsTheNodesClockAndHostName) {
  const ForeignRun run = run_python("import time, socket; print(int(time.time()), socket.gethostname())");
  EXPECT_EQ(run.output, "1767571200 desk\n") << run.last_words;
}

TEST(ForeignProcess, TellsHowItEnded) {
  EXPECT_EQ(run_python("import sys; sys.exit(3)").end->status, 3);
  EXPECT_EQ(run_python("import os; os.abort()").end->signal, SIGABRT);
}

TEST(ForeignProcess, KeepsItsLastWords) {
  const ForeignRun run = run_python("raise ValueError('no such book')");
  EXPECT_NE(run.last_words.find("no such book"), std::string::npos);
}

TEST(ForeignProcess, TalksToItselfOverTcp) {
  const ForeignRun run = run_python(
      "import socket, select\n"
      "l = socket.socket(); l.bind(('127.0.0.1', 8080)); l.listen()\n"
      "c = socket.create_connection(('localhost', 8080)); a, _ = l.accept()\n"
      "c.sendall(b'ping'); print(a.recv(9), select.select([a], [], [], 2)[0])\n"
      "x, y = socket.socketpair(); x.send(b'q'); print(y.recv(3))\n");
  EXPECT_EQ(run.output, "b'ping' []\nb'q'\n") << run.last_words;
}

TEST(ForeignProcess, DrawsTheSameRandomBytesInEachRunOfASeed) {
  const char* script = "import os, random, uuid; print(os.urandom(8), random.random(), uuid.uuid4())";
  const ForeignRun first = run_python(script);
  const ForeignRun second = run_python(script);
  EXPECT_FALSE(first.output.empty());
  EXPECT_EQ(first.output, second.output);
  EXPECT_EQ(first.digest, second.digest);
}

TEST(ForeignProcess, ALoopThatWatchesTheClockGetsThere) {
  const ForeignRun run = run_python(
      "import time\ntime.sleep(0)\nend = time.monotonic() + 0.01\nwhile time.monotonic() < end: "
      "pass\nprint('done')");
  EXPECT_EQ(run.output, "done\n");
  EXPECT_GE(run.at_ns, 10 * millisecond_ns);
}

TEST(ForeignProcess, WhatIsNoProgramIsRefusedWithTheReason) {
  EXPECT_NE(run_foreign({"no-such-program"}).failure.find("there is no program"), std::string::npos);
  EXPECT_NE(run_foreign({"/etc/passwd"}).failure.find("there is no program"), std::string::npos);
}

}  // namespace
}  // namespace onefold::sim
