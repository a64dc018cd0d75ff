#include "reports/matrix_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace onefold::reports {
namespace {

constexpr std::size_t word_size_max = 12;  // "inconclusive"

std::string word_of(const MatrixCell& cell) {
  std::string word(to_string(cell.verdict));
  if (cell.verdict == MatrixVerdict::unsafe && cell.counterexample)
    word += fmt::format(" {}", cell.counterexample->faults.size());
  return word;
}

std::size_t width_of(const MatrixClient& client) {
  return std::max(client.name.size(), word_size_max);
}

std::size_t profile_width(const MatrixResult& matrix) {
  std::size_t width = 7;
  for (const MatrixRow& row : matrix.rows) width = std::max(width, row.profile.size());
  return width;
}

std::string_view colour_of(MatrixVerdict verdict) {
  switch (verdict) {
    case MatrixVerdict::safe:
      return "\x1b[32m";
    case MatrixVerdict::unsafe:
      return "\x1b[31m";
    case MatrixVerdict::impossible:
      return "\x1b[35m";
    case MatrixVerdict::inconclusive:
      break;
  }
  return "\x1b[33m";
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string place_of(const MatrixRow& row) {
  return fmt::format("{} {}", row.profile, row.model);
}

// Rows for which the same was found, in their order.
using Groups = std::vector<std::pair<std::string, std::vector<const MatrixRow*>>>;

void add_to(Groups& groups, std::string text, const MatrixRow& row) {
  for (auto& [known, rows] : groups) {
    if (known != text) continue;
    rows.push_back(&row);
    return;
  }
  groups.push_back({std::move(text), {&row}});
}

std::string places(const std::vector<const MatrixRow*>& rows) {
  std::vector<std::string> names;
  for (const MatrixRow* row : rows) names.push_back(place_of(*row));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string impossible_of(const Impossible& impossible) {
  return fmt::format(
      "No client could place exactly once under {}: {}. {} Everything is promised without such faults; with "
      "them, {}.",
      fmt::join(impossible.faults, ", "), impossible.reason, impossible.witness,
      fmt::join(impossible.kept, ", "));
}

Groups impossible_groups(const MatrixResult& matrix) {
  Groups groups;
  for (const MatrixRow& row : matrix.rows) {
    if (row.impossible) add_to(groups, impossible_of(*row.impossible), row);
  }
  return groups;
}

std::string counterexample_of(const Counterexample& one) {
  std::string text = fmt::format("{}", one.property);
  if (one.faults.empty()) return text + ", without any fault";
  std::vector<std::string> faults;
  for (const std::string& fault : one.faults) {
    // Reports pad the columns of a fault.
    std::string plain;
    for (char c : fault) {
      if (c != ' ' || plain.empty() || plain.back() != ' ') plain += c;
    }
    faults.push_back("`" + plain + "`");
  }
  return text + ": " + fmt::format("{}", fmt::join(faults, ", then "));
}

}  // namespace

std::string header_text(const MatrixResult& matrix) {
  std::string line = fmt::format("{:<{}}  {:<6}", "profile", profile_width(matrix), "model");
  for (const MatrixClient& client : matrix.clients)
    line += fmt::format("  {:<{}}", client.name, width_of(client));
  return trimmed(line);
}

std::string row_text(const MatrixResult& matrix, const MatrixRow& row, bool colour) {
  std::string line = fmt::format("{:<{}}  {:<6}", row.profile, profile_width(matrix), row.model);
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const std::string word = word_of(row.cells[i]);
    line += "  ";
    if (colour) line += colour_of(row.cells[i].verdict);
    line += word;
    if (colour) line += "\x1b[0m";
    line +=
        std::string(width_of(matrix.clients[i]) - std::min(word.size(), width_of(matrix.clients[i])), ' ');
  }
  return trimmed(line);
}

std::string summary_text(const MatrixResult& matrix) {
  std::string text;
  for (std::size_t i = 0; i < matrix.clients.size(); ++i) {
    std::map<MatrixVerdict, std::uint64_t> counts;
    for (const MatrixRow& row : matrix.rows) ++counts[row.cells[i].verdict];
    text += fmt::format("{:<24}", matrix.clients[i].name);
    for (const auto& [verdict, count] : counts) text += fmt::format("   {} {}", count, to_string(verdict));
    text += "\n";
  }
  return text;
}

std::string impossible_text(const MatrixResult& matrix) {
  std::string text;
  for (const auto& [why, rows] : impossible_groups(matrix))
    text += fmt::format("impossible  {}\n  {}\n", places(rows), why);
  return text;
}

std::string unsafe_text(const MatrixResult& matrix) {
  std::string text;
  for (const MatrixRow& row : matrix.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const MatrixCell& cell = row.cells[i];
      if (matrix.clients[i].naive || cell.verdict != MatrixVerdict::unsafe) continue;
      const Counterexample& one = *cell.counterexample;
      text += fmt::format("UNSAFE  {} on {}: {}\n  {}", cell.client, place_of(row), one.property,
                          one.explanation);
      if (!one.money_at_risk.empty()) text += fmt::format("  Money at risk: {}.", one.money_at_risk);
      text += "\n";
      for (std::size_t k = 0; k < one.faults.size(); ++k)
        text += fmt::format("    {}  {}\n", k + 1, one.faults[k]);
      text += fmt::format("  replay:  {}\n", one.replay);
    }
  }
  return text;
}

std::string to_markdown(const MatrixResult& matrix) {
  std::string text = "| profile | family | model |";
  std::string rule = "|---|---|---|";
  for (const MatrixClient& client : matrix.clients) {
    text += fmt::format(" {} |", client.name);
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const MatrixRow& row : matrix.rows) {
    text += fmt::format("| {} | {} | {} |", row.profile, row.family, row.model);
    for (const MatrixCell& cell : row.cells) text += fmt::format(" {} |", word_of(cell));
    text += "\n";
  }
  const Groups groups = impossible_groups(matrix);
  if (!groups.empty()) text += "\n### Where exactly-once is impossible\n\n";
  for (const auto& [why, rows] : groups) text += fmt::format("- {}: {}\n", places(rows), why);
  for (std::size_t i = 0; i < matrix.clients.size(); ++i) {
    Groups found;
    for (const MatrixRow& row : matrix.rows) {
      if (row.cells[i].counterexample) add_to(found, counterexample_of(*row.cells[i].counterexample), row);
    }
    if (found.empty()) continue;
    text += fmt::format("\n### Shortest counterexamples of {}\n\n", matrix.clients[i].name);
    for (const auto& [what, rows] : found) text += fmt::format("- {} ({})\n", what, places(rows));
  }
  return text;
}

std::optional<std::string> with_matrix(std::string_view text, std::string_view table) {
  constexpr std::string_view begin = "<!-- matrix -->\n";
  constexpr std::string_view end = "<!-- end of matrix -->\n";
  const std::size_t from = text.find(begin);
  if (from == std::string_view::npos) return std::nullopt;
  const std::size_t to = text.find(end, from);
  if (to == std::string_view::npos) return std::nullopt;
  std::string result(text.substr(0, from + begin.size()));
  result += "\n";
  result += table;
  result += "\n";
  result += text.substr(to);
  return result;
}

}  // namespace onefold::reports
