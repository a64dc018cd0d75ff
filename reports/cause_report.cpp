#include "reports/cause_report.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace onefold::reports {
namespace {

constexpr int cause_version = 1;
constexpr std::size_t bar_width = 20;
constexpr std::size_t point_width_max = 60;
constexpr std::int64_t ns_per_ms = 1'000'000;

double share_of(const CausePoint& point) {
  return point.runs == 0 ? 0 : static_cast<double>(point.violated) / static_cast<double>(point.runs);
}

// What fits no column is cut, and control bytes must not reach the terminal.
std::string cell(const std::string& text, std::size_t width) {
  std::string out = text.substr(0, width);
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, '?');
  return out;
}

std::string bar_of(const CausePoint& point) {
  auto full = static_cast<std::size_t>(share_of(point) * bar_width + 0.5);
  // Some is more than none, and less than all.
  if (point.violated > 0) full = std::max<std::size_t>(full, 1);
  if (point.violated < point.runs) full = std::min(full, bar_width - 1);
  return std::string(full, '#') + std::string(bar_width - full, '.');
}

std::string row_of(const CausePoint& point, std::size_t width) {
  return fmt::format("{:>8}.{:03} ms  {:>5}  {:<{}}  [{}] {:>4}%\n", point.at_ns / ns_per_ms,
                     point.at_ns % ns_per_ms / 1000, point.number, cell(point.point, width), width,
                     bar_of(point), static_cast<int>(share_of(point) * 100 + 0.5));
}

std::string what_was(const CausePoint& point) {
  return cell(point.fault.empty() ? point.point : point.fault, std::string::npos);
}

std::string sentences_of(const Cause& cause) {
  if (cause.interrupted) return "interrupted: not all points were tried\n";
  if (!cause.jump) return "inevitable from the start: nothing that is decided in this run could avert it\n";
  const CausePoint& before = cause.points[*cause.jump];
  const CausePoint& after = cause.points[*cause.jump + 1];
  return fmt::format(
      "inevitable after: {}  ({}.{:03} ms; {} of {} runs fail before it, {} of {} after it)\n"
      "from point {} on, at least {} % of the runs fail\n",
      what_was(before), before.at_ns / ns_per_ms, before.at_ns % ns_per_ms / 1000, before.violated,
      before.runs, after.violated, after.runs, cause.settled_from,
      static_cast<int>(inevitable_share * 100 + 0.5));
}

}  // namespace

void conclude(Cause& cause) {
  const std::vector<CausePoint>& points = cause.points;
  cause.jump.reset();
  cause.settled_from = points.back().number;
  for (std::size_t i = points.size(); i-- > 0 && share_of(points[i]) >= inevitable_share;) {
    cause.settled_from = points[i].number;
  }
  if (cause.settled_from == points.front().number) return;
  double most = 0;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    double rise = share_of(points[i + 1]) - share_of(points[i]);
    if (rise <= most) continue;
    most = rise;
    cause.jump = i;
  }
}

std::string cause_text(const Cause& cause, bool colour) {
  std::size_t width = 0;
  for (const CausePoint& point : cause.points) width = std::max(width, point.point.size());
  width = std::min(width, point_width_max);
  std::string text = fmt::format(
      "why: {} runs at each of {} of {} points; otherwise means another background, {}\n",
      cause.runs_per_point, cause.points.size(), cause.points_total,
      cause.chaos ? "and the scenario's chaos in place of the faults left" : "and none of the faults left");
  text += fmt::format("{:>15}  {:>5}  {:<{}}  {}\n", "otherwise from", "point", "where it is decided", width,
                      "still violated");
  for (std::size_t i = 0; i < cause.points.size(); ++i) {
    text += row_of(cause.points[i], width);
    const bool jump = cause.jump == i;
    const std::string& fault = cause.points[i].fault;
    if (fault.empty() && !jump) continue;
    std::string mark = jump ? (colour ? "\x1b[1;31m==>\x1b[0m" : "==>") : "   ";
    text +=
        fmt::format("        {}  {}\n", mark, fault.empty() ? "decided here" : "fault: " + cell(fault, 200));
  }
  return text + sentences_of(cause);
}

std::string cause_json(const Cause& cause) {
  using nlohmann::ordered_json;
  ordered_json out;
  out["format"] = cause_version;
  out["capsule"] = cause.capsule;
  out["property"] = cause.property;
  out["blame"] = cause.blame;
  out["points_total"] = cause.points_total;
  out["runs_per_point"] = cause.runs_per_point;
  out["chaos"] = cause.chaos;
  out["interrupted"] = cause.interrupted;
  out["points"] = ordered_json::array();
  for (const CausePoint& point : cause.points) {
    ordered_json item{{"number", point.number}, {"at_ns", point.at_ns}, {"point", point.point}};
    if (!point.fault.empty()) item["fault"] = point.fault;
    item["violated"] = point.violated;
    item["runs"] = point.runs;
    out["points"].push_back(std::move(item));
  }
  if (cause.jump) out["inevitable_after"] = cause.points[*cause.jump].number;
  if (!cause.points.empty()) out["settled_from"] = cause.settled_from;
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace onefold::reports
