// Lives of foreign programs as forks of one that was started once: what they have in common, and what not.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/sim/door/foreign_world.hpp"

namespace onefold::sim {
namespace {

// A kill at the n-th effect of the run.
class KillAt final : public Decider {
 public:
  explicit KillAt(int nth) : left_(nth) {}
  void decide(const Point& point, std::vector<Fault>& out) override {
    if (point.key.point != PointKind::effect || --left_ != 0) return;
    Fault fault;
    fault.key = point.key;
    fault.kind = FaultKind::kill;
    fault.restart_after_ns = millisecond_ns;
    out.push_back(fault);
  }

 private:
  int left_;
};

// What a life of the script prints that sets `shown`: of the first, which is killed when it makes its second
// file, and of the next one.
struct TwoLives {
  std::string first, second;
};
TwoLives two_lives(const std::string& script) {
  KillAt kill(2);
  const ForeignRun run = run_python(
      script + "\nopen('/data/a', 'a'); print(shown, flush=True); open('/data/b', 'a'); open('/data/c', 'a')",
      {}, &kill);
  EXPECT_EQ(run.lives, 2u) << run.failure << run.last_words;
  const std::size_t end = run.output.find('\n');
  if (end == std::string::npos) return {run.output, ""};
  return {run.output.substr(0, end), run.output.substr(end + 1, run.output.find('\n', end + 1) - end - 1)};
}

void expect_different(const std::string& script) {
  const TwoLives lives = two_lives(script);
  EXPECT_FALSE(lives.second.empty()) << script;
  EXPECT_NE(lives.first, lives.second) << script;
}

TEST(ForeignLives, ImportsAreMadeOnceOnAClockThatStands) {
  const TwoLives lives = two_lives(
      "import time, urllib.request, http.client, hmac, selectors, random\n"
      "shown = time.monotonic()");
  const TwoLives none = two_lives("import time\nshown = time.monotonic()");
  EXPECT_EQ(lives.first, lives.second);
  EXPECT_EQ(lives.first, none.first);
}

TEST(ForeignLives, WhoWaitsForTheStandingClockGetsALife) {
  const ForeignRun run = run_python(
      "import time\nbegan = time.monotonic()\nwhile time.monotonic() == began: pass\nprint('done')");
  EXPECT_EQ(run.output, "done\n") << run.failure << run.last_words;
}

TEST(ForeignLives, TheTimeOfDayIsThatOfTheLife) {
  expect_different("import time\nshown = time.time()");
  expect_different("import datetime\nshown = datetime.datetime.now()");
}

TEST(ForeignLives, TheProcessIdIsThatOfTheLife) {
  expect_different("import os\nshown = os.getpid()");
}

TEST(ForeignLives, RandomBytesOfAnImportAreThoseOfTheLife) {
  expect_different("import os\nshown = os.urandom(8)");
  expect_different("import random, uuid\nshown = uuid.uuid4()");
  expect_different("import random\nshown = random.random()");
  expect_different("import random\nshown = random.Random().random()");
}

TEST(ForeignLives, APythonThatOnlyImportsRandomIsSeededAnewInEachLife) {
  expect_different("import random, os\nos.path.exists('/data')\nshown = random.random()");
  expect_different(
      "import random, threading\nbegan = threading.Event()\nthread = threading.Thread(target=began.set)\n"
      "thread.start()\nbegan.wait()\nthread.join()\nshown = random.random()");
}

TEST(ForeignLives, ASeedOfTheProgramsOwnIsKept) {
  const TwoLives lives =
      two_lives("import random, os\nrandom.seed(42)\nos.path.exists('/data')\nshown = random.random()");
  EXPECT_EQ(lives.first, "0.6394267984578837");
  EXPECT_EQ(lives.second, lives.first);
}

TEST(ForeignLives, AnEpollMadeBeforeTheLifeWorksInIt) {
  const ForeignRun run = run_python(
      "import os, select\nfirst = select.epoll(); kept = select.epoll(); first.close()\n"
      "copy = os.dup(kept.fileno()); a, b = os.pipe(); kept.register(a, select.EPOLLIN)\n"
      "print(kept.poll(0), os.write(b, b'x'), kept.poll(0) == [(a, select.EPOLLIN)])\n"
      "print(select.epoll.fromfd(copy).poll(0) == [(a, select.EPOLLIN)])");
  EXPECT_EQ(run.output, "[] 1 True\nTrue\n") << run.failure << run.last_words;
}

TEST(ForeignLives, AFileOpenedBeforeTheLifeIsReadOnFromWhereItWas) {
  const TwoLives lives = two_lives(
      "import os\nfile = os.open('/usr/bin/python3', os.O_RDONLY)\nos.read(file, "
      "7)\nos.path.exists('/data')\n"
      "where = os.lseek(file, 0, os.SEEK_CUR)\nshown = where, os.read(file, 9)");
  EXPECT_EQ(lives.first.substr(0, 3), "(7,");
  EXPECT_EQ(lives.first, lives.second);
}

TEST(ForeignLives, AFileOfNoNameThatIsInheritedIsNoHindrance) {
  std::FILE* file = std::tmpfile();
  const TwoLives lives = two_lives("shown = 'as ever'");
  std::fclose(file);
  EXPECT_EQ(lives.first, "as ever");
  EXPECT_EQ(lives.second, "as ever");
}

}  // namespace
}  // namespace onefold::sim
