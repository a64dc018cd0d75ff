#include "harness/scenario/fault_place.hpp"

#include <nlohmann/json.hpp>

#include "harness/scenario/fault_words.hpp"
#include "harness/scenario/message_words.hpp"
#include "harness/scenario/scenario.hpp"

namespace onefold::harness {

using nlohmann::ordered_json;
using sim::PointKind;

namespace {

// Words in keys are delimited by blanks, and nodes by "->".
bool read_word(ObjectReader& in, std::string_view key, std::string& value, bool needed) {
  if (needed && !in.need(key)) return false;
  std::string text;
  if (!in.text(key, text, intent_id_size_max)) return false;
  for (char c : text) {
    if (c > ' ' && c <= '~') continue;
    in.complain(key, "printable ASCII without blanks");
    return false;
  }
  if (text.empty()) {
    in.complain(key, "a word");
    return false;
  }
  value = text;
  return true;
}

void read_count(ObjectReader& in, std::string_view key, Place& place) {
  std::int64_t n = 1;
  in.number(key, n, 1, UINT32_MAX);
  place.n = static_cast<std::uint32_t>(n);
}

void read_node(ObjectReader& in, std::string_view key, std::string& value) {
  if (in.need(key)) in.name(key, value, name_size_max);
}

void read_effect(ObjectReader& in, Place& place) {
  read_node(in, "node", place.a);
  if (in.has("role") == in.has("message")) {
    in.complaints().add(in.pointer(), "expected one of the keys \"role\" (of a file) and \"message\"");
    return;
  }
  if (in.has("message")) {
    place.c = "send";
    read_word(in, "message", place.d, true);
    read_word(in, "operation", place.c, false);
  } else {
    read_word(in, "role", place.d, true);
    read_word(in, "operation", place.c, true);
  }
}

}  // namespace

std::span<const std::string_view> where_keys(PointKind point) {
  static constexpr std::string_view message[] = {"from", "to", "channel", "message", "intent", "nth"};
  static constexpr std::string_view connection[] = {"from", "to", "channel", "nth"};
  static constexpr std::string_view effect[] = {"node", "operation", "role", "message", "intent", "nth"};
  static constexpr std::string_view query[] = {"account", "message", "intent", "nth"};
  static constexpr std::string_view conduct[] = {"account", "message", "intent", "nth"};
  static constexpr std::string_view boot[] = {"node", "life"};
  static constexpr std::string_view stimulus[] = {"node", "intent", "nth"};
  switch (point) {
    case PointKind::message:
      return message;
    case PointKind::connection:
      return connection;
    case PointKind::effect:
      return effect;
    case PointKind::query:
      return query;
    case PointKind::boot:
      return boot;
    case PointKind::stimulus:
      return stimulus;
    case PointKind::conduct:
      return conduct;
    case PointKind::start:
      break;
  }
  return {};
}

std::string text_of(const Place& place) {
  sim::NameTable names;
  sim::Key key;
  key.point = place.point;
  key.a = names.intern(place.a);
  key.b = names.intern(place.b);
  key.c = names.intern(place.c);
  key.d = names.intern(place.d);
  key.intent = names.intern(place.intent);
  key.n = place.n;
  return to_text(names, key);
}

std::optional<Place> place_of(std::string_view text) {
  sim::NameTable names;
  std::optional<sim::Key> key = sim::parse_key(names, text);
  if (!key) return std::nullopt;
  auto word = [&](sim::Name name) { return std::string(names.text(name)); };
  return Place{key->point, word(key->a), word(key->b), word(key->c), word(key->d), word(key->intent), key->n};
}

Place read_place(ObjectReader& in, PointKind point) {
  Place place;
  place.point = point;
  switch (point) {
    case PointKind::message:
      read_node(in, "from", place.a);
      read_node(in, "to", place.b);
      if (read_word(in, "message", place.d, true)) {
        std::string_view channel = channel_of(place.d);
        place.c = channel.empty() ? channel_words[0] : channel;
      }
      read_word(in, "channel", place.c, false);
      break;
    case PointKind::connection:
      read_node(in, "from", place.a);
      read_node(in, "to", place.b);
      place.c = channel_words[0];
      read_word(in, "channel", place.c, false);
      break;
    case PointKind::effect:
      read_effect(in, place);
      break;
    case PointKind::query:
      place.a = venue_node;
      read_node(in, "account", place.b);
      place.c = channel_words[0];
      read_word(in, "message", place.d, true);
      break;
    case PointKind::conduct:
      place.a = venue_node;
      read_word(in, "message", place.d, true);
      if (place.d != recovery_word) read_node(in, "account", place.b);
      break;
    case PointKind::boot:
      read_node(in, "node", place.a);
      read_count(in, "life", place);
      return place;
    case PointKind::stimulus:
      read_node(in, "node", place.a);
      read_word(in, "intent", place.intent, true);
      read_count(in, "nth", place);
      return place;
    case PointKind::start:
      return place;
  }
  if (point != PointKind::connection) read_word(in, "intent", place.intent, false);
  read_count(in, "nth", place);
  return place;
}

ordered_json write_place(const Place& place) {
  ordered_json out = ordered_json::object();
  switch (place.point) {
    case PointKind::message:
      out["from"] = place.a;
      out["to"] = place.b;
      if (place.c != channel_of(place.d)) out["channel"] = place.c;
      out["message"] = place.d;
      break;
    case PointKind::connection:
      out["from"] = place.a;
      out["to"] = place.b;
      out["channel"] = place.c;
      break;
    case PointKind::effect:
      out["node"] = place.a;
      if (place.c != "send") out["operation"] = place.c;
      out[place.c == "send" ? "message" : "role"] = place.d;
      break;
    case PointKind::query:
      out["account"] = place.b;
      out["message"] = place.d;
      break;
    case PointKind::conduct:
      if (place.b != "-") out["account"] = place.b;
      out["message"] = place.d;
      break;
    case PointKind::boot:
      out["node"] = place.a;
      out["life"] = place.n;
      return out;
    case PointKind::stimulus:
      out["node"] = place.a;
      break;
    case PointKind::start:
      return out;
  }
  if (place.intent != "-") out["intent"] = place.intent;
  out["nth"] = place.n;
  return out;
}

bool readable(const Place& place) {
  if (place.point == PointKind::start) return true;
  ordered_json body = write_place(place);
  std::string text = body.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  venue::JsonDocument document(text, "fault");
  Complaints complaints(document);
  ObjectReader in(complaints, document.root(), "", where_keys(place.point));
  return text_of(read_place(in, place.point)) == text_of(place) && complaints.empty();
}

}  // namespace onefold::harness
