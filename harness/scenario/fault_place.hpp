// Where a fault strikes, in words: the parts of a key, and their JSON. Private to harness/scenario.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/scenario/strict_reader.hpp"
#include "sim/core/key.hpp"

namespace onefold::harness {

// A key outside any world; parts as in sim::Key.
struct Place {
  sim::PointKind point = sim::PointKind::start;
  std::string a = "-", b = "-", c = "-", d = "-", intent = "-";
  std::uint32_t n = 1;
};

// Stands in the place of a message at a recovery of the venue, which concerns no one account.
inline constexpr std::string_view recovery_word = "recovery";

// The canonical text of its key, and back; nothing if the text is not canonical.
std::string text_of(const Place& place);
std::optional<Place> place_of(std::string_view text);

// The members that say where, by kind of point.
std::span<const std::string_view> where_keys(sim::PointKind point);

// Reads those members, and fills in what follows from them: the channel from the kind of message, n = 1.
Place read_place(ObjectReader& in, sim::PointKind point);

// The members for this place.
nlohmann::ordered_json write_place(const Place& place);

// Whether reading what write_place gives leads back to this place. Keys of no scenario's making may not.
bool readable(const Place& place);

}  // namespace onefold::harness
