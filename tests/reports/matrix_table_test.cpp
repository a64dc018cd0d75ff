#include "reports/matrix_table.hpp"

#include <gtest/gtest.h>

namespace onefold::reports {
namespace {

MatrixCell cell(const std::string& client, MatrixVerdict verdict, std::vector<std::string> faults = {}) {
  MatrixCell made;
  made.client = client;
  made.verdict = verdict;
  made.why.clear();
  if (verdict == MatrixVerdict::unsafe) {
    made.counterexample = Counterexample{
        "one-order-per-intent", "client desk-1", "Two orders.", "30.45 USD", std::move(faults), "", "c.json",
        "onefold replay c.json"};
  }
  return made;
}

MatrixResult sample() {
  MatrixResult matrix;
  matrix.clients = {{"reference", "", false}, {"naive-new-id", "", true}};
  MatrixRow direct;
  direct.profile = "reject-while-open";
  direct.family = "reject-while-open";
  direct.model = "direct";
  direct.judged = true;
  direct.cells = {cell("reference", MatrixVerdict::safe),
                  cell("naive-new-id", MatrixVerdict::unsafe, {"delay  a -> b   new-order", "kill  a"})};
  MatrixRow hops = direct;
  hops.model = "hops";
  hops.impossible = Impossible{{"duplicate"}, "a copy comes", "Two runs.", {"positions-agree"}, std::nullopt};
  hops.cells[0].verdict = MatrixVerdict::impossible;
  matrix.rows = {direct, hops};
  return matrix;
}

std::vector<std::size_t> columns(const std::string& line, const std::vector<std::string>& words) {
  std::vector<std::size_t> found;
  for (const std::string& word : words) found.push_back(line.find(word));
  return found;
}

TEST(MatrixTable, CellsStandUnderTheirClient) {
  const MatrixResult matrix = sample();
  EXPECT_EQ(columns(row_text(matrix, matrix.rows[0], false), {"direct", "safe", "unsafe 2"}),
            columns(header_text(matrix), {"model", "reference", "naive-new-id"}));
  EXPECT_EQ(columns(row_text(matrix, matrix.rows[1], false), {"hops", "impossible", "unsafe 2"}),
            columns(header_text(matrix), {"model", "reference", "naive-new-id"}));
}

TEST(MatrixTable, ColoursWordsOnlyWhereAskedFor) {
  const MatrixResult matrix = sample();
  EXPECT_EQ(row_text(matrix, matrix.rows[0], false).find('\x1b'), std::string::npos);
  EXPECT_NE(row_text(matrix, matrix.rows[0], true).find("\x1b[32msafe\x1b[0m"), std::string::npos);
}

TEST(MatrixTable, CountsVerdictsByClient) {
  const std::string text = summary_text(sample());
  EXPECT_NE(text.find("   1 safe   1 impossible\n"), std::string::npos) << text;
  EXPECT_NE(text.find("   2 unsafe\n"), std::string::npos) << text;
}

TEST(MatrixTable, TellsWhyItIsImpossibleOnceForAllRows) {
  MatrixResult matrix = sample();
  matrix.rows.push_back(matrix.rows[1]);
  matrix.rows[2].profile = "no-deduplication";
  const std::string text = impossible_text(matrix);
  EXPECT_NE(text.find("impossible  reject-while-open hops, no-deduplication hops\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("Two runs."), std::string::npos) << text;
  EXPECT_EQ(text.find("Two runs.", text.find("Two runs.") + 1), std::string::npos) << text;
}

TEST(MatrixTable, TellsCounterexamplesOfClientsThatAreNotNaive) {
  MatrixResult matrix = sample();
  EXPECT_EQ(unsafe_text(matrix), "");
  matrix.clients[1].naive = false;
  const std::string text = unsafe_text(matrix);
  EXPECT_NE(text.find("UNSAFE  naive-new-id on reject-while-open direct"), std::string::npos) << text;
  EXPECT_NE(text.find("Money at risk: 30.45 USD."), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("  replay:  onefold replay c.json\n")) << text;
}

TEST(MatrixTable, MarkdownHasARowForEachAndEachCounterexampleOnce) {
  const std::string text = to_markdown(sample());
  EXPECT_NE(text.find("| profile | family | model | reference | naive-new-id |\n|---|---|---|---|---|\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("| reject-while-open | reject-while-open | hops | impossible | unsafe 2 |\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("- one-order-per-intent: `delay a -> b new-order`, then `kill a` "
                      "(reject-while-open direct, reject-while-open hops)\n"),
            std::string::npos)
      << text;
}

TEST(MatrixTable, GoesBetweenTheMarksOfAFile) {
  const std::string page = "Before.\n<!-- matrix -->\nold\n<!-- end of matrix -->\nAfter.\n";
  EXPECT_EQ(with_matrix(page, "new\n"),
            "Before.\n<!-- matrix -->\n\nnew\n\n<!-- end of matrix -->\nAfter.\n");
  EXPECT_EQ(with_matrix("no marks\n", "new\n"), std::nullopt);
  EXPECT_EQ(with_matrix("<!-- end of matrix -->\n<!-- matrix -->\n", "new\n"), std::nullopt);
}

}  // namespace
}  // namespace onefold::reports
