#include "venue/server/id_gateway.hpp"

#include "venue/semantics/request_key.hpp"

namespace onefold::venue {
namespace {

// Refusals that say nothing of the request itself: a copy is to be tried anew.
bool passes(Reason reason) {
  return reason == Reason::duplicate_id || reason == Reason::payload_mismatch ||
         reason == Reason::in_flight || reason == Reason::throttled || reason == Reason::banned ||
         reason == Reason::internal_error;
}

}  // namespace

Gateway::Gateway(const Profile& profile) : profile_(&profile), keys_(profile.window_ns) {}

std::error_code Gateway::open(const std::filesystem::path& directory, std::uint64_t records_last,
                              KeyLog::Found& found) {
  return log_.open(directory, records_last, keys_, found);
}

IdVerdict Gateway::judge(std::string_view account, const Request& request, TimeNs now_ns) {
  write_key(*profile_, account, request, key_);
  if (key_.empty()) return {};
  const std::optional<KeyEntry> entry = keys_.find(key_, now_ns);
  if (!entry) return {};
  const std::uint64_t terms = terms_hash(request);
  if (profile_->mismatch == MismatchAnswer::reject && entry->terms != terms)
    return {IdVerdict::Kind::mismatch, entry->first};
  const bool same_kind = (entry->terms & 1) == (terms & 1);
  if (same_kind && profile_->duplicate == DuplicateAnswer::return_original)
    return {IdVerdict::Kind::return_original, entry->first};
  if (same_kind && profile_->duplicate == DuplicateAnswer::stored_response)
    return {IdVerdict::Kind::stored_response, entry->first};
  return {IdVerdict::Kind::duplicate, entry->first};
}

bool Gateway::is_in_flight(std::string_view account, const Request& request) {
  if (in_flight_.empty()) return false;
  write_key(*profile_, account, request, key_);
  return in_flight_.contains(key_);
}

void Gateway::enter(std::string_view account, const Request& request) {
  if (!profile_->in_flight_conflict) return;
  write_key(*profile_, account, request, key_);
  if (!key_.empty()) in_flight_.insert(key_);
}

void Gateway::leave(std::string_view account, const Request& request) {
  if (in_flight_.empty()) return;
  write_key(*profile_, account, request, key_);
  in_flight_.erase(key_);
}

void Gateway::remember(std::string_view account, const Request& request, const FirstAnswer& first,
                       TimeNs now_ns, std::uint64_t record) {
  const bool refusals =
      profile_->duplicate == DuplicateAnswer::stored_response || profile_->refused_claims_id;
  if (first.reason != Reason::none && (!refusals || passes(first.reason))) return;
  write_key(*profile_, account, request, key_);
  if (key_.empty()) return;
  const KeyEntry entry{now_ns, terms_hash(request), first};
  keys_.insert(key_, entry);
  log_.put(key_, entry, record);
}

}  // namespace onefold::venue
