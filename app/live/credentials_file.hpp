// Keys and secrets of accounts, from a file: never from a command line, which every user of a machine can
// read.
#pragma once

#include <filesystem>
#include <vector>

#include "venue/api/credentials.hpp"

namespace onefold::app {

inline constexpr std::size_t credentials_max = 1024;

// JSON: a list of { "account": "A", "api_key": "...", "secret": "..." }, the key and the secret 1 to 128
// printable ASCII bytes without blanks, accounts and keys distinct.
//
// Throws std::runtime_error, "file:line:column: expected ...", which never quotes what the file holds. A file
// that others than its owner may read is refused.
std::vector<venue::Credentials> load_credentials(const std::filesystem::path& file);

}  // namespace onefold::app
