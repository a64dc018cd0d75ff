#include "reports/junit_report.hpp"

#include <gtest/gtest.h>

#include "reports/xml_text.hpp"
#include "tests/reports/sample_result.hpp"

namespace onefold::reports {
namespace {

TEST(JunitReport, IsGolden) {
  CampaignResult result = samples::campaign();
  result.violations[1].faults.resize(1);
  EXPECT_EQ(to_junit(result), R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="onefold" tests="4" failures="1" errors="1" skipped="1" time="0.500">
  <testsuite name="fast" tests="2" failures="1" errors="1" skipped="0" time="0.250">
    <properties><property name="first_seed" value="1"></property><property name="options" value="scenarios --seeds 200 --jobs 2"></property></properties>
    <testcase classname="fast" name="lost-ack" file="scenarios/fast/lost-ack.json" time="0.125">
      <failure type="one-order-per-intent" message="one-order-per-intent: blame client desk-1">seed 8417, blame: client desk-1, 1 run&#10;Intent I1 (buy 1.5 BTC-USD at 101.10) became 2 orders; 3.0 was filled.&#10;Money at risk: 151.65 USD.&#10;23 faults, shrunk to 1:&#10;  drop   venue -&gt; desk-1   accepted I1 #1&#10;replay: onefold replay onefold-out/lost-ack-8417.json&#10;</failure>
      <system-out>lost acknowledgement, then a retry: 600 runs, expected held</system-out>
    </testcase>
    <testcase classname="fast" name="twins" file="scenarios/fast/twins.json" time="0.125">
      <error type="inconclusive" message="never reached: retry, never reached: gap-filled"></error>
      <system-out>twins &amp; &lt;others&gt;: 600 runs, expected held</system-out>
    </testcase>
  </testsuite>
  <testsuite name="negative" tests="1" failures="0" errors="0" skipped="0" time="0.125">
    <properties><property name="first_seed" value="1"></property><property name="options" value="scenarios --seeds 200 --jobs 2"></property></properties>
    <testcase classname="negative" name="new-id-on-retry" file="scenarios/negative/new-id-on-retry.json" time="0.125">
      <system-out>a new id on each retry: 34 runs, expected violated: one-order-per-intent</system-out>
    </testcase>
  </testsuite>
  <testsuite name="slow" tests="1" failures="0" errors="0" skipped="1" time="0.125">
    <properties><property name="first_seed" value="1"></property><property name="options" value="scenarios --seeds 200 --jobs 2"></property></properties>
    <testcase classname="slow" name="last" file="scenarios/slow/last.json" time="0.125">
      <skipped message="not run"></skipped>
      <system-out>not run: 0 runs, expected held</system-out>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST(JunitReport, FailsANegativeScenarioThatDidNotFailAsItSays) {
  CampaignResult result = samples::campaign();
  result.scenarios[2].verdict = Verdict::violated;
  result.scenarios[2].explanation = "expected a violation of \"one-order-per-intent\", found none";
  EXPECT_NE(to_junit(result).find("<failure type=\"expectation\" message=\"expected a violation of "
                                  "&quot;one-order-per-intent&quot;, found none\"></failure>"),
            std::string::npos);
}

TEST(XmlText, EscapesMarkup) {
  EXPECT_EQ(xml_text("<a b=\"c\" d='e'>&</a>"), "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;&lt;/a&gt;");
  EXPECT_EQ(xml_text("two\nlines\tand a tab"), "two&#10;lines\tand a tab");
}

TEST(XmlText, KeepsUnicodeAndReplacesWhatXmlForbids) {
  EXPECT_EQ(xml_text("é€😀"), "é€😀");
  EXPECT_EQ(xml_text(std::string("\0\x01\x1b\x7f\r", 5)), "?????");
  EXPECT_EQ(xml_text("\xff\xc3"), "??");
  EXPECT_EQ(xml_text("\xed\xa0\x80"), "???");             // a surrogate
  EXPECT_EQ(xml_text("\xc0\xaf"), "??");                  // overlong
  EXPECT_EQ(xml_text("\xef\xbf\xbe\xef\xbf\xbf"), "??");  // U+FFFE, U+FFFF
}

}  // namespace
}  // namespace onefold::reports
