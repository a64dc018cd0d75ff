// Files of foreign programs below the data directory: what a kill and what a power loss leave of them.
#include <gtest/gtest.h>

#include "tests/sim/door/foreign_world.hpp"

namespace onefold::sim {
namespace {

// The fault at the n-th effect of the run.
class AtEffect final : public Decider {
 public:
  AtEffect(int nth, FaultKind kind) : left_(nth), kind_(kind) {}
  void decide(const Point& point, std::vector<Fault>& out) override {
    if (point.key.point != PointKind::effect || --left_ != 0) return;
    struck = point.menu.has(kind_);
    Fault fault;
    fault.key = point.key;
    fault.kind = kind_;
    fault.restart_after_ns = millisecond_ns;
    if (struck) out.push_back(fault);
  }
  bool struck = false;

 private:
  int left_;
  FaultKind kind_;
};

// Effects: 1 making the file, 2 writing a, 3 and 4 syncing file and directory, 5 writing b, 6 making another
// file, which nothing comes back from.
constexpr const char* writer =
    "import os\n"
    "if os.path.exists('/data/log'):\n"
    "  print(open('/data/log').read(), sorted(os.listdir('/data')))\n"
    "else:\n"
    "  f = open('/data/log', 'w'); f.write('a'); f.flush(); os.fsync(f.fileno())\n"
    "  os.fsync(os.open('/data', os.O_RDONLY))\n"
    "  f.write('b'); f.flush()\n"
    "  open('/data/other', 'w')\n"
    "  print('not killed')\n";

TEST(ForeignDisk, AKillLeavesWhatWasWritten) {
  AtEffect kill(6, FaultKind::kill);
  const ForeignRun run = run_python(writer, {}, &kill);
  EXPECT_TRUE(kill.struck);
  EXPECT_EQ(run.output, "ab ['log']\n") << run.last_words;
  EXPECT_EQ(run.lives, 2u);
}

TEST(ForeignDisk, APowerLossLeavesWhatWasSynced) {
  AtEffect power_loss(6, FaultKind::power_loss);
  const ForeignRun run = run_python(writer, {}, &power_loss);
  EXPECT_TRUE(power_loss.struck);
  EXPECT_EQ(run.output, "a ['log']\n") << run.last_words;
}

TEST(ForeignDisk, AnUnsyncedNameIsLostWithThePower) {
  AtEffect power_loss(4, FaultKind::power_loss);
  const ForeignRun run = run_python(
      "import os\nprint(os.listdir('/data'))\n"
      "f = open('/data/log', 'w'); f.write('a'); f.flush(); os.fsync(f.fileno())\n"
      "open('/data/other', 'w')",
      {}, &power_loss);
  EXPECT_EQ(run.output, "[]\n[]\n") << run.last_words;
}

TEST(ForeignDisk, BytesInABufferOfStdioDieWithTheProcess) {
  AtEffect kill(3, FaultKind::kill);
  const ForeignRun run = run_foreign(
      {"sh", "-c", "cat /data/log 2>/dev/null; echo a > /data/log; echo b > /data/other; echo end"}, {},
      &kill);
  EXPECT_EQ(run.output, "a\nend\n") << run.last_words;
}

TEST(ForeignDisk, RenamesListsAndRemovesAsOnARealDisk) {
  const ForeignRun run = run_python(
      "import os, tempfile\n"
      "open('/data/a', 'w').write('1'); os.makedirs('/data/d/e'); os.rename('/data/a', '/data/d/b')\n"
      "print(sorted(os.listdir('/data')), os.stat('/data/d/b').st_size, os.path.isdir('/data/d/e'))\n"
      "os.chdir('/data/d'); print(os.getcwd(), open('b').read(), os.path.realpath('b'))\n"
      "with tempfile.NamedTemporaryFile() as t: print(os.path.dirname(t.name))\n"
      "os.remove('b'); os.rmdir('e'); print(os.listdir('.'))\n");
  EXPECT_EQ(run.output, "['d'] 1 True\n/data/d 1 /data/d/b\n/data\n[]\n") << run.last_words;
}

TEST(ForeignDisk, TheMachinesOwnFilesAreReadOnly) {
  const ForeignRun run = run_python(
      "for act in (lambda: open('/tmp/onefold-must-not-exist', 'w'), lambda: "
      "__import__('os').mkdir('/tmp/onefold-x')):\n"
      "  try: act()\n"
      "  except OSError as e: print(e.errno)\n"
      "print(open('/proc/self/comm').read().strip())\n");
  EXPECT_EQ(run.output, "30\n30\npython3\n") << run.last_words;
}

}  // namespace
}  // namespace onefold::sim
