// Terms of a run on a venue of each family of id rules.
#pragma once

#include "properties/contract.hpp"
#include "tests/properties/story.hpp"

namespace onefold::properties {

inline Terms terms_of(Family family) {
  Terms terms = usual_terms();
  venue::Profile& profile = terms.profile;
  switch (family) {
    case Family::for_ever_reject:
      return terms;
    case Family::window:
      return usual_terms(venue::Retention::window);
    case Family::while_open:
      return usual_terms(venue::Retention::while_open);
    case Family::none:
      return usual_terms(venue::Retention::none);
    case Family::for_ever_original:
      profile.duplicate = venue::DuplicateAnswer::return_original;
      break;
    case Family::session:
      profile.retention = venue::Retention::day;
      profile.rollover.daily = true;
      break;
    case Family::stored_response:
      terms = usual_terms(venue::Retention::window);
      terms.profile.duplicate = venue::DuplicateAnswer::stored_response;
      break;
    case Family::signed_nonce:
      terms = usual_terms(venue::Retention::none);
      terms.profile.nonce.recalled = 100;
      break;
    case Family::upsert:
      profile.retention = venue::Retention::until_expiry;
      profile.duplicate = venue::DuplicateAnswer::upsert;
      break;
    case Family::amended:
      profile.duplicate = venue::DuplicateAnswer::amend;
      break;
    case Family::ignored:
      profile.duplicate = venue::DuplicateAnswer::ignore;
      profile.id.order = venue::IdOrder::increasing;
      break;
  }
  return terms;
}

}  // namespace onefold::properties
