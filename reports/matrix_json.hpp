// The matrix as JSON (docs/matrix-format.md), written and read back: by programs, and to resume.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "reports/matrix_result.hpp"

namespace onefold::reports {

// Raised when the meaning of a field changes; other versions are refused.
inline constexpr int matrix_version = 1;

// Ends in a newline. Stable key order; the same matrix gives the same bytes.
std::string to_json(const MatrixResult& matrix);

// what(): "file: what was expected".
class MatrixError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// `text` of `file_name` (for messages). Throws MatrixError for text that is no matrix.
MatrixResult parse_matrix(std::string_view text, std::string_view file_name);

// Parts of it, as a worker answers its supervisor.
std::string to_text(const MatrixCell& cell);
MatrixCell parse_matrix_cell(const std::string& text);
std::string to_text(const std::optional<Impossible>& impossible);
std::optional<Impossible> parse_impossible(const std::string& text);

}  // namespace onefold::reports
