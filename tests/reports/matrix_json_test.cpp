#include "reports/matrix_json.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/json_schema.hpp"

namespace onefold::reports {
namespace {

MatrixResult sample() {
  MatrixResult matrix;
  matrix.version = "0.1.0";
  matrix.bounds = {2, 100, 7};
  matrix.clients = {{"reference", "the project's", false}, {"naive-new-id", "naive: new ids", true}};
  MatrixRow row;
  row.profile = "no-deduplication";
  row.family = "label";
  row.model = "hops";
  row.judged = true;
  row.impossible = Impossible{{"duplicate"}, "a copy", "two runs", {"positions-agree"}, std::nullopt};
  row.impossible->shown =
      Counterexample{"exposure", "nobody", "Both.", "", {"duplicate x"}, "", "b.json", ""};
  MatrixCell safe;
  safe.client = "reference";
  safe.verdict = MatrixVerdict::impossible;
  safe.why.clear();
  safe.searches = {{"one order", 2, {"drop", "kill"}, 0, 1234}, {"everyday", 0, {}, 100, 100}};
  MatrixCell unsafe;
  unsafe.client = "naive-new-id";
  unsafe.verdict = MatrixVerdict::unsafe;
  unsafe.why.clear();
  unsafe.counterexample =
      Counterexample{"one-order-per-intent", "client desk-1", "Two orders.", "1.50 USD",
                     {"drop a", "kill b"},   "time ran out",  "c.json",      "onefold replay c.json"};
  row.cells = {safe, unsafe};
  matrix.rows = {row};
  return matrix;
}

TEST(MatrixJson, ComesBackAsItWas) {
  const MatrixResult matrix = sample();
  const MatrixResult back = parse_matrix(to_json(matrix), "m.json");
  EXPECT_EQ(back.version, matrix.version);
  EXPECT_EQ(back.bounds, matrix.bounds);
  EXPECT_EQ(back.clients, matrix.clients);
  EXPECT_EQ(back.rows, matrix.rows);
  EXPECT_EQ(to_json(back), to_json(matrix));
}

TEST(MatrixJson, PartsComeBackAsTheyWere) {
  const MatrixRow row = sample().rows[0];
  EXPECT_EQ(parse_matrix_cell(to_text(row.cells[1])), row.cells[1]);
  EXPECT_EQ(parse_impossible(to_text(row.impossible)), row.impossible);
  EXPECT_EQ(parse_impossible(to_text(std::optional<Impossible>())), std::nullopt);
}

TEST(MatrixJson, FitsItsSchema) {
  std::stringstream text;
  text << std::ifstream(std::string(ONEFOLD_SOURCE_DIR) + "/docs/matrix.schema.json").rdbuf();
  const tests::JsonSchema schema(nlohmann::json::parse(text.str()));
  EXPECT_EQ(schema.validate(nlohmann::json::parse(to_json(sample()))), std::vector<std::string>());
}

void expect_refused(std::string text, const std::string& from, const std::string& to,
                    const std::string& said) {
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  try {
    parse_matrix(text, "m.json");
    ADD_FAILURE() << "not refused: " << to;
  } catch (const MatrixError& error) {
    const std::string what = error.what();
    EXPECT_EQ(what.find("m.json: "), 0u) << what;
    EXPECT_NE(what.find(said), std::string::npos) << what;
  }
}

TEST(MatrixJson, RefusesWhatIsNone) {
  const std::string good = to_json(sample());
  expect_refused(good, "\"matrix\": 1", "\"matrix\": 2", "version");
  expect_refused(good, "\"unsafe\"", "\"bad\"", "no verdict");
  expect_refused(good, "\"seeds\": 100", "\"seeds\": \"many\"", "no matrix");
  expect_refused(good, "{", "[", "no matrix");
  expect_refused(good, "\"clients\": [", "\"clients\": [{\"name\":\"x\",\"summary\":\"\",\"naive\":true},",
                 "as many cells");
}

TEST(MatrixVerdicts, NaiveClientsAreInformation) {
  MatrixResult matrix = sample();
  EXPECT_EQ(verdict_of(matrix), Verdict::held);
  matrix.clients[1].naive = false;
  EXPECT_EQ(verdict_of(matrix), Verdict::violated);
}

TEST(MatrixVerdicts, WhatWasNotDecidedIsNotHeld) {
  MatrixResult matrix = sample();
  matrix.rows[0].cells[1].verdict = MatrixVerdict::inconclusive;
  EXPECT_EQ(verdict_of(matrix), Verdict::inconclusive);
  EXPECT_EQ(verdict_of(MatrixResult()), Verdict::inconclusive);
}

}  // namespace
}  // namespace onefold::reports
