// Files that are either there whole or not at all: reports and capsules.
#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>

namespace onefold::reports {

// Writes `text` beside `path`, syncs it, and renames it over `path`; directories that are missing are made.
// On an error (full disk, no permission) nothing new is left behind and an older file at `path` stays as it
// was.
std::error_code save_file(const std::filesystem::path& path, std::string_view text);

}  // namespace onefold::reports
