// Profiles by what a user writes: a built-in name, a variant of one, or a file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "venue/profile/profile.hpp"

namespace onefold::venue {

// Those built-in profiles that stand for a family and for no venue: they name no family.
std::vector<std::string> generic_profiles();

// Whether a profile is asked for by its file: NAME.json, or a variant of one, NAME.json:laxer.
bool names_file(std::string_view name);

// The built-in profile, or the file, found from `directory`, if names_file(). Throws ProfileError.
Profile find_profile(std::string_view name, const std::filesystem::path& directory);

// The file that find_profile() reads, as compact JSON without comments, so that it can be kept beside what
// was done with it. names_file(name). Throws ProfileError, for what is not JSON only.
std::string profile_document(std::string_view name, const std::filesystem::path& directory);

// The profile that find_profile() returned for `name` when the file held `document`. Throws ProfileError.
Profile profile_in_document(std::string_view document, std::string_view name);

}  // namespace onefold::venue
