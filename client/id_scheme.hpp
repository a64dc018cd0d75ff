// Client order ids: the schemes that clients use, fitted to what a venue accepts, and the contract in words.
//
// UUIDv4, UUIDv7 (RFC 9562), ULID (github.com/ulid/spec), NanoID (github.com/ai/nanoid), or derived from the
// intent: a UUIDv5 of account and intent id, the only scheme that survives the loss of the ledger. And the
// counter: 1, 2, 3 ..., for venues that want ids to increase, or that have no room for others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/random_source.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::client {

enum class IdScheme : std::uint8_t { uuid_v4, uuid_v7, ulid, nano_id, derived, counter };

// "UUIDv4", "UUIDv7", "ULID", "NanoID", "derived", "counter"; parsing ignores case and hyphens ("uuid-v4").
std::string_view to_string(IdScheme scheme);
std::optional<IdScheme> parse_id_scheme(std::string_view text);

// Nothing if ids of this scheme fit the format with at least 64 bits that tell them apart; else why not.
// NanoID and derived ids adapt to alphabet and length, the others are what they are.
// A counter fits wherever digits do: it is not by chance that its ids differ.
std::string check_scheme(IdScheme scheme, const venue::IdFormat& format);

// A scheme that fits: UUIDv7, else NanoID, else a counter; a counter where ids must increase.
IdScheme fitting_scheme(const venue::IdFormat& format);

// What an id is made from. `account` and `intent_id` shape derived ids only, `wall_ns` UUIDv7 and ULID only.
struct IdInputs {
  std::string_view account;
  std::string_view intent_id;
  venue::TimeNs wall_ns = 0;
  // Of a place that is sent under another id since the first is used up: the attempt that does so; else 0.
  int renewed_at = 0;
  std::uint64_t count = 0;  // scheme counter only: the id, above all ids before it
};

// check_scheme(scheme, format) must be empty. The same inputs give the same derived id for ever, on every
// machine.
std::string make_id(IdScheme scheme, const venue::IdFormat& format, const IdInputs& inputs,
                    RandomSource& random);

// Several lines for people: which ids fit, in what scope they are compared, how long they are remembered,
// what a duplicate gets, what is compared, and what that means for a client that got no answer.
std::string describe_contract(const venue::Profile& profile);

}  // namespace onefold::client
