#include "harness/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/finding.hpp"
#include "harness/worker_pool.hpp"
#include "reports/matrix_json.hpp"

namespace onefold::harness {
namespace {

// Shrinking makes no progress that a supervisor could see.
constexpr std::int64_t cell_hang_ms = 300'000;

// A row, and a cell of it; the cell after the last one is the head of the row.
struct Spot {
  std::size_t row = 0;
  std::size_t cell = 0;
};

std::string to_text(Spot spot) {
  return fmt::format("{} {}", spot.row, spot.cell);
}

Spot parse_spot(const std::string& text) {
  const std::size_t blank = text.find(' ');
  return {std::stoul(text.substr(0, blank)), std::stoul(text.substr(blank + 1))};
}

bool decided(const reports::MatrixCell& cell) {
  return cell.verdict != reports::MatrixVerdict::inconclusive;
}

MatrixPlace place_of(const reports::MatrixResult& matrix, Spot spot) {
  const reports::MatrixRow& row = matrix.rows[spot.row];
  const std::size_t client = std::min(spot.cell, row.cells.size() - 1);
  return {spot.cell == row.cells.size() ? row.cells.front().client : row.cells[client].client, row.profile,
          row.model == to_string(Model::direct) ? Model::direct : Model::hops};
}

}  // namespace

reports::MatrixResult empty_matrix(const Registry& registry, const std::vector<std::string>& clients,
                                   const std::function<bool(std::string_view)>& naive,
                                   const std::vector<std::string>& profiles, const std::vector<Model>& models,
                                   const reports::MatrixBounds& bounds) {
  reports::MatrixResult matrix;
  matrix.version = onefold_version();
  matrix.bounds = bounds;
  for (const std::string& name : clients)
    matrix.clients.push_back({name, registry.client(name)->summary, naive(name)});
  for (const std::string& profile : profiles) {
    for (Model model : models) {
      reports::MatrixRow row;
      row.profile = profile;
      row.family = venue::built_in_profile(profile).family;
      row.model = to_string(model);
      for (const std::string& name : clients) row.cells.emplace_back().client = name;
      matrix.rows.push_back(std::move(row));
    }
  }
  return matrix;
}

bool adopt(reports::MatrixResult& matrix, const reports::MatrixResult& earlier) {
  if (earlier.version != matrix.version || earlier.bounds != matrix.bounds) return false;
  for (reports::MatrixRow& row : matrix.rows) {
    for (const reports::MatrixRow& known : earlier.rows) {
      if (known.profile != row.profile || known.model != row.model) continue;
      row.judged = known.judged;
      row.impossible = known.impossible;
      for (reports::MatrixCell& cell : row.cells) {
        for (const reports::MatrixCell& one : known.cells) {
          if (one.client == cell.client && decided(one)) cell = one;
        }
      }
    }
  }
  return true;
}

std::uint64_t cells_left(const reports::MatrixResult& matrix) {
  std::uint64_t left = 0;
  for (const reports::MatrixRow& row : matrix.rows)
    left += static_cast<std::uint64_t>(
        std::count_if(row.cells.begin(), row.cells.end(), [](const auto& cell) { return !decided(cell); }));
  return left;
}

void run_matrix(const Registry& registry, reports::MatrixResult& matrix, const MatrixOptions& options,
                const MatrixListener& listener) {
  std::vector<Spot> spots;
  for (std::size_t r = 0; r < matrix.rows.size(); ++r) {
    const reports::MatrixRow& row = matrix.rows[r];
    if (!row.judged) spots.push_back({r, row.cells.size()});
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
      if (!decided(row.cells[c])) spots.push_back({r, c});
    }
  }
  std::size_t handed_out = 0;
  WorkerPool pool({options.jobs, cell_hang_ms}, [&](const std::string& text, Beacon& beacon) {
    const Spot spot = parse_spot(text);
    const MatrixPlace place = place_of(matrix, spot);
    const auto alive = [&] { beacon.progress.fetch_add(1); };
    if (spot.cell < matrix.rows[spot.row].cells.size())
      return reports::to_text(judge_cell(registry, place, options.cell, alive));
    return reports::to_text(judge_row(registry, place, options.cell, alive));
  });
  pool.run(
      [&]() -> std::optional<std::string> {
        if (handed_out == spots.size()) return std::nullopt;
        return to_text(spots[handed_out++]);
      },
      [&](const std::string& text, const std::string& answer) {
        const Spot spot = parse_spot(text);
        reports::MatrixRow& row = matrix.rows[spot.row];
        if (spot.cell < row.cells.size()) {
          row.cells[spot.cell] = reports::parse_matrix_cell(answer);
        } else {
          row.impossible = reports::parse_impossible(answer);
          row.judged = true;
        }
        listener.decided(matrix);
      },
      [&](const std::string& text, const WorkerDeath& death) {
        const Spot spot = parse_spot(text);
        reports::MatrixRow& row = matrix.rows[spot.row];
        if (spot.cell < row.cells.size()) {
          row.cells[spot.cell].why =
              fmt::format("the process that judged it {}: {}", describe(death, cell_hang_ms), death.output);
        }
        listener.decided(matrix);
      },
      listener.stop);
}

}  // namespace onefold::harness
