// The matrix: every client on every profile over every delivery model, on forked workers, cell by cell.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/matrix_cell.hpp"
#include "reports/matrix_result.hpp"

namespace onefold::harness {

struct MatrixOptions {
  MatrixCellOptions cell;
  int jobs = 1;
};

struct MatrixListener {
  // A cell, or what stands at the head of a row, has been decided.
  std::function<void(const reports::MatrixResult&)> decided;
  // Asked several times a second; true ends the matrix early and cleanly.
  std::function<bool()> stop;
};

// A matrix in which nothing is decided. Rows are in the order of profiles, then models.
reports::MatrixResult empty_matrix(const Registry& registry, const std::vector<std::string>& clients,
                                   const std::function<bool(std::string_view)>& naive,
                                   const std::vector<std::string>& profiles, const std::vector<Model>& models,
                                   const reports::MatrixBounds& bounds);

// Takes over what an earlier matrix has decided of cells that `matrix` has too. False: it is of another
// version or other bounds, so nothing was taken.
bool adopt(reports::MatrixResult& matrix, const reports::MatrixResult& earlier);

// How many cells are not decided yet.
std::uint64_t cells_left(const reports::MatrixResult& matrix);

// Decides what is not decided yet. Cells that ended inconclusive are run again.
void run_matrix(const Registry& registry, reports::MatrixResult& matrix, const MatrixOptions& options,
                const MatrixListener& listener);

}  // namespace onefold::harness
