#include "reports/matrix_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace onefold::reports {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

ordered_json json_of(const Counterexample& one) {
  return {{"property", one.property},       {"blame", one.blame},
          {"explanation", one.explanation}, {"money_at_risk", one.money_at_risk},
          {"faults", one.faults},           {"not_minimal", one.not_minimal},
          {"capsule", one.capsule},         {"replay", one.replay}};
}

Counterexample counterexample_of(const json& from) {
  Counterexample one;
  from.at("property").get_to(one.property);
  from.at("blame").get_to(one.blame);
  from.at("explanation").get_to(one.explanation);
  from.at("money_at_risk").get_to(one.money_at_risk);
  from.at("faults").get_to(one.faults);
  from.at("not_minimal").get_to(one.not_minimal);
  from.at("capsule").get_to(one.capsule);
  from.at("replay").get_to(one.replay);
  return one;
}

ordered_json json_of(const MatrixSearch& search) {
  return {{"scenario", search.scenario},
          {"faults", search.faults},
          {"kinds", search.kinds},
          {"seeds", search.seeds},
          {"runs", search.runs}};
}

MatrixSearch search_of(const json& from) {
  MatrixSearch search;
  from.at("scenario").get_to(search.scenario);
  from.at("faults").get_to(search.faults);
  from.at("kinds").get_to(search.kinds);
  from.at("seeds").get_to(search.seeds);
  from.at("runs").get_to(search.runs);
  return search;
}

ordered_json json_of(const MatrixCell& cell) {
  ordered_json out;
  out["client"] = cell.client;
  out["verdict"] = to_string(cell.verdict);
  if (!cell.why.empty()) out["why"] = cell.why;
  out["searches"] = ordered_json::array();
  for (const MatrixSearch& search : cell.searches) out["searches"].push_back(json_of(search));
  if (cell.counterexample) out["counterexample"] = json_of(*cell.counterexample);
  return out;
}

MatrixCell cell_of(const json& from) {
  MatrixCell cell;
  from.at("client").get_to(cell.client);
  const auto word = from.at("verdict").get<std::string>();
  const std::optional<MatrixVerdict> verdict = parse_matrix_verdict(word);
  if (!verdict) throw MatrixError(fmt::format("no verdict \"{}\"", word));
  cell.verdict = *verdict;
  cell.why = from.value("why", "");
  for (const json& search : from.at("searches")) cell.searches.push_back(search_of(search));
  if (from.contains("counterexample")) cell.counterexample = counterexample_of(from["counterexample"]);
  return cell;
}

ordered_json json_of(const Impossible& impossible) {
  ordered_json out;
  out["faults"] = impossible.faults;
  out["reason"] = impossible.reason;
  out["witness"] = impossible.witness;
  out["kept"] = impossible.kept;
  if (impossible.shown) out["shown"] = json_of(*impossible.shown);
  return out;
}

Impossible impossible_of(const json& from) {
  Impossible impossible;
  from.at("faults").get_to(impossible.faults);
  from.at("reason").get_to(impossible.reason);
  from.at("witness").get_to(impossible.witness);
  from.at("kept").get_to(impossible.kept);
  if (from.contains("shown")) impossible.shown = counterexample_of(from["shown"]);
  return impossible;
}

ordered_json json_of(const MatrixRow& row) {
  ordered_json out;
  out["profile"] = row.profile;
  out["family"] = row.family;
  out["model"] = row.model;
  out["judged"] = row.judged;
  if (row.impossible) out["impossible"] = json_of(*row.impossible);
  out["cells"] = ordered_json::array();
  for (const MatrixCell& cell : row.cells) out["cells"].push_back(json_of(cell));
  return out;
}

MatrixRow row_of(const json& from) {
  MatrixRow row;
  from.at("profile").get_to(row.profile);
  from.at("family").get_to(row.family);
  from.at("model").get_to(row.model);
  from.at("judged").get_to(row.judged);
  if (from.contains("impossible")) row.impossible = impossible_of(from["impossible"]);
  for (const json& cell : from.at("cells")) row.cells.push_back(cell_of(cell));
  return row;
}

MatrixResult matrix_of(const json& from) {
  if (from.at("matrix") != matrix_version)
    throw MatrixError(fmt::format("written as version {} of the format, this program reads version {}",
                                  from["matrix"].dump(), matrix_version));
  MatrixResult matrix;
  from.at("onefold").get_to(matrix.version);
  const json& bounds = from.at("bounds");
  bounds.at("faults").get_to(matrix.bounds.faults);
  bounds.at("seeds").get_to(matrix.bounds.seeds);
  bounds.at("first_seed").get_to(matrix.bounds.first_seed);
  for (const json& client : from.at("clients")) {
    matrix.clients.push_back({client.at("name").get<std::string>(), client.at("summary").get<std::string>(),
                              client.at("naive").get<bool>()});
  }
  for (const json& row : from.at("rows")) {
    matrix.rows.push_back(row_of(row));
    if (matrix.rows.back().cells.size() != matrix.clients.size())
      throw MatrixError("a row has not as many cells as there are clients");
  }
  return matrix;
}

std::string dump(const ordered_json& value, int indent) {
  return value.dump(indent, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const MatrixResult& matrix) {
  ordered_json out;
  out["matrix"] = matrix_version;
  out["onefold"] = matrix.version;
  out["verdict"] = to_string(verdict_of(matrix));
  out["bounds"] = {{"faults", matrix.bounds.faults},
                   {"seeds", matrix.bounds.seeds},
                   {"first_seed", matrix.bounds.first_seed}};
  out["clients"] = ordered_json::array();
  for (const MatrixClient& client : matrix.clients)
    out["clients"].push_back({{"name", client.name}, {"summary", client.summary}, {"naive", client.naive}});
  out["rows"] = ordered_json::array();
  for (const MatrixRow& row : matrix.rows) out["rows"].push_back(json_of(row));
  return dump(out, 2) + "\n";
}

MatrixResult parse_matrix(std::string_view text, std::string_view file_name) {
  try {
    return matrix_of(json::parse(text));
  } catch (const json::exception& error) {
    throw MatrixError(fmt::format("{}: no matrix: {}", file_name, error.what()));
  } catch (const MatrixError& error) {
    throw MatrixError(fmt::format("{}: {}", file_name, error.what()));
  }
}

std::string to_text(const MatrixCell& cell) {
  return dump(json_of(cell), -1);
}

MatrixCell parse_matrix_cell(const std::string& text) {
  return cell_of(json::parse(text));
}

std::string to_text(const std::optional<Impossible>& impossible) {
  return impossible ? dump(json_of(*impossible), -1) : std::string();
}

std::optional<Impossible> parse_impossible(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return impossible_of(json::parse(text));
}

}  // namespace onefold::reports
