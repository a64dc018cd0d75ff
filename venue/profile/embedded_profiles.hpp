// The texts of venue/profile/*.json, put into the program when it is built (cmake/embed.cmake), so that it
// runs anywhere.
#pragma once

#include <span>
#include <string_view>

namespace onefold::venue {

struct EmbeddedProfile {
  std::string_view name;  // file name without .json
  std::string_view text;
};

// Sorted by name.
std::span<const EmbeddedProfile> embedded_profiles();

}  // namespace onefold::venue
