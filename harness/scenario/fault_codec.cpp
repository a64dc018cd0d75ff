#include "harness/scenario/fault_codec.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "harness/scenario/fault_place.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/units.hpp"
#include "venue/profile/time_span.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using sim::FaultKind;
using sim::PointKind;

// ---- how hard: the members of sim::Fault, by kind
// ---------------------------------------------------------------

enum class Strength {
  copies,
  by,
  bytes,
  bytes_one,
  ppm,
  shift,
  when,
  unsynced,
  restart,
  node,
  peer,
  both_ways,
  power,
  duration,
  row,
  count
};

struct StrengthWord {
  Strength strength;
  std::string_view key;
  bool needed;
};

constexpr std::array<StrengthWord, 16> strength_words{{{Strength::copies, "copies", false},
                                                       {Strength::by, "by", true},
                                                       {Strength::bytes, "bytes", true},
                                                       {Strength::bytes_one, "bytes", true},
                                                       {Strength::ppm, "ppm", true},
                                                       {Strength::shift, "by", true},
                                                       {Strength::when, "when", false},
                                                       {Strength::unsynced, "unsynced", false},
                                                       {Strength::restart, "restart", false},
                                                       {Strength::node, "node", true},
                                                       {Strength::peer, "peer", true},
                                                       {Strength::both_ways, "both_ways", false},
                                                       {Strength::power, "power", false},
                                                       {Strength::duration, "for", true},
                                                       {Strength::row, "error", false},
                                                       {Strength::count, "count", false}}};

const StrengthWord& word_of(Strength strength) {
  return strength_words[static_cast<std::size_t>(strength)];
}

constexpr sim::TimeNs restart_default_ns = 50 * sim::millisecond_ns;
constexpr std::int64_t bytes_max = 16 * 1024 * 1024;
constexpr std::int64_t ppm_max = 100'000;
constexpr std::int64_t copies_max = 8;
constexpr std::int64_t row_max = 1'000;
constexpr std::int64_t count_max = 1'000'000;

// What a kind strikes, and which strengths it has, in the order of writing.
struct KindForm {
  PointKind point = PointKind::start;
  bool anchored = false;
  std::vector<Strength> strengths;
};

std::vector<Strength> strengths_of_conduct(FaultKind kind) {
  switch (kind) {
    case FaultKind::ambiguous_error:
      return {Strength::when, Strength::row};
    case FaultKind::stored_error:
      return {Strength::when};
    case FaultKind::late_answer:
    case FaultKind::slow_processing:
    case FaultKind::late_fill:
    case FaultKind::late_events:
      return {Strength::by};
    case FaultKind::repeated_event:
      return {Strength::copies};
    case FaultKind::lost_orders:
    case FaultKind::replayed_events:
    case FaultKind::short_page:
    case FaultKind::shifted_page:
      return {Strength::count};
    default:
      return {};
  }
}

KindForm form_of(FaultKind kind) {
  using S = Strength;
  switch (kind) {
    case FaultKind::drop:
    case FaultKind::reset_before:
    case FaultKind::reset_after:
    case FaultKind::silence:
      return {PointKind::message, false, {}};
    case FaultKind::duplicate:
      return {PointKind::message, false, {S::copies, S::by}};
    case FaultKind::reorder:
    case FaultKind::delay:
      return {PointKind::message, false, {S::by}};
    case FaultKind::cut:
      return {PointKind::message, false, {S::bytes}};
    case FaultKind::refuse:
    case FaultKind::unanswered:
      return {PointKind::connection, false, {}};
    case FaultKind::kill:
      return {PointKind::effect, false, {S::when, S::restart}};
    case FaultKind::power_loss:
      return {PointKind::effect, false, {S::when, S::unsynced, S::restart}};
    case FaultKind::short_write:
      return {PointKind::effect, false, {S::bytes_one}};
    case FaultKind::no_space:
    case FaultKind::write_error:
      return {PointKind::effect, false, {}};
    case FaultKind::fsync_error:
      return {PointKind::effect, false, {S::unsynced}};
    case FaultKind::lose_disk:
    case FaultKind::old_disk:
      return {PointKind::boot, false, {}};
    case FaultKind::clock_skew:
      return {PointKind::boot, false, {S::shift}};
    case FaultKind::clock_drift:
      return {PointKind::boot, false, {S::ppm}};
    case FaultKind::stale_query:
      return {PointKind::query, false, {S::by}};
    case FaultKind::partition:
      return {PointKind::start, true, {S::node, S::peer, S::both_ways, S::duration}};
    case FaultKind::pause:
      return {PointKind::start, true, {S::node, S::duration}};
    case FaultKind::clock_jump:
      return {PointKind::start, true, {S::node, S::shift}};
    case FaultKind::crash:
      return {PointKind::start, true, {S::node, S::power, S::unsynced, S::restart}};
    default:
      return {PointKind::conduct, false, strengths_of_conduct(kind)};
  }
}

constexpr std::string_view when_words[] = {"before", "after"};
constexpr std::string_view unsynced_words[] = {"none", "all", "part", "torn"};

void read_strength(Strength strength, ObjectReader& in, FaultWords& out) {
  const std::string_view key = word_of(strength).key;
  if (word_of(strength).needed && !in.need(key)) return;
  sim::Fault& fault = out.fault;
  switch (strength) {
    case Strength::copies: {
      std::int64_t copies = 1;
      in.number(key, copies, 1, copies_max);
      fault.copies = static_cast<std::uint32_t>(copies);
      break;
    }
    case Strength::by:
      in.time(key, fault.delay_ns);
      break;
    case Strength::bytes:
      in.number(key, fault.amount, 0, bytes_max);
      break;
    case Strength::bytes_one:
      in.number(key, fault.amount, 1, bytes_max);
      break;
    case Strength::ppm:
      in.number(key, fault.amount, -ppm_max, ppm_max);
      break;
    case Strength::shift:
      in.signed_time(key, fault.amount);
      break;
    case Strength::when: {
      auto word = in.word(key, when_words);
      fault.when = word == 0u ? sim::When::before : sim::When::after;
      break;
    }
    case Strength::unsynced:
      if (auto word = in.word(key, unsynced_words)) fault.unsynced = static_cast<sim::Unsynced>(*word);
      break;
    case Strength::restart:
      fault.restart_after_ns = restart_default_ns;
      in.time(key, fault.restart_after_ns);
      break;
    case Strength::node:
      in.name(key, out.node, name_size_max);
      break;
    case Strength::peer:
      in.name(key, out.peer, name_size_max);
      break;
    case Strength::both_ways:
      in.flag(key, fault.both_ways);
      break;
    case Strength::power:
      in.flag(key, fault.power);
      break;
    case Strength::duration:
      in.time(key, fault.duration_ns);
      break;
    case Strength::row:
      in.number(key, fault.amount, 0, row_max);
      break;
    case Strength::count:
      fault.amount = 1;
      in.number(key, fault.amount, 1, count_max);
      break;
  }
}

void write_strength(Strength strength, const FaultWords& words, ordered_json& out) {
  const sim::Fault& fault = words.fault;
  const std::string key(word_of(strength).key);
  switch (strength) {
    case Strength::copies:
      out[key] = fault.copies;
      break;
    case Strength::by:
      out[key] = venue::format_time_span(fault.delay_ns);
      break;
    case Strength::bytes:
    case Strength::bytes_one:
    case Strength::ppm:
      out[key] = fault.amount;
      break;
    case Strength::shift:
      out[key] = format_signed_time(fault.amount);
      break;
    case Strength::when:
      out[key] = sim::to_string(fault.when);
      break;
    case Strength::unsynced:
      // Between two steps only a loss of power takes what was not synced.
      if (fault.kind != FaultKind::crash || fault.power) out[key] = sim::to_string(fault.unsynced);
      break;
    case Strength::restart:
      out[key] = venue::format_time_span(fault.restart_after_ns);
      break;
    case Strength::node:
      out[key] = words.node;
      break;
    case Strength::peer:
      out[key] = words.peer;
      break;
    case Strength::both_ways:
      out[key] = fault.both_ways;
      break;
    case Strength::power:
      out[key] = fault.power;
      break;
    case Strength::duration:
      out[key] = venue::format_time_span(fault.duration_ns);
      break;
    case Strength::row:
      if (fault.amount != 0) out[key] = fault.amount;
      break;
    case Strength::count:
      out[key] = fault.amount;
      break;
  }
}

// ---- the two forms of an anchor
// -----------------------------------------------------------------------------------

// By PointKind; an anchor at the start is written "at".
constexpr std::string_view anchor_points[] = {"message", "connection", "effect", "query", "boot", "stimulus"};

std::vector<std::string_view> keys_of(const KindForm& form) {
  std::vector<std::string_view> keys{"key"};
  auto where = where_keys(form.point);
  keys.insert(keys.end(), where.begin(), where.end());
  if (form.anchored) keys.insert(keys.end(), {"at", "after", "offset"});
  for (Strength strength : form.strengths) keys.push_back(word_of(strength).key);
  return keys;
}

bool read_exact(ObjectReader& in, const KindForm& form, FaultWords& out) {
  for (std::string_view key : where_keys(form.point)) {
    if (in.has(key)) {
      in.complain(key, "nothing beside \"key\"");
      return false;
    }
  }
  if (!in.text("key", out.key, 4 * text_size_max)) return false;
  std::optional<Place> place = place_of(out.key);
  const bool fits =
      place && (form.anchored ? place->point != PointKind::conduct : place->point == form.point);
  if (!fits) {
    std::string wanted = form.anchored ? "any but conduct" : std::string(sim::to_string(form.point));
    in.complain("key", "the text of a key, of kind " + wanted);
    return false;
  }
  return true;
}

void read_after(ObjectReader& in, FaultWords& out) {
  const json& after = *in.find("after");
  ObjectReader which(in.complaints(), after, in.pointer("after"), anchor_points);
  if (!after.is_object()) return;
  if (after.size() != 1) {
    in.complain("after", "an object with one key, " + list_words(anchor_points));
    return;
  }
  for (std::size_t i = 0; i < std::size(anchor_points); ++i) {
    const json* body = which.find(anchor_points[i]);
    if (!body) continue;
    auto point = static_cast<PointKind>(i);
    ObjectReader place(in.complaints(), *body, which.pointer(anchor_points[i]), where_keys(point));
    if (body->is_object()) out.key = text_of(read_place(place, point));
  }
}

void read_anchor(ObjectReader& in, const KindForm& form, FaultWords& out) {
  int ways = in.has("key") + in.has("at") + in.has("after");
  if (ways != 1) {
    in.complaints().add(in.pointer(), "expected one of the keys \"at\", \"after\" and \"key\"");
    return;
  }
  if (in.has("at")) {
    if (in.has("offset")) in.complain("offset", "no offset beside \"at\"");
    out.key = text_of(Place{});
    in.time("at", out.fault.offset_ns);
    return;
  }
  in.time("offset", out.fault.offset_ns);
  if (in.has("key")) {
    read_exact(in, form, out);
  } else {
    read_after(in, out);
  }
}

ordered_json write_anchor(const FaultWords& words, const Place& place) {
  ordered_json out = ordered_json::object();
  if (place.point == PointKind::start) {
    out["at"] = venue::format_time_span(words.fault.offset_ns);
    return out;
  }
  out["after"][std::string(sim::to_string(place.point))] = write_place(place);
  if (words.fault.offset_ns != 0) out["offset"] = venue::format_time_span(words.fault.offset_ns);
  return out;
}

}  // namespace

std::optional<FaultWords> read_fault(Complaints& complaints, const json& value, std::string_view pointer) {
  std::vector<std::string_view> kinds;
  for (int i = 0; i < sim::fault_kind_count; ++i) kinds.push_back(sim::to_string(static_cast<FaultKind>(i)));
  ObjectReader outer(complaints, value, std::string(pointer), kinds);
  if (!value.is_object()) return std::nullopt;
  if (value.size() != 1) {
    complaints.add(pointer, "expected an object with one key, the kind of fault, found " +
                                std::to_string(value.size()) + " keys");
    return std::nullopt;
  }
  FaultWords out;
  const std::string& word = value.begin().key();
  if (!sim::parse_fault_kind(word, out.fault.kind)) return std::nullopt;
  KindForm form = form_of(out.fault.kind);
  std::vector<std::string_view> keys = keys_of(form);
  ObjectReader in(complaints, value.begin().value(), outer.pointer(word), keys);
  if (!value.begin().value().is_object()) return std::nullopt;
  if (form.anchored) {
    read_anchor(in, form, out);
  } else if (in.has("key")) {
    read_exact(in, form, out);
  } else {
    out.key = text_of(read_place(in, form.point));
  }
  for (Strength strength : form.strengths) read_strength(strength, in, out);
  if (complaints.concern(pointer)) return std::nullopt;
  return out;
}

ordered_json to_json(const FaultWords& words, FaultForm form) {
  KindForm kind = form_of(words.fault.kind);
  std::optional<Place> place = place_of(words.key);
  ordered_json body = ordered_json::object();
  if (form == FaultForm::readable && place && readable(*place)) {
    body = kind.anchored ? write_anchor(words, *place) : write_place(*place);
  } else {
    body["key"] = words.key;
    if (kind.anchored && words.fault.offset_ns != 0) {
      body["offset"] = venue::format_time_span(words.fault.offset_ns);
    }
  }
  for (Strength strength : kind.strengths) write_strength(strength, words, body);
  ordered_json out = ordered_json::object();
  out[std::string(sim::to_string(words.fault.kind))] = std::move(body);
  return out;
}

std::vector<std::string> fault_keys(FaultKind kind) {
  std::vector<std::string> keys;
  for (std::string_view key : keys_of(form_of(kind))) keys.emplace_back(key);
  return keys;
}

std::vector<std::string> anchor_keys() {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < std::size(anchor_points); ++i) {
    keys.emplace_back(anchor_points[i]);
    for (std::string_view key : where_keys(static_cast<PointKind>(i))) {
      keys.push_back(std::string(anchor_points[i]) + "." + std::string(key));
    }
  }
  return keys;
}

}  // namespace onefold::harness
