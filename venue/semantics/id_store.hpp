// What a venue recalls of client order ids, and what a request gets whose id is recalled: the rules of the
// profile.
//
// Ids of new orders and of replaces live in one space. Which outcomes claim an id: with stored_response each
// executed request, refused ones included; with the other answers only requests that took effect, so a
// refused id stays free. Memory: one entry per recalled id; while_open entries leave with their order, window
// entries when the next id is remembered after they expired. Only remember() and forget() change anything, so
// that a journal of effects rebuilds the store exactly. Single-threaded.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "venue/profile/profile.hpp"
#include "venue/semantics/id_key.hpp"
#include "venue/semantics/id_terms.hpp"

namespace onefold::venue {

// How the first request with an id ended.
struct FirstAnswer {
  Reason reason = Reason::none;  // none: it took effect
  OrderId order = 0;             // it made or changed
  std::uint64_t number = 0;  // of the last execution report that it made: the state that it was answered with

  friend bool operator==(const FirstAnswer&, const FirstAnswer&) = default;
};

// What the rules say to a request with some id.
struct IdVerdict {
  enum class Kind : std::uint8_t {
    fresh,            // not recalled: go on
    duplicate,        // refuse with duplicate_id
    mismatch,         // refuse with payload_mismatch
    return_original,  // answer with the present state of first.order
    stored_response,  // answer as `first` was answered
  };
  Kind kind = Kind::fresh;
  FirstAnswer first;  // but with fresh
};

class IdStore {
 public:
  // Keeps a reference to the profile.
  explicit IdStore(const Profile& profile);

  // The rule for a request of `account` now. A request of the other kind than the first (place, replace)
  // cannot be given the first one's answer: it is a mismatch where the profile compares terms, else a
  // duplicate.
  IdVerdict judge(std::uint32_t account, std::string_view id, const Terms& terms, TimeNs now_ns) const;

  // Claims an id that judge() called fresh, now, if the profile recalls such an outcome at all. Drops expired
  // ids. Returns whether it is recalled: a refusal that is must be journaled.
  bool remember(std::uint32_t account, std::string_view id, const Terms& terms, const FirstAnswer& first,
                TimeNs now_ns);

  // An order closed: with retention while_open its ids are free again. To be called for each id that it ever
  // had.
  void forget(std::uint32_t account, std::string_view id);

  std::size_t size() const { return entries_.size(); }

  // Equal for stores with equal content, however it came about.
  std::uint64_t digest() const;

 private:
  struct Entry {
    Terms terms;
    FirstAnswer first;
    TimeNs time_ns = 0;
    std::uint64_t claim = 0;  // serial number of remember(); not part of the recovered state
  };
  struct Expiry {
    TimeNs time_ns;
    std::uint64_t claim;
    const IdKey* key;  // of a node of entries_: it stays until its latest claim leaves the queue
  };

  std::uint32_t scope(std::uint32_t account) const { return profile_->id.per_account ? account : 0; }
  bool expired(TimeNs time_ns, TimeNs now_ns) const;
  void drop_expired(TimeNs now_ns);

  const Profile* profile_;
  // Looked up only; the digest, the one walk over it, is a sum.
  std::unordered_map<IdKey, Entry, IdKeyHash, IdKeyEqual> entries_;
  std::vector<Expiry> expiries_;  // retention window: in the order of remember()
  std::size_t expiries_first_ = 0;
  std::uint64_t claims_ = 0;
};

}  // namespace onefold::venue
