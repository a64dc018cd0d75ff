#include "venue/engine/journal_record.hpp"

#include <bit>
#include <cassert>
#include <cstring>
#include <limits>
#include <utility>

namespace onefold::venue {
namespace {

enum class RecordKind : std::uint8_t {
  place = 1,
  cancel = 2,
  replace = 3,
  mass_cancel = 4,
  transfer = 5,
  let_time_pass = 6,
  cancel_account = 7,
  bust_trade = 8,
  cancel_after = 9,
  reset_sequence = 10,
  end_day = 11,
  store_error = 12,
  evict_id = 13,
  free_id = 14,
  lose_ids = 15,
};

// Set in a byte after which the request's less common fields follow.
constexpr std::uint8_t more_follows = 0x80;

class Writer {
 public:
  explicit Writer(std::string& bytes) : bytes_(bytes) { bytes_.clear(); }

  void byte(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void number(std::uint64_t value) {
    static_assert(std::endian::native == std::endian::little, "the journal is little-endian");
    char eight[8];
    std::memcpy(eight, &value, 8);
    bytes_.append(eight, 8);
  }
  void amount(std::int64_t value) { number(static_cast<std::uint64_t>(value)); }
  void text(std::string_view value) {
    assert(value.size() <= std::numeric_limits<std::uint8_t>::max());
    byte(static_cast<std::uint8_t>(value.size()));
    bytes_ += value;
  }

 private:
  std::string& bytes_;
};

// After the first read that does not fit, all reads give zeros and `good` is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::uint8_t byte() {
    std::string_view one = take(1);
    return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one[0]);
  }
  std::uint64_t number() {
    std::string_view eight = take(8);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < eight.size(); ++i) {
      value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(eight[i])) << (8 * i);
    }
    return value;
  }
  std::int64_t amount() { return static_cast<std::int64_t>(number()); }
  std::string text() { return std::string(take(byte())); }
  template <class E>
  E choice(E last) {
    std::uint8_t value = byte();
    if (value > static_cast<std::uint8_t>(last)) good_ = false;
    return good_ ? static_cast<E>(value) : E{};
  }
  template <class E>
  bool flagged(E& out, E last) {
    std::uint8_t value = byte();
    const bool more = (value & more_follows) != 0;
    value &= static_cast<std::uint8_t>(~more_follows);
    if (value > static_cast<std::uint8_t>(last)) good_ = false;
    if (good_) out = static_cast<E>(value);
    return more && good_;
  }

  bool complete() const { return good_ && bytes_.empty(); }

 private:
  std::string_view take(std::size_t size) {
    if (!good_ || bytes_.size() < size) {
      good_ = false;
      return {};
    }
    std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  std::string_view bytes_;
  bool good_ = true;
};

bool has_more(const NewOrder& order) {
  return order.stop != 0 || order.expires_ns != 0 || order.post_only ||
         order.self_trade != SelfTrade::venue_default || order.sent_ns != 0 || order.nonce != 0 ||
         order.seq != 0;
}

void write(Writer& out, const NewOrder& order) {
  out.text(order.client_order_id);
  out.text(order.symbol);
  out.byte(static_cast<std::uint8_t>(order.side));
  out.byte(static_cast<std::uint8_t>(order.type));
  const bool more = has_more(order);
  out.byte(static_cast<std::uint8_t>(static_cast<std::uint8_t>(order.tif) | (more ? more_follows : 0)));
  out.amount(order.quantity);
  out.amount(order.limit);
  out.amount(order.valid_until_ns);
  if (!more) return;
  out.amount(order.stop);
  out.amount(order.expires_ns);
  out.byte(order.post_only ? 1 : 0);
  out.byte(static_cast<std::uint8_t>(order.self_trade));
  out.amount(order.sent_ns);
  out.number(order.nonce);
  out.number(order.seq);
}

void write(Writer& out, const CancelOrder& cancel) {
  out.text(cancel.target);
  out.number(cancel.order_id);
  if (cancel.valid_until_ns == 0 && cancel.seq == 0) return;
  out.amount(cancel.valid_until_ns);
  out.number(cancel.seq);
}

void write(Writer& out, const ReplaceOrder& replace) {
  out.text(replace.client_order_id);
  out.text(replace.target);
  out.amount(replace.quantity);
  out.amount(replace.limit);
  out.amount(replace.valid_until_ns);
  if (replace.seq != 0) out.number(replace.seq);
}

void write(Writer& out, const MassCancel& cancel) {
  out.text(cancel.symbol);
  out.number(cancel.seq);
}

void write(Writer& out, const Transfer& transfer) {
  out.text(transfer.client_transfer_id);
  out.text(transfer.asset);
  out.amount(transfer.amount);
  out.text(transfer.to);
}

void write(Writer& out, const CancelAfter& cancel) {
  out.amount(cancel.after_ns);
}

// Braced initialisers are evaluated in the order in which they stand.
NewOrder read_place(Reader& in) {
  NewOrder order{0, in.text(), in.text(), in.choice(Side::sell), in.choice(OrderType::stop)};
  const bool more = in.flagged(order.tif, TimeInForce::good_till_time);
  order.quantity = in.amount();
  order.limit = in.amount();
  order.valid_until_ns = in.amount();
  if (!more) return order;
  order.stop = in.amount();
  order.expires_ns = in.amount();
  order.post_only = in.choice(true);
  order.self_trade = in.choice(SelfTrade::decrement);
  order.sent_ns = in.amount();
  order.nonce = in.number();
  order.seq = in.number();
  return order;
}

CancelOrder read_cancel(Reader& in) {
  CancelOrder cancel{0, in.text(), in.number()};
  if (in.complete()) return cancel;
  cancel.valid_until_ns = in.amount();
  cancel.seq = in.number();
  return cancel;
}

ReplaceOrder read_replace(Reader& in) {
  ReplaceOrder replace{0, in.text(), in.text(), in.amount(), in.amount(), in.amount()};
  if (!in.complete()) replace.seq = in.number();
  return replace;
}

MassCancel read_mass_cancel(Reader& in) {
  return MassCancel{0, in.text(), in.number()};
}

Transfer read_transfer(Reader& in) {
  return Transfer{0, in.text(), in.text(), in.amount(), in.text()};
}

CancelAfter read_cancel_after(Reader& in) {
  return CancelAfter{0, in.amount()};
}

RecordKind kind_of_record(const VenueAct& act) {
  switch (act.kind) {
    case VenueAct::Kind::let_time_pass:
      return RecordKind::let_time_pass;
    case VenueAct::Kind::cancel_account:
      return RecordKind::cancel_account;
    case VenueAct::Kind::reset_sequence:
      return RecordKind::reset_sequence;
    case VenueAct::Kind::bust_trade:
      return RecordKind::bust_trade;
    case VenueAct::Kind::end_day:
      return RecordKind::end_day;
    case VenueAct::Kind::store_error:
      return RecordKind::store_error;
    case VenueAct::Kind::evict_id:
      return RecordKind::evict_id;
    case VenueAct::Kind::free_id:
      return RecordKind::free_id;
    case VenueAct::Kind::lose_ids:
      break;
  }
  return RecordKind::lose_ids;
}

void write_head(Writer& out, RecordKind kind, std::uint64_t index, std::uint64_t last_number, TimeNs time_ns,
                std::string_view account) {
  out.byte(journal_version);
  out.byte(static_cast<std::uint8_t>(kind));
  out.number(index);
  out.number(last_number);
  out.amount(time_ns);
  out.text(account);
}

RecordKind kind_of_record(const Request& request) {
  if (std::holds_alternative<NewOrder>(request)) return RecordKind::place;
  if (std::holds_alternative<CancelOrder>(request)) return RecordKind::cancel;
  if (std::holds_alternative<ReplaceOrder>(request)) return RecordKind::replace;
  if (std::holds_alternative<MassCancel>(request)) return RecordKind::mass_cancel;
  if (std::holds_alternative<CancelAfter>(request)) return RecordKind::cancel_after;
  assert(std::holds_alternative<Transfer>(request));
  return RecordKind::transfer;
}

}  // namespace

void encode_record(std::uint64_t index, std::uint64_t last_number, TimeNs time_ns, std::string_view account,
                   const Request& request, std::string& bytes) {
  Writer out(bytes);
  RecordKind kind = kind_of_record(request);
  write_head(out, kind, index, last_number, time_ns, account);
  switch (kind) {
    case RecordKind::place:
      write(out, std::get<NewOrder>(request));
      break;
    case RecordKind::cancel:
      write(out, std::get<CancelOrder>(request));
      break;
    case RecordKind::replace:
      write(out, std::get<ReplaceOrder>(request));
      break;
    case RecordKind::mass_cancel:
      write(out, std::get<MassCancel>(request));
      break;
    case RecordKind::transfer:
      write(out, std::get<Transfer>(request));
      break;
    case RecordKind::cancel_after:
      write(out, std::get<CancelAfter>(request));
      break;
    default:
      assert(false);
  }
  assert(bytes.size() <= journal_record_size_max);
}

void encode_record(std::uint64_t index, std::uint64_t last_number, TimeNs time_ns, std::string_view account,
                   const VenueAct& act, std::string& bytes) {
  Writer out(bytes);
  write_head(out, kind_of_record(act), index, last_number, time_ns, account);
  if (act.kind == VenueAct::Kind::bust_trade) out.number(act.trade);
  if (act.kind == VenueAct::Kind::store_error || act.kind == VenueAct::Kind::free_id)
    out.text(act.client_order_id);
  if (act.kind == VenueAct::Kind::store_error) out.byte(act.before ? 1 : 0);
}

std::optional<JournalRecord> decode_record(std::string_view bytes) {
  if (bytes.size() > journal_record_size_max) return std::nullopt;
  Reader in(bytes);
  if (in.byte() != journal_version) return std::nullopt;
  std::uint8_t kind = in.byte();
  JournalRecord record;
  record.index = in.number();
  record.last_number = in.number();
  record.time_ns = in.amount();
  record.account = in.text();
  switch (static_cast<RecordKind>(kind)) {
    case RecordKind::place:
      record.request = read_place(in);
      break;
    case RecordKind::cancel:
      record.request = read_cancel(in);
      break;
    case RecordKind::replace:
      record.request = read_replace(in);
      break;
    case RecordKind::mass_cancel:
      record.request = read_mass_cancel(in);
      break;
    case RecordKind::transfer:
      record.request = read_transfer(in);
      break;
    case RecordKind::let_time_pass:
      record.act = VenueAct{VenueAct::Kind::let_time_pass, 0};
      break;
    case RecordKind::cancel_account:
      record.act = VenueAct{VenueAct::Kind::cancel_account, 0};
      break;
    case RecordKind::reset_sequence:
      record.act = VenueAct{VenueAct::Kind::reset_sequence, 0};
      break;
    case RecordKind::bust_trade:
      record.act = VenueAct{VenueAct::Kind::bust_trade, in.number()};
      break;
    case RecordKind::cancel_after:
      record.request = read_cancel_after(in);
      break;
    case RecordKind::end_day:
      record.act = VenueAct{VenueAct::Kind::end_day};
      break;
    case RecordKind::store_error:
      record.act = VenueAct{VenueAct::Kind::store_error, 0, in.text()};
      record.act->before = in.choice(true);
      break;
    case RecordKind::evict_id:
      record.act = VenueAct{VenueAct::Kind::evict_id};
      break;
    case RecordKind::free_id:
      record.act = VenueAct{VenueAct::Kind::free_id, 0, in.text()};
      break;
    case RecordKind::lose_ids:
      record.act = VenueAct{VenueAct::Kind::lose_ids};
      break;
    default:
      return std::nullopt;
  }
  if (!in.complete()) return std::nullopt;
  return record;
}

}  // namespace onefold::venue
