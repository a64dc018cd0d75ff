// The verdict on one recorded run: which properties were violated, by whom, and what it may cost.
//
// A pure function of the record. It never calls the matching engine, a client or the simulator.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "properties/history.hpp"

namespace onefold::properties {

// The side that broke its contract first. nobody: no client could have kept the promise (beyond the
// contract).
enum class Blame : std::uint8_t { client, venue, nobody };

struct Violation {
  std::string_view property;  // name in the registry
  std::string intent;         // its id; the first of its twins; empty if none is concerned
  Blame blame = Blame::client;
  std::string blamed;         // "client desk-1", "venue", "nobody"
  std::string explanation;    // one sentence, money and sizes as decimal strings
  std::string cause;          // the same for violations of one cause: no ids, numbers or times
  std::string money_at_risk;  // "151.65 USD"; empty where no money is at stake
  TimeNs at_ns = 0;           // when it became visible
};

struct Judgement {
  std::vector<Violation> violations;  // blamed on a client or the venue; sorted by time, property, intent
  std::vector<Violation> excused;     // blame nobody: the promise cannot be kept under the faults that struck
  bool beyond = false;       // a fault struck that the contract does not permit: counted apart, never as held
  std::int64_t intents = 0;  // issued
  std::int64_t unknowns = 0;  // of them resolved as unknown at the end
};

Judgement judge(const History& history);

// A promise of a client that cannot be judged, because the client does not show what it is about.
struct NotChecked {
  Property property = Property::one_order_per_intent;
  ClientIndex client = 0;
};
// Of every run under these terms, by client and property. Where a property is the venue's promise too, that
// half of it is checked all the same.
std::vector<NotChecked> not_checked(const Terms& terms);

// Whether what a client believes by now is what the venue has made so far: positions and open orders; on a
// shared account, those of the orders that it names, or the account's. Who waits for a run to come to rest
// waits for this too, up to a bound: a client may be between two attempts to connect. Of a client
// that shows less than its full view, only that counts. Says nothing of who is to blame.
bool agrees(const History& history, ClientIndex client, const venue::ClientView& view);

}  // namespace onefold::properties
