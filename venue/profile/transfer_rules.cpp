#include "venue/profile/transfer_rules.hpp"

namespace onefold::venue {

Profile transfer_rules(const Profile& profile) {
  Profile rules = profile;
  rules.retention = profile.transfers.retention;
  rules.window_ns = profile.transfers.window_ns;
  rules.duplicate = profile.transfers.duplicate;
  rules.mismatch = profile.transfers.mismatch;
  rules.refused_claims_id = false;
  rules.id.order = IdOrder::any;
  rules.nonce = {};
  rules.query = {};
  rules.cancel = {};
  rules.late_bound = {};
  rules.deadline_checked = false;
  rules.sequence = {};
  rules.acknowledgement = Acknowledgement::effect;
  rules.place = {};
  return rules;
}

}  // namespace onefold::venue
