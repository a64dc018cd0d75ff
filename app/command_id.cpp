// `onefold id`: client order ids for a venue, and what the venue promises about them.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "app/commands.hpp"
#include "client/id_scheme.hpp"
#include "client/random_source.hpp"
#include "venue/profile/find_profile.hpp"

namespace onefold::app {
namespace {

constexpr client::IdScheme schemes[] = {client::IdScheme::uuid_v4, client::IdScheme::uuid_v7,
                                        client::IdScheme::ulid,    client::IdScheme::nano_id,
                                        client::IdScheme::derived, client::IdScheme::counter};

// False if ids of this scheme do not fit the venue.
bool show(client::IdScheme scheme, const IdArguments& arguments, const venue::Profile& profile,
          client::RandomSource& random) {
  std::string problem = client::check_scheme(scheme, profile.id);
  if (!problem.empty()) {
    fmt::print("{:<8} does not fit: {}\n", client::to_string(scheme), problem);
    return false;
  }
  auto now = std::chrono::system_clock::now().time_since_epoch();
  client::IdInputs inputs{arguments.account, arguments.intent,
                          std::chrono::duration_cast<std::chrono::nanoseconds>(now).count(), 0, 1};
  fmt::print("{:<8} {}\n", client::to_string(scheme), client::make_id(scheme, profile.id, inputs, random));
  return true;
}

int check(const std::string& id, const venue::Profile& profile) {
  std::string problem = venue::check_id(profile.id, id);
  fmt::print("{}: {}\n", id, problem.empty() ? "fits " + profile.name : problem);
  return problem.empty() ? exit_held : exit_bad_input;
}

}  // namespace

int id_command(const IdArguments& arguments) {
  std::vector<std::string> profiles = venue::built_in_profiles();
  const std::string& name = arguments.venue;
  const bool known =
      std::find(profiles.begin(), profiles.end(), name.substr(0, name.find(':'))) != profiles.end();
  if (!known && !venue::names_file(name)) {
    fmt::print(stderr, "onefold id: no profile \"{}\"; expected one of: {}\n", arguments.venue,
               fmt::join(profiles, ", "));
    return exit_usage;
  }
  venue::Profile profile = venue::find_profile(name, "");
  if (!arguments.check.empty()) return check(arguments.check, profile);
  client::RandomSource random;
  bool fits = true;
  if (arguments.format.empty()) {
    for (client::IdScheme scheme : schemes) show(scheme, arguments, profile, random);
  } else if (auto scheme = client::parse_id_scheme(arguments.format)) {
    fits = show(*scheme, arguments, profile, random);
  } else {
    fmt::print(stderr,
               "onefold id: no format \"{}\"; expected UUIDv4, UUIDv7, ULID, NanoID, derived or counter\n",
               arguments.format);
    return exit_usage;
  }
  fmt::print("\n{}", client::describe_contract(profile));
  return fits ? exit_held : exit_bad_input;
}

}  // namespace onefold::app
