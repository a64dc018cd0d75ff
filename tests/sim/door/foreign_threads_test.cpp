// Threads, helpers and signals of foreign programs, one at a time.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/sim/door/foreign_world.hpp"

namespace onefold::sim {
namespace {

TEST(ForeignThreads, ThreadsWaitForEachOtherInVirtualTime) {
  const char* script =
      "import threading, time, queue\n"
      "q = queue.Queue(); out = []\n"
      "def work(n):\n"
      "  while (x := q.get()) is not None: time.sleep(0.01 * x); out.append((n, x))\n"
      "ts = [threading.Thread(target=work, args=(i,)) for i in range(3)]\n"
      "[t.start() for t in ts]; [q.put(i) for i in range(6)]; [q.put(None) for t in ts]; [t.join() for t in "
      "ts]\n"
      "print(sorted(x for _, x in out), threading.Event().wait(5))\n";
  const ForeignRun first = run_python(script);
  const ForeignRun second = run_python(script);
  EXPECT_EQ(first.output, "[0, 1, 2, 3, 4, 5] False\n") << first.last_words;
  EXPECT_GE(first.at_ns, 5 * second_ns);
  EXPECT_EQ(first.digest, second.digest);
}

TEST(ForeignThreads, AnEventLoopServesSocketsTimersAndAnExecutor) {
  const ForeignRun run = run_python(
      "import asyncio\n"
      "async def serve(r, w): w.write(b're:' + await r.readline()); await w.drain(); w.close()\n"
      "async def main():\n"
      "  await asyncio.start_server(serve, '127.0.0.1', 9000)\n"
      "  r, w = await asyncio.open_connection('localhost', 9000)\n"
      "  w.write(b'x\\n'); print(await r.readline())\n"
      "  await asyncio.sleep(20)\n"
      "  print(await asyncio.get_running_loop().run_in_executor(None, lambda: 42))\n"
      "asyncio.run(main())\n");
  EXPECT_EQ(run.output, "b're:x\\n'\n42\n") << run.last_words;
  EXPECT_GE(run.at_ns, 20 * second_ns);
}

TEST(ForeignThreads, HelpersRunWaitAndAreCollected) {
  const ForeignRun run = run_python(
      "import subprocess, os, time, signal\n"
      "print(subprocess.run('echo $((1+2)); exit 3', shell=True, capture_output=True))\n"
      "p = subprocess.Popen(['sleep', '1000']); time.sleep(1); p.send_signal(signal.SIGTERM); "
      "print(p.wait())\n"
      "pid = os.fork()\n"
      "if pid == 0: time.sleep(3); os._exit(7)\n"
      "print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n");
  EXPECT_EQ(
      run.output,
      "CompletedProcess(args='echo $((1+2)); exit 3', returncode=3, stdout=b'3\\n', stderr=b'')\n-15\n7\n")
      << run.last_words;
  EXPECT_GE(run.at_ns, 4 * second_ns);
  EXPECT_LT(run.at_ns, 5 * second_ns);
}

// prctl(PR_SET_PDEATHSIG) is about the thread that forked, not its process.
TEST(ForeignThreads, AHelperOutlivesTheThreadThatStartedIt) {
  const ForeignRun run = run_python(
      "import subprocess, threading\n"
      "made = []\n"
      "t = threading.Thread(target=lambda: made.append(subprocess.Popen(['sleep', '5'])))\n"
      "t.start(); t.join()\n"
      "print(made[0].wait())\n");
  EXPECT_EQ(run.output, "0\n") << run.last_words << run.failure;
  EXPECT_GE(run.at_ns, 5 * second_ns);
}

TEST(ForeignThreads, AShellPipesSubstitutesAndWaitsForBackgroundJobs) {
  const ForeignRun run = run_foreign({"sh", "-c", "X=$(echo b | tr b c); sleep 5 & wait; echo $X"});
  EXPECT_EQ(run.output, "c\n") << run.last_words;
  EXPECT_GE(run.at_ns, 5 * second_ns);
}

TEST(ForeignThreads, WhoForksWithoutEndIsStopped) {
  const ForeignRun run = run_python("import os\nwhile True: os.fork()");
  EXPECT_NE(run.failure.find("forks without end"), std::string::npos) << run.failure;
}

TEST(ForeignThreads, ACallThatCannotBeSimulatedIsNamed) {
  const ForeignRun run = run_python("import signal; signal.alarm(3)");
  EXPECT_NE(run.failure.find("alarm"), std::string::npos) << run.failure;
  EXPECT_NE(run.failure.find("python"), std::string::npos) << run.failure;
}

}  // namespace
}  // namespace onefold::sim
