#include "reports/matrix_result.hpp"

namespace onefold::reports {

std::string_view to_string(MatrixVerdict verdict) {
  switch (verdict) {
    case MatrixVerdict::safe:
      return "safe";
    case MatrixVerdict::unsafe:
      return "unsafe";
    case MatrixVerdict::impossible:
      return "impossible";
    case MatrixVerdict::inconclusive:
      break;
  }
  return "inconclusive";
}

std::optional<MatrixVerdict> parse_matrix_verdict(std::string_view word) {
  for (MatrixVerdict verdict :
       {MatrixVerdict::safe, MatrixVerdict::unsafe, MatrixVerdict::impossible, MatrixVerdict::inconclusive}) {
    if (word == to_string(verdict)) return verdict;
  }
  return std::nullopt;
}

Verdict verdict_of(const MatrixResult& result) {
  Verdict verdict = result.rows.empty() ? Verdict::inconclusive : Verdict::held;
  for (const MatrixRow& row : result.rows) {
    if (!row.judged && verdict == Verdict::held) verdict = Verdict::inconclusive;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i].verdict == MatrixVerdict::unsafe && !result.clients[i].naive) return Verdict::violated;
      if (row.cells[i].verdict == MatrixVerdict::inconclusive) verdict = Verdict::inconclusive;
    }
  }
  return verdict;
}

}  // namespace onefold::reports
