#include "harness/scenario/fault_words.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "harness/scenario/fault_place.hpp"
#include "harness/scenario/message_words.hpp"
#include "harness/scenario/units.hpp"
#include "venue/profile/time_span.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;
using sim::PointKind;

// Kind, where, what.
using Columns = std::array<std::string, 3>;

// "50 ms": the number and its unit apart, for reading.
std::string spaced(sim::TimeNs time_ns) {
  std::string text = format_signed_time(time_ns);
  std::size_t unit = text.find_first_not_of("-0123456789");
  return text.insert(unit, 1, ' ');
}

std::string count_text(std::uint32_t n) {
  return " #" + std::to_string(n);
}

std::string intent_text(const Place& place) {
  return place.intent == "-" ? "" : " " + place.intent;
}

// What happened at the point, without where.
std::string event_text(const Place& place) {
  switch (place.point) {
    case PointKind::message: {
      std::string aside = place.c == channel_of(place.d) ? "" : " (" + place.c + ")";
      return place.d + intent_text(place) + count_text(place.n) + aside;
    }
    case PointKind::connection:
      return "connection " + place.c + count_text(place.n);
    case PointKind::effect:
      return place.c + " " + place.d + intent_text(place) + count_text(place.n);
    case PointKind::query:
    case PointKind::conduct:
      return place.d + intent_text(place) + count_text(place.n);
    case PointKind::boot:
      return "life" + count_text(place.n);
    case PointKind::stimulus:
      return "intent" + intent_text(place) + count_text(place.n);
    case PointKind::start:
      break;
  }
  return "start";
}

std::string where_text(const Place& place) {
  switch (place.point) {
    case PointKind::message:
    case PointKind::connection:
      return place.a + " -> " + place.b;
    case PointKind::query:
      return place.b + " at " + place.a;
    case PointKind::conduct:
      return place.b == "-" ? place.a : place.a + " to " + place.b;
    default:
      return place.a;
  }
}

std::string anchor_text(const Place& place, sim::TimeNs offset_ns) {
  if (place.point == PointKind::start) return "at " + spaced(offset_ns);
  std::string later = offset_ns == 0 ? "right" : spaced(offset_ns);
  return later + " after " + where_text(place) + " " + event_text(place);
}

std::string unsynced_text(const sim::Fault& fault) {
  return "; unsynced data: " + std::string(sim::to_string(fault.unsynced));
}

std::string restart_text(const sim::Fault& fault) {
  return "; restart after " + spaced(fault.restart_after_ns);
}

std::string error_text(const sim::Fault& fault) {
  const std::string row = fault.amount == 0 ? "" : ", error " + std::to_string(fault.amount);
  return "; " + std::string(sim::to_string(fault.when)) + " the effect" + row;
}

std::string count_of(const sim::Fault& fault, std::string_view one, std::string_view many) {
  return "; " + std::to_string(fault.amount) + " " + std::string(fault.amount == 1 ? one : many);
}

std::string bytes_text(const sim::Fault& fault) {
  return "; after " + std::to_string(fault.amount) + " bytes";
}

// How hard, after what happened at the point.
std::string strength_text(const sim::Fault& fault) {
  switch (fault.kind) {
    case FaultKind::duplicate:
      return "; " + std::to_string(fault.copies) + (fault.copies == 1 ? " copy, " : " copies, ") +
             spaced(fault.delay_ns) + " apart";
    case FaultKind::reorder:
      return "; held for at most " + spaced(fault.delay_ns);
    case FaultKind::delay:
      return "; by " + spaced(fault.delay_ns);
    case FaultKind::cut:
    case FaultKind::short_write:
      return bytes_text(fault);
    case FaultKind::kill:
      return restart_text(fault);
    case FaultKind::power_loss:
      return unsynced_text(fault) + restart_text(fault);
    case FaultKind::fsync_error:
      return unsynced_text(fault);
    case FaultKind::clock_skew:
    case FaultKind::clock_jump:
      return "; by " + spaced(fault.amount);
    case FaultKind::clock_drift:
      return "; by " + std::to_string(fault.amount) + " ppm";
    case FaultKind::stale_query:
      return "; state of " + spaced(fault.delay_ns) + " ago";
    case FaultKind::ambiguous_error:
    case FaultKind::stored_error:
      return error_text(fault);
    case FaultKind::late_answer:
    case FaultKind::slow_processing:
    case FaultKind::late_fill:
    case FaultKind::late_events:
      return "; by " + spaced(fault.delay_ns);
    case FaultKind::repeated_event:
      return "; " + std::to_string(fault.copies) + (fault.copies == 1 ? " copy" : " copies");
    case FaultKind::lost_orders:
      return count_of(fault, "record", "records");
    case FaultKind::replayed_events:
      return count_of(fault, "event", "events");
    case FaultKind::short_page:
    case FaultKind::shifted_page:
      return count_of(fault, "entry", "entries");
    case FaultKind::partition:
    case FaultKind::pause:
      return "; for " + spaced(fault.duration_ns);
    case FaultKind::crash:
      return (fault.power ? "; power lost" + unsynced_text(fault) : "; killed") + restart_text(fault);
    default:
      return {};
  }
}

Columns columns_of(const FaultWords& words) {
  const sim::Fault& fault = words.fault;
  std::string kind(sim::to_string(fault.kind));
  std::optional<Place> place = place_of(words.key);
  if (!place) return {kind, words.key, strength_text(fault)};
  if (sim::anchored_faults.has(fault.kind)) {
    std::string where = words.node;
    if (!words.peer.empty()) where += (fault.both_ways ? " <-> " : " -> ") + words.peer;
    return {kind, where, anchor_text(*place, fault.offset_ns) + strength_text(fault)};
  }
  std::string when;
  if (fault.kind == FaultKind::kill || fault.kind == FaultKind::power_loss) {
    when = std::string(sim::to_string(fault.when)) + " ";
  }
  return {kind, where_text(*place), when + event_text(*place) + strength_text(fault)};
}

}  // namespace

FaultWords words_of(const sim::NameTable& names, const sim::Fault& fault) {
  FaultWords words;
  words.key = to_text(names, fault.key);
  if (fault.node != sim::name_none) words.node = names.text(fault.node);
  if (fault.peer != sim::name_none) words.peer = names.text(fault.peer);
  words.fault = fault;
  words.fault.key = sim::Key{};
  words.fault.node = words.fault.peer = sim::name_none;
  return words;
}

sim::Fault bind(sim::NameTable& names, const FaultWords& words) {
  sim::Fault fault = words.fault;
  std::optional<sim::Key> key = sim::parse_key(names, words.key);
  assert(key && "the key of a fault is not canonical text");
  fault.key = *key;
  fault.node = words.node.empty() ? sim::name_none : names.intern(words.node);
  fault.peer = words.peer.empty() ? sim::name_none : names.intern(words.peer);
  return fault;
}

bool concerns_node(const FaultWords& words, std::string_view node) {
  if (words.node == node || words.peer == node) return true;
  std::optional<Place> place = place_of(words.key);
  if (!place) return false;
  bool pair = place->point == PointKind::message || place->point == PointKind::connection;
  return place->a == node || (pair && place->b == node);
}

std::vector<std::string> describe(const std::vector<FaultWords>& faults) {
  constexpr std::string_view gap = "   ";
  std::vector<Columns> rows;
  std::array<std::size_t, 2> width{};
  for (const FaultWords& fault : faults) {
    rows.push_back(columns_of(fault));
    for (std::size_t i = 0; i < width.size(); ++i) width[i] = std::max(width[i], rows.back()[i].size());
  }
  std::vector<std::string> lines;
  for (const Columns& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < width.size(); ++i) {
      line += row[i];
      line.append(width[i] - row[i].size(), ' ');
      line += gap;
    }
    lines.push_back(line + row.back());
  }
  return lines;
}

std::string_view channel_of(std::string_view message) {
  const MessageWord* word = find_message(message);
  return word ? word->channel : std::string_view{};
}

}  // namespace onefold::harness
