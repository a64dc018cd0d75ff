#include "harness/matrix.hpp"

#include <gtest/gtest.h>

#include "app/naive/naive_clients.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold::harness {
namespace {

using reports::MatrixVerdict;
using test::registry;

reports::MatrixResult small_matrix() {
  return empty_matrix(registry(), {"reference", "naive-new-id"}, app::is_naive, {"reject-for-ever"},
                      {Model::direct, Model::hops}, {1, 10, 1});
}

TEST(MatrixRule, AClientThatIsToBlameIsUnsafeWhateverTheContractSays) {
  EXPECT_EQ(rule({false, "client desk-1", ""}).verdict, MatrixVerdict::unsafe);
  EXPECT_EQ(rule({true, "client desk-1", ""}).verdict, MatrixVerdict::unsafe);
  EXPECT_EQ(rule({false, "client desk-1", "12 runs hit a bound"}).verdict, MatrixVerdict::unsafe);
}

TEST(MatrixRule, WithoutACounterexampleTheContractDecides) {
  EXPECT_EQ(rule({false, "", ""}).verdict, MatrixVerdict::safe);
  EXPECT_EQ(rule({true, "", ""}).verdict, MatrixVerdict::impossible);
}

TEST(MatrixRule, ASearchThatIsNotWholeShowsNothing) {
  const MatrixRuling cut = rule({false, "", "12 runs hit a bound"});
  EXPECT_EQ(cut.verdict, MatrixVerdict::inconclusive);
  EXPECT_EQ(cut.why, "12 runs hit a bound");
}

TEST(MatrixRule, AClientIsNotJudgedByWhatItsVenueBreaks) {
  EXPECT_EQ(rule({false, "venue", ""}).verdict, MatrixVerdict::inconclusive);
  EXPECT_EQ(rule({false, "nobody", ""}).verdict, MatrixVerdict::inconclusive);
}

TEST(MatrixContract, WithoutDeduplicationAGatewayThatRepeatsMakesItImpossible) {
  for (const char* profile : {"no-deduplication", "reject-while-open"}) {
    const MatrixTask hops = beyond_task(registry(), {"reference", profile, Model::hops}, {});
    const MatrixContract contract = matrix_contract(hops.plan.terms);
    ASSERT_TRUE(contract.impossible) << profile;
    EXPECT_EQ(contract.impossible->faults, std::vector<std::string>{"duplicate"}) << profile;
    EXPECT_FALSE(contract.impossible->witness.empty()) << profile;
    EXPECT_FALSE(contract.impossible->kept.empty()) << profile;
    const MatrixTask direct = beyond_task(registry(), {"reference", profile, Model::direct}, {});
    EXPECT_FALSE(matrix_contract(direct.plan.terms).impossible) << profile;
  }
}

TEST(MatrixContract, WhereIdsAreKeptForEverNothingIsImpossible) {
  for (const char* profile : {"reject-for-ever", "return-original"}) {
    for (Model model : {Model::direct, Model::hops}) {
      const MatrixTask task = beyond_task(registry(), {"reference", profile, model}, {});
      EXPECT_FALSE(matrix_contract(task.plan.terms).impossible) << profile;
    }
  }
}

TEST(Matrix, EveryScenarioOfEveryProfileIsOneThatAFileCouldHold) {
  for (const std::string& profile : venue::built_in_profiles()) {
    for (Model model : {Model::direct, Model::hops}) {
      for (const MatrixTask& task : matrix_tasks(registry(), {"reference", profile, model}, {2, 10, 1}))
        EXPECT_EQ(check(task.plan.scenario), std::vector<std::string>()) << profile;
    }
  }
}

TEST(Matrix, TakesOverWhatWasDecidedUnderEqualBoundsOnly) {
  reports::MatrixResult earlier = small_matrix();
  earlier.rows[0].judged = true;
  earlier.rows[0].cells[1].verdict = MatrixVerdict::unsafe;
  earlier.rows[0].cells[1].why.clear();
  reports::MatrixResult matrix = small_matrix();
  EXPECT_EQ(cells_left(matrix), 4u);
  EXPECT_TRUE(adopt(matrix, earlier));
  EXPECT_EQ(cells_left(matrix), 3u);
  EXPECT_EQ(matrix.rows, earlier.rows);
  earlier.bounds.seeds = 11;
  reports::MatrixResult other = small_matrix();
  EXPECT_FALSE(adopt(other, earlier));
  EXPECT_EQ(cells_left(other), 4u);
}

TEST(Matrix, TellsClientsApartOnTwoRows) {
  reports::MatrixResult matrix = small_matrix();
  MatrixOptions options;
  options.cell.bounds = matrix.bounds;
  options.cell.capsules = ::testing::TempDir() + "matrix-capsules";
  std::uint64_t decided = 0;
  run_matrix(registry(), matrix, options,
             {[&](const reports::MatrixResult&) { ++decided; }, [] { return false; }});
  EXPECT_EQ(decided, 6u);
  for (const reports::MatrixRow& row : matrix.rows) {
    EXPECT_TRUE(row.judged);
    EXPECT_FALSE(row.impossible);
    EXPECT_EQ(row.cells[0].verdict, MatrixVerdict::safe) << row.cells[0].why;
    ASSERT_EQ(row.cells[1].verdict, MatrixVerdict::unsafe) << row.cells[1].why;
    EXPECT_EQ(row.cells[1].counterexample->blame, "client desk-1");
    EXPECT_EQ(row.cells[1].counterexample->faults.size(), 1u);
  }
}

}  // namespace
}  // namespace onefold::harness
