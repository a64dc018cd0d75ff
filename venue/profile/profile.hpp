// What a venue documents about client order ids, as data: the engine enforces it, clients choose their
// retries by it, the oracle's contract is derived from it.
//
// One JSON file per venue in venue/profile/NAME.json. Models the rules below; ignores fees and margins.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "venue/api/types.hpp"

namespace onefold::venue {

// How long the venue recalls a client order id.
enum class Retention : std::uint8_t {
  none,        // ids are labels: nothing is de-duplicated
  while_open,  // free again once the order is filled or cancelled
  window,      // for window_ns after the first request with it
  for_ever,
};

// What a NewOrder gets whose id is recalled, when terms are equal or mismatch is ignored.
enum class DuplicateAnswer : std::uint8_t {
  accept_new,       // another order (retention none)
  reject,           // Rejected, duplicate_id
  return_original,  // Accepted with `original`, the order in its present state
  stored_response,  // the bytes of the first answer again, an error included
};

enum class MismatchAnswer : std::uint8_t { ignore, reject };

struct IdFormat {
  std::size_t length_min = 1;
  std::size_t length_max = 36;
  std::string alphabet;     // each permitted byte once; empty: any printable ASCII but space
  bool per_account = true;  // scope in which ids are compared; false: the whole venue
};

struct RateLimit {
  std::int64_t requests = 0;  // 0: no limit. Per account, orders and queries alike
  std::int64_t per_ns = 0;
};

struct Profile {
  std::string name;  // file name without .json, e.g. "reject-while-open"
  std::string title;
  std::string source;  // where the rules are documented
  IdFormat id;
  Retention retention = Retention::for_ever;
  std::int64_t window_ns = 0;  // retention window only; else 0
  DuplicateAnswer duplicate = DuplicateAnswer::reject;
  MismatchAnswer mismatch = MismatchAnswer::ignore;
  bool in_flight_conflict = false;  // a copy that comes while the first is worked on gets in_flight
  bool deadline_checked = false;    // valid_until_ns is honoured
  std::int64_t processing_ns = 0;   // from arrival of an order request to its effect and answer
  std::int64_t query_lag_ns = 0;    // L: queries may answer from a state this much older
  RateLimit rate_limit;
};

// Words of the JSON files: "none", "while-open", "window", "for-ever"; "accept-new", "reject",
// "return-original", "stored-response".
std::string_view to_string(Retention retention);
std::string_view to_string(DuplicateAnswer answer);

// what(): "file:line:column: what was expected".
class ProfileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws ProfileError, while loading configuration only.
Profile load_profile(const std::filesystem::path& file);

// `text` of `file_name` (for messages). As load_profile.
Profile parse_profile(std::string_view text, std::string_view file_name);

// The profiles that are part of the program, sorted: the files of venue/profile, embedded when it is built.
std::vector<std::string> built_in_profiles();

// One of them. Throws ProfileError for another name.
Profile built_in_profile(std::string_view name);

// Nothing if the id fits the format; else why not, e.g. "37 bytes, at most 36".
std::string check_id(const IdFormat& format, std::string_view id);

}  // namespace onefold::venue
