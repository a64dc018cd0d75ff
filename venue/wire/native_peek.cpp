// What a frame of the native dialect is about, told from its first bytes.
#include "venue/wire/native.hpp"
#include "venue/wire/native_layout.hpp"
#include "venue/wire/native_reader.hpp"

namespace onefold::venue::native {
namespace {

// Walks over the items of a list, keeping nothing but the first text of each: its client order id.
class Skimmer {
 public:
  explicit Skimmer(Reader& reader) : reader_(reader) {}

  template <class T>
  void number(T&) {
    reader_.skip(sizeof(T));
  }
  void text(std::string&, std::size_t size_max) {
    std::string_view found;
    reader_.view(found, size_max);
    if (texts_++ == 0) first_ = found;
  }
  template <class T>
  void choice(T&, T) {
    reader_.skip(1);
  }
  template <class T>
  bool flagged(T&, T last, bool more) {
    T nothing{};
    return reader_.flagged(nothing, last, more);
  }
  template <class F>
  void tail(bool, F&&) {}
  void must(bool) {}
  void amount(std::int64_t&, std::int64_t) { reader_.skip(sizeof(std::int64_t)); }

  std::string_view first() const { return first_; }

 private:
  Reader& reader_;
  std::string_view first_;
  int texts_ = 0;
};

template <class Item>
void skim_list(Reader& reader, std::size_t count_max, Peek& out) {
  Item nothing;
  const std::uint16_t size = reader.count(count_max);
  for (std::uint16_t i = 0; i < size && reader.error() == WireError::none; ++i) {
    Skimmer skimmer(reader);
    fields(skimmer, nothing);
    if (reader.error() != WireError::none) return;
    if (i == 0) out.client_order_id = skimmer.first();
    if (skimmer.first() != out.client_order_id) out.several = true;
  }
}

void peek_body(Reader& reader, Peek& out) {
  OrderState nothing;
  if (out.kind == Kind::heartbeat) return;
  reader.number(out.number);
  switch (out.kind) {
    case Kind::new_order:
    case Kind::cancel:
    case Kind::query_order:
    case Kind::accepted:
    case Kind::cancelled:
    case Kind::replaced:
    case Kind::rejected:
    case Kind::event_accepted:
    case Kind::event_filled:
    case Kind::event_cancelled:
    case Kind::event_triggered:
    case Kind::event_expired:
    case Kind::event_busted:
    case Kind::transfer:
    case Kind::query_transfer:
      return reader.view(out.client_order_id, client_order_id_size_max);
    case Kind::replace:
      reader.view(out.client_order_id, client_order_id_size_max);
      return reader.view(out.other_id, client_order_id_size_max);
    case Kind::event_replaced: {
      Skimmer skimmer(reader);
      fields(skimmer, nothing);
      out.client_order_id = skimmer.first();
      return reader.view(out.other_id, client_order_id_size_max);
    }
    case Kind::order_report:
    case Kind::open_orders:
      return skim_list<OrderState>(reader, orders_max, out);
    case Kind::trades:
      return skim_list<Fill>(reader, trades_page_max, out);
    case Kind::new_orders:
      return skim_list<NewOrder>(reader, batch_legs_max, out);
    case Kind::batch_answer:
      return skim_list<LegAnswer>(reader, batch_legs_max, out);
    case Kind::transferred:
      return reader.view(out.client_order_id, client_order_id_size_max);
    case Kind::transfer_report:
      return skim_list<TransferState>(reader, transfers_max, out);
    default:
      return;
  }
}

}  // namespace

bool peek(std::span<const std::byte> frame, Peek& out) {
  out = {};
  if (frame.size() < header_size) return false;
  out.kind = static_cast<Kind>(frame[length_size + 1]);
  if (to_string(out.kind) == "unknown") return false;
  Reader reader(frame.subspan(header_size));
  peek_body(reader, out);
  return reader.error() == WireError::none;
}

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::login:
      return "login";
    case Kind::new_order:
      return "new-order";
    case Kind::cancel:
      return "cancel";
    case Kind::replace:
      return "replace";
    case Kind::query_order:
      return "query-order";
    case Kind::query_open:
      return "query-open";
    case Kind::query_trades:
      return "query-trades";
    case Kind::subscribe:
      return "subscribe";
    case Kind::logged_in:
      return "logged-in";
    case Kind::accepted:
      return "accepted";
    case Kind::cancelled:
      return "cancelled";
    case Kind::replaced:
      return "replaced";
    case Kind::rejected:
      return "rejected";
    case Kind::order_report:
      return "order-report";
    case Kind::open_orders:
      return "open-orders";
    case Kind::trades:
      return "trades";
    case Kind::event_accepted:
      return "event-accepted";
    case Kind::event_filled:
      return "event-filled";
    case Kind::event_cancelled:
      return "event-cancelled";
    case Kind::event_replaced:
      return "event-replaced";
    case Kind::mass_cancel:
      return "mass-cancel";
    case Kind::cancel_after:
      return "cancel-after";
    case Kind::new_orders:
      return "new-orders";
    case Kind::transfer:
      return "transfer";
    case Kind::query_transfer:
      return "query-transfer";
    case Kind::mass_cancelled:
      return "mass-cancelled";
    case Kind::cancel_after_set:
      return "cancel-after-set";
    case Kind::batch_answer:
      return "batch-answer";
    case Kind::transferred:
      return "transferred";
    case Kind::transfer_report:
      return "transfer-report";
    case Kind::event_triggered:
      return "event-triggered";
    case Kind::event_expired:
      return "event-expired";
    case Kind::event_busted:
      return "event-busted";
    case Kind::heartbeat:
      return "heartbeat";
  }
  return "unknown";
}

std::string_view to_string(WireError error) {
  switch (error) {
    case WireError::none:
      return "none";
    case WireError::size:
      return "the length is 0 or over the limit";
    case WireError::version:
      return "the version is not 1";
    case WireError::kind:
      return "the kind is unknown, or not of this direction";
    case WireError::truncated:
      return "the frame ends inside a field";
    case WireError::trailing:
      return "bytes are left after the last field";
    case WireError::text:
      return "a text is too long or not printable";
    case WireError::range:
      return "a number is out of its range";
    case WireError::count:
      return "a list is too long";
  }
  return "?";
}

}  // namespace onefold::venue::native
