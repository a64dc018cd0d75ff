// What follows from where a venue looks ids up, for whoever relies on it: the exchange, clients, the
// contract.
#pragma once

#include "venue/profile/profile.hpp"

namespace onefold::venue {

// Whether a copy of a request is known whichever connection it comes by. False: each of several gateways
// knows only what came through itself, and a client that connects anew may reach another one.
inline bool known_everywhere(const Profile& profile) {
  return profile.place.at_engine || profile.place.gateways == 1;
}

// Whether the engine itself compares client order ids. Where it does not, ids are labels to it.
inline bool compared_by_engine(const Profile& profile) {
  return profile.place.at_engine && profile.place.key == DeduplicationPlace::Key::client_id;
}

// The profile of an engine to which ids are labels.
inline Profile with_ids_as_labels(Profile profile) {
  profile.retention = Retention::none;
  profile.duplicate = DuplicateAnswer::accept_new;
  profile.mismatch = MismatchAnswer::ignore;
  profile.in_flight_conflict = false;
  profile.refused_claims_id = false;
  return profile;
}

}  // namespace onefold::venue
