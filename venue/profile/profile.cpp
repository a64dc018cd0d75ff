#include "venue/profile/profile.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace onefold::venue {

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

std::string check_id(const IdFormat& format, std::string_view id) {
  if (id.size() < format.length_min) {
    return std::to_string(id.size()) + " bytes, at least " + std::to_string(format.length_min);
  }
  if (id.size() > format.length_max) {
    return std::to_string(id.size()) + " bytes, at most " + std::to_string(format.length_max);
  }
  for (std::size_t i = 0; i < id.size(); ++i) {
    bool permitted = id[i] > ' ' && id[i] <= '~' &&
                     (format.alphabet.empty() || format.alphabet.find(id[i]) != std::string::npos);
    if (permitted) continue;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "byte 0x%02x at %zu is not permitted",
                  static_cast<unsigned>(static_cast<unsigned char>(id[i])), i + 1);
    return text.data();
  }
  return {};
}

}  // namespace onefold::venue
