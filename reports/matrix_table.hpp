// The matrix for people: line by line on a terminal while it is being decided, and as Markdown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reports/matrix_result.hpp"

namespace onefold::reports {

// Each ends in a newline. Columns are as wide as the matrix needs, so header and rows fit together.
std::string header_text(const MatrixResult& matrix);
// A cell reads "safe", "unsafe 2" (the shortest counterexample has two faults), "impossible", "inconclusive".
std::string row_text(const MatrixResult& matrix, const MatrixRow& row, bool colour);
// What the words mean here, and how often each client got which.
std::string summary_text(const MatrixResult& matrix);
// Where exactly-once is impossible, and why: one paragraph for all rows with the same reason.
std::string impossible_text(const MatrixResult& matrix);
// Each cell in which a client that is not naive is unsafe. Ends in a replay command.
std::string unsafe_text(const MatrixResult& matrix);

// The table, what is impossible, and the counterexamples, each once.
std::string to_markdown(const MatrixResult& matrix);

// `text` with what stands between the lines "<!-- matrix -->" and "<!-- end of matrix -->" replaced by
// `table`; nothing if it has not both of them, in this order.
std::optional<std::string> with_matrix(std::string_view text, std::string_view table);

}  // namespace onefold::reports
