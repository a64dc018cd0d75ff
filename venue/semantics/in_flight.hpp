// The ids of requests between their arrival and their effect: what makes an in-flight conflict real.
//
// Lost when the venue dies, as the requests themselves are: no id stays locked by a request that nobody works
// on.
#pragma once

#include <string_view>
#include <unordered_set>

#include "venue/profile/profile.hpp"
#include "venue/semantics/id_key.hpp"

namespace onefold::venue {

class InFlight {
 public:
  // Keeps a reference to the profile; does nothing unless it has in_flight_conflict.
  explicit InFlight(const Profile& profile) : profile_(&profile) {}

  // False when a request with this id is being worked on already; else it is from now on.
  bool enter(std::uint32_t account, std::string_view id) {
    if (!profile_->in_flight_conflict || id.empty()) return true;
    FoldedId folded;
    if (!profile_->id.case_sensitive) id = folded.set(id);
    if (ids_.contains(IdKeyView{scope(account), id})) return false;
    ids_.insert(IdKey{scope(account), std::string(id)});
    return true;
  }

  void leave(std::uint32_t account, std::string_view id) {
    if (ids_.empty()) return;
    FoldedId folded;
    if (!profile_->id.case_sensitive) id = folded.set(id);
    auto found = ids_.find(IdKeyView{scope(account), id});
    if (found != ids_.end()) ids_.erase(found);
  }

 private:
  std::uint32_t scope(std::uint32_t account) const { return profile_->id.per_account ? account : 0; }

  const Profile* profile_;
  std::unordered_set<IdKey, IdKeyHash, IdKeyEqual> ids_;
};

}  // namespace onefold::venue
