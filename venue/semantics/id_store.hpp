// What a venue recalls of client order ids, and what a request gets whose id is recalled: the rules of the
// profile.
//
// Ids of new orders and of replaces live in one space. Which outcomes claim an id: requests that took effect;
// refused ones too where the profile says refused_claims_id, and with stored_response (but with while_open,
// where a refusal has no order to leave with). Memory: one entry per recalled id, which leaves with its order
// (while_open), at the end of the day (session, day), or when the next id is remembered after it expired
// (window, until_expiry). Only the members that are not const change anything, so that a journal of effects
// rebuilds the store exactly. Single-threaded.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
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
    ignore,           // do not answer
    amend,            // the open order first.order takes the request's terms
    expired_before,   // refuse with expired_before: not later than what it has to exceed
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

  // Claims an id that judge() called fresh, now, or anew one that it called amend, if the profile recalls
  // such an outcome at all. Drops expired ids. Returns whether it is recalled: a refusal that is must be
  // journaled.
  bool remember(std::uint32_t account, std::string_view id, const Terms& terms, const FirstAnswer& first,
                TimeNs now_ns);

  // The order closed: its ids are recalled by the rule for closed orders from now on. To be called for each
  // id that it ever had; does nothing to an id that another order has claimed since.
  void close(std::uint32_t account, std::string_view id, OrderId order, bool filled);

  // A cancel of the id stands until `until_ns`, whether there is an order or not (DeadTarget::tombstone).
  // Returns whether that changed anything: then it must be journaled.
  bool bury(std::uint32_t account, std::string_view id, TimeNs until_ns, TimeNs now_ns);

  // The account's session ended, or the day of all accounts: with retention session, or day and session, ids
  // of closed orders are free, and those of open ones are once they close. The rollover calls end_day().
  void end_session(std::uint32_t account);
  void end_day();

  // ---- what misbehaviour is made of; each says whether it changed anything
  // The id, the one that is recalled for longest, or all are recalled no more.
  bool drop(std::uint32_t account, std::string_view id);
  bool drop_oldest();
  bool drop_all();
  // The first answer to the id is this refusal from now on.
  bool restate(std::uint32_t account, std::string_view id, Reason reason);

  std::size_t size() const { return entries_.size(); }

  // Equal for stores with equal content, however it came about.
  std::uint64_t digest() const;

 private:
  struct Entry {
    Terms terms;
    FirstAnswer first;
    TimeNs time_ns = 0;    // of the claim
    TimeNs buried_ns = 0;  // until when a cancel of it stands; 0: none does
    std::uint32_t account = 0;
    bool open = false;        // the order is
    bool filled = false;      // the order closed by that
    bool ended = false;       // its session or day is over
    bool dropped = false;     // is recalled no more, by misbehaviour
    std::uint64_t claim = 0;  // serial number of remember(); 0: there is a cancel alone
  };
  struct Expiry {
    TimeNs time_ns;
    std::uint64_t claim;
    const IdKey* key;  // of a node of entries_: it stays until its latest claim leaves the queue
  };
  using Entries = std::unordered_map<IdKey, Entry, IdKeyHash, IdKeyEqual>;

  std::uint32_t scope(std::uint32_t account) const { return profile_->id.per_account ? account : 0; }
  std::string_view compared(std::string_view id, FoldedId& folded) const {
    return profile_->id.case_sensitive ? id : folded.set(id);
  }
  bool by_session() const {
    return profile_->retention == Retention::session || profile_->retention == Retention::day;
  }
  IdVerdict judge_entry(const Entry& entry, const Terms& terms) const;
  IdVerdict judge_upsert(const Entry& entry, const Terms& terms) const;
  bool used_before(std::uint32_t scope, std::string_view id) const;
  bool expired(const Entry& entry, TimeNs now_ns) const;
  void end(bool all, std::uint32_t account);
  void drop_expired(TimeNs now_ns);
  void drop_when_due(const IdKey& key, const Entry& entry);

  const Profile* profile_;
  // Looked up only; the digest, a sum, and the end of a day, which each entry passes alone, walk over it.
  Entries entries_;
  std::vector<Expiry> expiries_;  // retention window: in the order of remember()
  std::size_t expiries_first_ = 0;
  std::map<std::pair<TimeNs, std::uint64_t>, IdKey> due_;  // of what expires at a time of its own
  std::vector<std::string> highest_;                       // increasing ids: the highest used, by scope
  std::uint64_t claims_ = 0;
};

}  // namespace onefold::venue
