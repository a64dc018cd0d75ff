// One cell of the matrix: a client, a venue's rules and a delivery model, searched until a counterexample is
// found or the bounds are used up.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "harness/matrix_contract.hpp"
#include "harness/matrix_scenarios.hpp"
#include "reports/matrix_result.hpp"

namespace onefold::harness {

struct MatrixCellOptions {
  reports::MatrixBounds bounds;
  std::int64_t hang_ms = 10'000;
  std::filesystem::path capsules;  // folder
  std::string program;             // as the user calls it, for replay commands
};

// What the searches of a cell came to. Pure.
struct MatrixEvidence {
  bool impossible = false;  // by the contract
  std::string blame;        // of the counterexample; empty: none was found
  std::string incomplete;   // why a search is not what it should be; empty: all are whole
};
struct MatrixRuling {
  reports::MatrixVerdict verdict = reports::MatrixVerdict::inconclusive;
  std::string why;  // inconclusive only
};
MatrixRuling rule(const MatrixEvidence& evidence);

// Searches in processes of its own, one at a time. `alive` is called several times a second.
reports::MatrixCell judge_cell(const Registry& registry, const MatrixPlace& place,
                               const MatrixCellOptions& options, const std::function<void()>& alive);

// The contract for a venue and a delivery model; where exactly-once is impossible, with a run of the client
// that shows it.
std::optional<reports::Impossible> judge_row(const Registry& registry, const MatrixPlace& place,
                                             const MatrixCellOptions& options,
                                             const std::function<void()>& alive);

}  // namespace onefold::harness
