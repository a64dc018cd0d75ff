// The bytes of one journal record: an order request, or an act of the exchange itself, that changed it, and
// when.
//
// A journal holds inputs: the engine is deterministic, so the same requests at the same times make the same
// state. Each record carries its index and the number of the last execution report after it, so that a lost
// or repeated record, and a journal of another configuration, are noticed. Checksum and framing on disk are
// the journal file's business.
//
// Layout, little-endian; `text` is one length byte and that many bytes:
// - all: u8 version (1), u8 kind (1 new order, 2 cancel, 3 replace, 4 mass cancel, 5 transfer, 6 let time
//   pass, 7 cancel account, 8 bust trade, 9 cancel after, 10 reset sequence, 11 end day, 12 store error, 13
//   evict id, 14 free id, 15 lose ids), u64 index, u64 last_number, i64 time_ns, text account (the crowd's
//   where an act is of the whole exchange); then by kind
// - new order: text client_order_id, text symbol, u8 side, u8 type, u8 tif, i64 quantity, i64 limit,
//   i64 valid_until; if the highest bit of tif is set, then i64 stop, i64 expires, u8 post_only, u8
//   self_trade, i64 sent, u64 nonce, u64 seq
// - cancel: text target, u64 order_id; perhaps i64 valid_until, u64 seq
// - replace: text client_order_id, text target, i64 quantity, i64 limit, i64 valid_until; perhaps u64 seq
// - mass cancel: text symbol, u64 seq
// - transfer: text client_transfer_id, text asset, i64 amount, text to
// - bust trade: u64 trade
// - cancel after: i64 after_ns
// - store error: text client_order_id, u8 before
// - free id: text client_order_id
//
// The request number of the client's connection is not kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "venue/api/messages.hpp"
#include "venue/engine/venue_act.hpp"

namespace onefold::venue {

inline constexpr std::uint8_t journal_version = 1;

// No record is longer: a reader may refuse a longer length before reading.
inline constexpr std::size_t journal_record_size_max = 512;

struct JournalRecord {
  std::uint64_t index = 0;        // from 1, without gaps
  std::uint64_t last_number = 0;  // of execution reports, after this record
  TimeNs time_ns = 0;             // venue clock, at the effect
  std::string account;
  Request request;              // one of the six kinds
  std::optional<VenueAct> act;  // then there is no request
};

// Replaces the content of `bytes`. The request is one of the six, with every text at most 255 bytes.
void encode_record(std::uint64_t index, std::uint64_t last_number, TimeNs time_ns, std::string_view account,
                   const Request& request, std::string& bytes);
void encode_record(std::uint64_t index, std::uint64_t last_number, TimeNs time_ns, std::string_view account,
                   const VenueAct& act, std::string& bytes);

// Nothing when the bytes are not exactly one record of this version. Checks form, not meaning.
std::optional<JournalRecord> decode_record(std::string_view bytes);

}  // namespace onefold::venue
