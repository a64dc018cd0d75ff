// By what a venue knows that a request came before: the key of a new order or a replace, as the profile wants
// it.
//
// - client_id: the client order id.
// - fingerprint: 128 bits of hash over the id and all terms. The same request again has the same key; a twin,
//   which has an id of its own, has another, and so has an id with other terms.
// - terms: as fingerprint, without the id. A copy under another id has the same key, and so has a twin.
// Terms are what the order is to be: kind of request, symbol or target, side, type, time in force, quantity,
// limit, stop, expiry, post-only, self-trade mode. Not among them is what a retry may change: the request
// number, valid_until, the time of sending, the nonce, the session's sequence number.
// Each in the scope of the account, unless ids are those of the whole venue. Other requests have no key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "venue/profile/profile.hpp"

namespace onefold::venue {

// Replaces the content of `key`; empty for a request without one. At most account_size_max +
// client_order_id_size_max + 2 bytes; an id that is longer than any venue takes has no key either.
void write_key(const Profile& profile, std::string_view account, const Request& request, std::string& key);

// A hash of the terms; its lowest bit tells a replace (1) from a place (0). 0 for other requests.
std::uint64_t terms_hash(const Request& request);

}  // namespace onefold::venue
