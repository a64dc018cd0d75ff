// `onefold list profiles` and `onefold list codes`: what venues document.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "venue/profile/find_profile.hpp"
#include "venue/profile/time_span.hpp"

namespace onefold::app {
namespace {

std::string_view word(venue::Effect effect) {
  switch (effect) {
    case venue::Effect::never:
      return "never";
    case venue::Effect::maybe:
      return "maybe";
    case venue::Effect::always:
      return "always";
  }
  return "?";
}

std::string_view word(venue::RetryAdvice advice) {
  switch (advice) {
    case venue::RetryAdvice::no:
      return "no";
    case venue::RetryAdvice::same_id:
      return "same-id";
    case venue::RetryAdvice::after_query:
      return "after-query";
    case venue::RetryAdvice::later:
      return "later";
  }
  return "?";
}

std::string retention_of(const venue::Profile& profile) {
  std::string text(to_string(profile.retention));
  if (profile.retention == venue::Retention::window) text += ' ' + venue::format_time_span(profile.window_ns);
  return text;
}

}  // namespace

int list_profiles(bool json) {
  nlohmann::json all = nlohmann::json::array();
  for (const std::string& name : venue::built_in_profiles()) {
    const venue::Profile profile = venue::built_in_profile(name);
    const std::string family = profile.family.empty() ? "generic" : profile.family;
    if (json) {
      all.push_back({{"name", name},
                     {"title", profile.title},
                     {"family", family},
                     {"retention", retention_of(profile)},
                     {"duplicate", to_string(profile.duplicate)},
                     {"source", profile.source}});
    } else {
      fmt::print("{:<20} {:<22} {:<12} {:<16} {}\n", name, family, retention_of(profile),
                 to_string(profile.duplicate), profile.title);
    }
  }
  if (json) fmt::print("{}\n", all.dump(2));
  return exit_held;
}

int list_codes(const ListArguments& arguments) {
  if (arguments.profile.empty()) {
    fmt::print(stderr, "onefold list: codes need --profile\n");
    return exit_usage;
  }
  const venue::Profile profile = venue::find_profile(arguments.profile, "");
  if (!arguments.code.empty() && !find_code(profile, arguments.code)) {
    fmt::print(stderr, "onefold list: {} lists no code \"{}\"\n", profile.name, arguments.code);
    return exit_bad_input;
  }
  nlohmann::json all = nlohmann::json::array();
  if (profile.codes.empty() && !arguments.json) {
    fmt::print("{}: its sources name no codes; a refusal carries its reason alone\n", profile.name);
    return exit_held;
  }
  if (!arguments.json)
    fmt::print("{:<5} {:<32} {:<7} {:<12} {}\n", "http", "code", "effect", "retry", "message; source");
  for (const venue::ErrorCode& code : profile.codes) {
    if (!arguments.code.empty() && code.code != arguments.code) continue;
    const std::string http = code.http_status == 0 ? "-" : std::to_string(code.http_status);
    if (arguments.json) {
      all.push_back({{"http", code.http_status},
                     {"code", code.code},
                     {"message", code.message},
                     {"effect", word(code.effect)},
                     {"retry", word(code.retry)},
                     {"ambiguous", code.ambiguous},
                     {"source", code.source}});
    } else {
      fmt::print("{:<5} {:<32} {:<7} {:<12} {}\n{:<60}{}\n", http, code.code, word(code.effect),
                 word(code.retry), code.message.empty() ? "-" : code.message, "", code.source);
    }
  }
  if (arguments.json) fmt::print("{}\n", all.dump(2));
  return exit_held;
}

}  // namespace onefold::app
