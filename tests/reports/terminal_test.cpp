#include "reports/terminal.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "tests/reports/sample_result.hpp"

namespace onefold::reports {
namespace {

// What is printed to a stream by `use`.
std::string printed(TerminalOptions options, const std::function<void(Terminal&)>& use) {
  char* data = nullptr;
  std::size_t size = 0;
  std::FILE* out = open_memstream(&data, &size);
  Terminal terminal(out, options);
  use(terminal);
  std::fclose(out);
  std::string text(data, size);
  std::free(data);
  return text;
}

std::string last_line(const std::string& text) {
  std::size_t start = text.rfind('\n', text.size() - 2);
  return text.substr(start + 1);
}

TEST(Terminal, StartsWithVersionSeedAndOptions) {
  EXPECT_EQ(printed({}, [](Terminal& t) { t.start("0.1.0", 17, "scenarios --seeds 5"); }),
            "onefold 0.1.0   first seed 17   options: scenarios --seeds 5\n");
}

TEST(Terminal, ShowsAViolationAsTheManualDoes) {
  EXPECT_EQ(
      violation_text(samples::lost_ack(), false),
      "VIOLATED  one-order-per-intent        scenario fast/lost-ack   seed 8417   blame: client desk-1\n"
      "  Intent I1 (buy 1.5 BTC-USD at 101.10) became 2 orders; 3.0 was filled.  Money at risk: 151.65 USD.\n"
      "  23 faults, shrunk to 2:\n"
      "    1  drop   venue -> desk-1   accepted I1 #1\n"
      "    2  kill   desk-1            after send new-order I1 #1; restart after 50 ms\n"
      "  found by random: drop 1/12, kill 1/40; off: cut, pause\n"
      "  replay:  onefold replay onefold-out/lost-ack-8417.json\n");
}

TEST(Terminal, ShowsWhatWasExpectedAsCaught) {
  EXPECT_EQ(violation_text(samples::caught(), false),
            "CAUGHT    one-order-per-intent        scenario negative/new-id-on-retry   seed 3   blame: "
            "client desk-1   in "
            "41 runs\n"
            "  A retry took a new id.\n"
            "  1 fault:\n"
            "    1  drop   venue -> desk-1   accepted I1 #1\n"
            "  found by random: drop 1/12, kill 1/40; off: cut, pause\n"
            "  replay:  onefold replay onefold-out/new-id-3.json\n");
}

TEST(Terminal, SaysWhenShrinkingWasEndedEarly) {
  ViolationResult violation = samples::lost_ack();
  violation.not_minimal = "time ran out";
  EXPECT_NE(
      violation_text(violation, false).find("\n  23 faults, shrunk to 2 (not minimal: time ran out):\n"),
      std::string::npos);
  violation.faults.clear();
  EXPECT_NE(violation_text(violation, false).find("no fault is needed (not minimal: time ran out)\n"),
            std::string::npos);
}

TEST(Terminal, SaysNothingOfAStrategyWhereThereIsNoChaos) {
  ViolationResult violation = samples::lost_ack();
  violation.strategy.clear();
  EXPECT_EQ(violation_text(violation, false).find("found by"), std::string::npos);
}

TEST(Terminal, SaysWhenNoFaultIsNeeded) {
  ViolationResult violation = samples::lost_ack();
  violation.faults.clear();
  EXPECT_NE(violation_text(violation, false).find("\n  23 faults, shrunk to none: no fault is needed\n"),
            std::string::npos);
  violation.faults_before_shrink = 0;
  EXPECT_NE(violation_text(violation, false).find("\n  no fault is needed\n"), std::string::npos);
}

TEST(Terminal, SummarisesTheCampaign) {
  EXPECT_EQ(
      summary_text(samples::campaign(), false),
      "violated      fast/lost-ack  \n"
      "inconclusive  fast/twins  never reached: retry, never reached: gap-filled\n"
      "inconclusive  slow/last  not run\n"
      "never seen: gap-filled\n"
      "violated  1,234 runs of 4 scenarios in 0.5 s, 2,468 per second   digest 0000000000001234\n"
      "  1 violation   1 caught as expected   1 run inconclusive   2 runs beyond the contract   3 intents "
      "unknown\n");
}

TEST(Terminal, TellsManyThatWereCaughtInALineEach) {
  CampaignResult result = samples::campaign();
  for (int i = 0; i < 4; ++i) result.violations.push_back(samples::caught());
  std::string text = printed({}, [&](Terminal& t) { t.finish(result); });
  EXPECT_EQ(text.find("CAUGHT"), std::string::npos);
  EXPECT_NE(text.find("caught  negative/new-id-on-retry           one-order-per-intent      "
                      "blame: client desk-1   1 fault\n"),
            std::string::npos)
      << text;
}

TEST(Terminal, CutsAVeryLongListOfFaults) {
  ViolationResult violation = samples::lost_ack();
  violation.faults.assign(30, "drop");
  std::string text = violation_text(violation, false);
  EXPECT_NE(text.find("    25  drop\n    ... and 5 more, see the capsule\n"), std::string::npos) << text;
}

TEST(Terminal, EndsAFailureWithTheReplayCommand) {
  std::string text = printed({}, [](Terminal& t) { t.finish(samples::campaign()); });
  EXPECT_EQ(last_line(text), "  replay:  onefold replay onefold-out/lost-ack-8417.json\n");
  EXPECT_LT(text.find("CAUGHT"), text.find("1,234 runs"));
  EXPECT_NE(text.find("warning: onefold-out: No space left on device\n"), std::string::npos);
}

TEST(Terminal, EndsASuccessWithTheSummary) {
  CampaignResult result;
  result.runs = 10;
  std::string text = printed({}, [&](Terminal& t) { t.finish(result); });
  EXPECT_EQ(text.substr(0, 13), "held  10 runs");
  EXPECT_EQ(text.find("VIOLATED"), std::string::npos);
}

TEST(Terminal, DrawsABarOnATty) {
  TerminalOptions options{true, false, 200};
  Progress progress{500, 1000, 0.25, 0, 0, 1, "fast/twins"};
  EXPECT_EQ(printed(options,
                    [&](Terminal& t) {
                      t.progress(progress);
                      t.finish({});
                    })
                .substr(0, 95),
            std::string("\r[############............]  500/1,000 runs   2,000 per second   1 violation   "
                        "fast/twins\x1b[K\r\x1b[K")
                .substr(0, 95));
}

TEST(Terminal, RedrawsAtMostTenTimesASecond) {
  TerminalOptions options{true, false, 80};
  std::string text = printed(options, [&](Terminal& t) {
    for (int i = 1; i <= 1000; ++i) t.progress(Progress{1, 2, i * 0.001, 0, 0, 0, ""});
  });
  EXPECT_LE(std::count(text.begin(), text.end(), '\r'), 10);
  EXPECT_GE(std::count(text.begin(), text.end(), '\r'), 9);
}

TEST(Terminal, NeverWrapsTheProgressLine) {
  TerminalOptions options{true, false, 40};
  std::string text = printed(options, [&](Terminal& t) {
    t.progress(Progress{1, 2, 1, 0, 0, 0, std::string(500, 'x')});
  });
  EXPECT_EQ(text.size(), 1 + 39 + 3u);
}

TEST(Terminal, PrintsAnOccasionalPlainLineElsewhere) {
  std::string text = printed({}, [&](Terminal& t) {
    for (int i = 1; i <= 250; ++i) t.progress(Progress{1'000'000, 0, i * 0.1, 50, 0, 0, "fast/twins"});
  });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.substr(0, text.find("per")), " 20%   1,000,000 runs   100,000 ");
}

TEST(Terminal, ColoursOnlyWhereAsked) {
  EXPECT_EQ(violation_text(samples::lost_ack(), true).substr(0, 19), "\x1b[1;31mVIOLATED\x1b[0m");
  EXPECT_EQ(violation_text(samples::lost_ack(), false).find('\x1b'), std::string::npos);
  EXPECT_EQ(summary_text(samples::campaign(), false).find('\x1b'), std::string::npos);
}

TEST(Terminal, LetsNoControlBytesOfTheCodeUnderTestThrough) {
  ViolationResult violation = samples::lost_ack();
  violation.explanation = "\x1b[2Jgone";
  EXPECT_EQ(violation_text(violation, false).find('\x1b'), std::string::npos);
}

TEST(TerminalOptions, AreThoseOfNoTerminalForAFile) {
  std::FILE* file = std::tmpfile();
  TerminalOptions options = terminal_options(file);
  std::fclose(file);
  EXPECT_FALSE(options.tty);
  EXPECT_FALSE(options.colour);
}

class Pty : public testing::Test {
 protected:
  void SetUp() override {
    master_ = posix_openpt(O_RDWR | O_NOCTTY);
    if (master_ < 0) GTEST_SKIP() << "this machine gives no pseudo-terminals (is /dev/pts mounted?)";
    ASSERT_EQ(grantpt(master_), 0);
    ASSERT_EQ(unlockpt(master_), 0);
    out_ = std::fopen(ptsname(master_), "w");
    ASSERT_NE(out_, nullptr);
  }
  void TearDown() override {
    if (out_ != nullptr) std::fclose(out_);
    if (master_ >= 0) close(master_);
    unsetenv("NO_COLOR");
  }
  int master_ = -1;
  std::FILE* out_ = nullptr;
};

TEST_F(Pty, HasColoursUnlessNoColorIsSet) {
  setenv("TERM", "xterm", 1);
  unsetenv("NO_COLOR");
  EXPECT_TRUE(terminal_options(out_).tty);
  EXPECT_TRUE(terminal_options(out_).colour);
  setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(terminal_options(out_).colour);
  setenv("NO_COLOR", "1", 1);
  EXPECT_TRUE(terminal_options(out_).tty);
  EXPECT_FALSE(terminal_options(out_).colour);
}

TEST_F(Pty, IsNoTtyToUsWhereTheTerminalIsDumb) {
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(terminal_options(out_).tty);
  setenv("TERM", "xterm", 1);
}

}  // namespace
}  // namespace onefold::reports
