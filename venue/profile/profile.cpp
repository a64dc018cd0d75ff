#include "venue/profile/profile.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "venue/profile/embedded_profiles.hpp"
#include "venue/profile/json_fields.hpp"

namespace onefold::venue {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t hour_ns = 3600 * second_ns;
constexpr std::int64_t window_max_ns = 10'000 * 24 * hour_ns;
constexpr std::size_t file_size_max = 64 * 1024;

bool is_id_byte(char c) {
  return c > ' ' && c <= '~';
}

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// "a-f0-9_" means each byte of the ranges and _. A dash that is not between two letters or digits means
// itself.
std::string expand_alphabet(const JsonFields& fields, std::string_view text) {
  std::string alphabet;
  auto add = [&](char c) {
    if (!is_id_byte(c)) throw fields.error("alphabet", "expected printable ASCII without blanks");
    if (alphabet.find(c) == std::string::npos) alphabet += c;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool range =
        i + 2 < text.size() && text[i + 1] == '-' && is_alphanumeric(text[i]) && is_alphanumeric(text[i + 2]);
    if (!range) {
      add(text[i]);
      continue;
    }
    if (text[i] > text[i + 2])
      throw fields.error("alphabet", "expected ranges from a lower byte to a higher one");
    for (char c = text[i]; c <= text[i + 2]; ++c) add(c);
    i += 2;
  }
  return alphabet;
}

IdFormat read_id_format(JsonFields fields) {
  IdFormat format;
  const auto size_max = static_cast<std::int64_t>(client_order_id_size_max);
  format.length_min = static_cast<std::size_t>(fields.integer("length_min", 1, size_max));
  format.length_max = static_cast<std::size_t>(fields.integer("length_max", 1, size_max));
  if (format.length_min > format.length_max) {
    throw fields.error("length_min", "expected at most length_max, " + std::to_string(format.length_max));
  }
  if (fields.has("alphabet")) format.alphabet = expand_alphabet(fields, fields.text("alphabet", 1, 256));
  format.per_account = fields.choice<bool>("scope", {{"account", true}, {"venue", false}});
  fields.finish();
  return format;
}

RateLimit read_rate_limit(JsonFields fields) {
  RateLimit limit;
  limit.requests = fields.integer("requests", 1, 1'000'000'000);
  limit.per_ns = fields.time_span_ns("per", 1, 24 * hour_ns);
  if (limit.per_ns < limit.requests)
    throw fields.error("per", "expected at least one nanosecond per request");
  fields.finish();
  return limit;
}

// What no venue can document, because the parts contradict each other.
void check_consistent(const Profile& profile, const JsonFields& fields) {
  bool recalled = profile.retention != Retention::none;
  bool duplicates = profile.duplicate != DuplicateAnswer::accept_new;
  if (recalled != duplicates) {
    throw fields.error("duplicate", recalled
                                        ? "expected an answer other than \"accept-new\", as ids are recalled"
                                        : "expected \"accept-new\", as retention is \"none\"");
  }
  if (!recalled && profile.mismatch == MismatchAnswer::reject) {
    throw fields.error("mismatch", "expected \"ignore\", as retention is \"none\"");
  }
  if (!recalled && profile.in_flight_conflict) {
    throw fields.error("in_flight_conflict", "expected false, as retention is \"none\"");
  }
}

Profile read_profile(JsonFields fields) {
  Profile profile;
  if (fields.has("$schema")) fields.text("$schema", 1, 256);
  profile.name = fields.text("name", 1, 64);
  profile.title = fields.text("title", 1, 256);
  profile.source = fields.text("source", 1, 1024);
  profile.id = read_id_format(fields.object("id"));
  profile.retention = fields.choice<Retention>("retention", {{"none", Retention::none},
                                                             {"while-open", Retention::while_open},
                                                             {"window", Retention::window},
                                                             {"for-ever", Retention::for_ever}});
  if (profile.retention == Retention::window) {
    profile.window_ns = fields.time_span_ns("window", 1, window_max_ns);
  } else if (fields.has("window")) {
    throw fields.error("window", "expected no window, as retention is not \"window\"");
  }
  profile.duplicate =
      fields.choice<DuplicateAnswer>("duplicate", {{"accept-new", DuplicateAnswer::accept_new},
                                                   {"reject", DuplicateAnswer::reject},
                                                   {"return-original", DuplicateAnswer::return_original},
                                                   {"stored-response", DuplicateAnswer::stored_response}});
  if (fields.has("mismatch")) {
    profile.mismatch = fields.choice<MismatchAnswer>(
        "mismatch", {{"ignore", MismatchAnswer::ignore}, {"reject", MismatchAnswer::reject}});
  }
  if (fields.has("in_flight_conflict")) profile.in_flight_conflict = fields.boolean("in_flight_conflict");
  if (fields.has("deadline_checked")) profile.deadline_checked = fields.boolean("deadline_checked");
  if (profile.deadline_checked) profile.late_bound.kind = LateBound::Kind::absolute;
  profile.late_bound.at_gateway = false;
  if (fields.has("processing")) profile.processing_ns = fields.time_span_ns("processing", 0, 60 * second_ns);
  if (fields.has("query_lag")) profile.query_lag_ns = fields.time_span_ns("query_lag", 0, hour_ns);
  profile.query.list_lag_ns = profile.query.trades_lag_ns = profile.query_lag_ns;
  if (fields.has("rate_limit")) profile.rate_limit = read_rate_limit(fields.object("rate_limit"));
  fields.finish();
  check_consistent(profile, fields);
  return profile;
}

std::string read_file(const std::filesystem::path& file) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rb"), std::fclose);
  auto fail = [&](const std::string& why) { return ProfileError(file.string() + ":1:1: expected " + why); };
  if (!stream) throw fail("a readable file: " + std::generic_category().message(errno));
  std::string text(file_size_max + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), stream.get()));
  if (std::ferror(stream.get()) != 0)
    throw fail("a readable file: " + std::generic_category().message(errno));
  if (text.size() > file_size_max) throw fail("at most " + std::to_string(file_size_max) + " bytes");
  return text;
}

}  // namespace

std::string_view to_string(Retention retention) {
  switch (retention) {
    case Retention::none:
      return "none";
    case Retention::while_open:
      return "while-open";
    case Retention::window:
      return "window";
    case Retention::for_ever:
      return "for-ever";
    case Retention::session:
      return "session";
    case Retention::day:
      return "day";
    case Retention::until_expiry:
      return "until-expiry";
  }
  return "?";
}

std::string_view to_string(DuplicateAnswer answer) {
  switch (answer) {
    case DuplicateAnswer::accept_new:
      return "accept-new";
    case DuplicateAnswer::reject:
      return "reject";
    case DuplicateAnswer::return_original:
      return "return-original";
    case DuplicateAnswer::stored_response:
      return "stored-response";
    case DuplicateAnswer::ignore:
      return "ignore";
    case DuplicateAnswer::amend:
      return "amend";
    case DuplicateAnswer::upsert:
      return "upsert";
  }
  return "?";
}

const ErrorCode* code_for(const Profile& profile, Reason reason) {
  for (const ErrorCode& code : profile.codes) {
    if (std::find(code.reasons.begin(), code.reasons.end(), reason) != code.reasons.end()) return &code;
  }
  return nullptr;
}

const ErrorCode* find_code(const Profile& profile, std::string_view code) {
  for (const ErrorCode& row : profile.codes) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

std::int64_t query_lag_max_ns(const Profile& profile) {
  return std::max({profile.query_lag_ns, profile.query.list_lag_ns, profile.query.trades_lag_ns});
}

Profile parse_profile(std::string_view text, std::string_view file_name, Variant) {
  try {
    JsonDocument document(text, file_name, {.size_max = file_size_max, .depth_max = 8});
    return read_profile(JsonFields(document, ""));
  } catch (const JsonError& error) {
    throw ProfileError(error.what());
  }
}

Profile load_profile(const std::filesystem::path& file, Variant variant) {
  Profile profile = parse_profile(read_file(file), file.string(), variant);
  if (profile.name != file.stem().string()) {
    throw ProfileError(file.string() + ":1:1: expected the name \"" + file.stem().string() +
                       "\", as the file is called, found \"" + profile.name + "\"");
  }
  return profile;
}

std::vector<std::string> built_in_profiles() {
  std::vector<std::string> names;
  for (const EmbeddedProfile& profile : embedded_profiles()) names.emplace_back(profile.name);
  return names;
}

Profile built_in_profile(std::string_view name) {
  for (const EmbeddedProfile& profile : embedded_profiles()) {
    if (profile.name == name) return parse_profile(profile.text, std::string(name) + ".json");
  }
  std::string message = std::string(name) + ":1:1: expected one of";
  for (const EmbeddedProfile& profile : embedded_profiles()) message += ' ' + std::string(profile.name);
  throw ProfileError(message);
}

std::string check_id(const IdFormat& format, std::string_view id) {
  if (id.size() < format.length_min) {
    return std::to_string(id.size()) + " bytes, at least " + std::to_string(format.length_min);
  }
  if (id.size() > format.length_max) {
    return std::to_string(id.size()) + " bytes, at most " + std::to_string(format.length_max);
  }
  for (std::size_t i = 0; i < id.size(); ++i) {
    bool permitted =
        is_id_byte(id[i]) && (format.alphabet.empty() || format.alphabet.find(id[i]) != std::string::npos);
    if (permitted) continue;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "byte 0x%02x at %zu is not permitted",
                  static_cast<unsigned>(static_cast<unsigned char>(id[i])), i + 1);
    return text.data();
  }
  return {};
}

}  // namespace onefold::venue
