// The objects of a profile's file, one function each. All throw JsonError.
#pragma once

#include "venue/profile/profile.hpp"
#include "venue/profile/sourced_fields.hpp"

namespace onefold::venue {

inline constexpr std::int64_t second_ns = 1'000'000'000;
inline constexpr std::int64_t hour_ns = 3600 * second_ns;
inline constexpr std::int64_t day_ns = 24 * hour_ns;
inline constexpr std::int64_t window_max_ns = 10'000 * day_ns;

IdFormat read_id_format(SourcedFields fields);
RateLimit read_rate_limit(SourcedFields fields);
NonceRule read_nonce(SourcedFields fields);
CancelRules read_cancel(SourcedFields fields);
ReplaceRules read_replace(SourcedFields fields);
void read_query(SourcedFields fields, QueryRules& rules);  // lags stay as they are where none is given
StreamRules read_stream(SourcedFields fields);
LateBound read_late_bound(SourcedFields fields);
SequenceRules read_sequence(SourcedFields fields);
Rollover read_rollover(SourcedFields fields);
CancelOnDisconnect read_cancel_on_disconnect(SourcedFields fields);
OrderRules read_orders(SourcedFields fields);
TransferRules read_transfers(SourcedFields fields);
DeduplicationPlace read_place(SourcedFields fields);

// The table of error codes: an array of objects.
std::vector<ErrorCode> read_codes(JsonFields& fields, SourceTable& table);

// Whether `found` lets a copy of an id be told from another order. Shared by orders and transfers.
void check_duplicate_fits(Retention retention, DuplicateAnswer duplicate, const SourcedFields& fields);

}  // namespace onefold::venue
