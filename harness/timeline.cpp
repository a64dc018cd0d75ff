#include "harness/timeline.hpp"

#include <fmt/format.h>

namespace onefold::harness {
namespace {

std::string_view verb(sim::TraceEvent::Kind kind) {
  using Kind = sim::TraceEvent::Kind;
  switch (kind) {
    case Kind::sent:
      return "sends";
    case Kind::arrived:
      return "gets";
    case Kind::lost:
      return "never gets";
    case Kind::connected:
      return "is connected to";
    case Kind::disconnected:
      return "loses its connection to";
    case Kind::effect:
      return "makes the effect";
    case Kind::boot:
      return "boots";
    case Kind::down:
      return "goes down";
    case Kind::pause:
      return "stands still";
    case Kind::resume:
      return "goes on";
    case Kind::partition:
      return "is cut off from";
    case Kind::heal:
      return "heals";
    case Kind::clock:
      return "has its clock changed";
    case Kind::note:
      return "";
  }
  return "";
}

}  // namespace

void Timeline::on_trace(const sim::TraceEvent& event) {
  ++events_;
  const bool stops = events_ == stop_event_;
  const bool keeps = lines_.size() < lines_max_;
  if (!keeps) ++left_out_;
  if (!keeps && !stops) return;
  std::string line = line_of(event);
  if (stops) stop_(line);
  if (keeps) lines_.push_back(std::move(line));
}

std::string Timeline::line_of(const sim::TraceEvent& event) const {
  std::string line =
      fmt::format("{:>5} {:>6}.{:06} ms  {:<10} {}", events_, event.time_ns / sim::millisecond_ns,
                  event.time_ns % sim::millisecond_ns, names_->text(event.node), verb(event.kind));
  if (event.key.point == sim::PointKind::message) {
    line += fmt::format(" {} {} #{}", names_->text(event.key.d), names_->text(event.key.intent), event.key.n);
  } else if (event.key.point == sim::PointKind::effect) {
    line += fmt::format(" {} {} #{}", names_->text(event.key.c), names_->text(event.key.d), event.key.n);
  }
  if (event.peer != sim::name_none) line += fmt::format(" ({})", names_->text(event.peer));
  if (!event.text.empty()) line += fmt::format("  {}", event.text);
  return line;
}

}  // namespace onefold::harness
