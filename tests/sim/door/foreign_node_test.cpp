// Node as a foreign program: an event loop with helper threads of its own.
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/sim/door/foreign_world.hpp"

namespace onefold::sim {
namespace {

std::string find_node() {
  for (const char* path : {"/usr/bin/node", "/usr/local/bin/node"}) {
    if (::access(path, X_OK) == 0) return path;
  }
  return {};
}

class ForeignNode : public ::testing::Test {
 protected:
  void SetUp() override {
    if (node_.empty()) GTEST_SKIP() << "node is not installed";
  }
  // As a module, which may wait at its top.
  ForeignRun run(const std::string& script) {
    return run_foreign({node_, "--input-type=module", "-e", script});
  }

 private:
  const std::string node_ = find_node();
};

TEST_F(ForeignNode, TimersAreOfVirtualTime) {
  const ForeignRun done =
      run("const before = Date.now(); await new Promise((r) => setTimeout(r, 30000));"
          "console.log(Date.now() - before);");
  EXPECT_EQ(done.output, "30000\n") << done.last_words;
  EXPECT_GE(done.at_ns, 30 * second_ns);
}

TEST_F(ForeignNode, ServesAndFetchesOverTcp) {
  const ForeignRun done =
      run("import http from 'node:http';"
          "const server = http.createServer((q, a) => a.end(q.url)).listen(9000);"
          "await new Promise((r) => server.once('listening', r));"
          "console.log(await (await fetch('http://localhost:9000/x')).text());"
          "try { await fetch('http://localhost:9001', { signal: AbortSignal.timeout(1000) }); }"
          "catch (error) { console.log(error.cause.code); }"
          "process.exit(0);");
  EXPECT_EQ(done.output, "/x\nECONNREFUSED\n") << done.last_words;
}

// Files, names and keys are worked out by a pool of threads.
TEST_F(ForeignNode, ThreadsOfItsPoolAndOfItsWorkersTakeTheSameTurnsEachTime) {
  const char* script =
      "import fs from 'node:fs/promises'; import dns from 'node:dns/promises';"
      "import crypto from 'node:crypto'; import { promisify } from 'node:util';"
      "import { Worker } from 'node:worker_threads';"
      "await fs.writeFile('/data/x', 'hello');"
      "const worker = new Worker(`const { parentPort } = await import('node:worker_threads');"
      "  parentPort.on('message', (m) => parentPort.postMessage(m + 1));`, { eval: true });"
      "worker.postMessage(1);"
      "const all = await Promise.all([fs.readFile('/data/x', 'utf8'), dns.lookup('localhost', 4),"
      "  promisify(crypto.pbkdf2)('a', 'b', 1000, 8, 'sha256'), new Promise((r) => worker.on('message', "
      "r))]);"
      "await worker.terminate();"
      "console.log(all[0], all[1].address, all[2].toString('hex'), all[3], crypto.randomUUID());";
  const ForeignRun first = run(script);
  EXPECT_TRUE(first.output.starts_with("hello 127.0.0.1 a9ad83929ae9ec53 2 "))
      << first.output << first.last_words;
  for (int pair = 0; pair < 3; ++pair) {
    const ForeignRun again = run(script);
    EXPECT_EQ(again.output, first.output);
    EXPECT_EQ(again.digest, first.digest);
  }
}

// libuv hears of a helper's end by SIGCHLD, in a process of many threads; and writes to a pipe while it
// forks.
TEST_F(ForeignNode, HelpersRunAndAreCollected) {
  const ForeignRun done =
      run("import { execFile, spawn } from 'node:child_process'; import { promisify } from 'node:util';"
          "console.log((await promisify(execFile)('/bin/echo', ['hi'])).stdout);"
          "const helper = spawn('sleep', ['1000']); setTimeout(() => helper.kill(), 2000);"
          "console.log(await new Promise((r) => helper.on('exit', (code, signal) => r(signal))));");
  EXPECT_EQ(done.output, "hi\n\nSIGTERM\n") << done.last_words << done.failure;
  EXPECT_GE(done.at_ns, 2 * second_ns);
  EXPECT_LT(done.at_ns, 4 * second_ns);
}

}  // namespace
}  // namespace onefold::sim
