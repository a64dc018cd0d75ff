// What a frame of the native dialect is about, told from its first bytes.
#include <array>

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

// By the byte of the kind: a frame's kind is looked up whenever it is peeked into.
constexpr std::array<std::string_view, 256> kind_words = [] {
  std::array<std::string_view, 256> words;
  words.fill("unknown");
  words[static_cast<std::size_t>(Kind::login)] = "login";
  words[static_cast<std::size_t>(Kind::new_order)] = "new-order";
  words[static_cast<std::size_t>(Kind::cancel)] = "cancel";
  words[static_cast<std::size_t>(Kind::replace)] = "replace";
  words[static_cast<std::size_t>(Kind::query_order)] = "query-order";
  words[static_cast<std::size_t>(Kind::query_open)] = "query-open";
  words[static_cast<std::size_t>(Kind::query_trades)] = "query-trades";
  words[static_cast<std::size_t>(Kind::subscribe)] = "subscribe";
  words[static_cast<std::size_t>(Kind::logged_in)] = "logged-in";
  words[static_cast<std::size_t>(Kind::accepted)] = "accepted";
  words[static_cast<std::size_t>(Kind::cancelled)] = "cancelled";
  words[static_cast<std::size_t>(Kind::replaced)] = "replaced";
  words[static_cast<std::size_t>(Kind::rejected)] = "rejected";
  words[static_cast<std::size_t>(Kind::order_report)] = "order-report";
  words[static_cast<std::size_t>(Kind::open_orders)] = "open-orders";
  words[static_cast<std::size_t>(Kind::trades)] = "trades";
  words[static_cast<std::size_t>(Kind::event_accepted)] = "event-accepted";
  words[static_cast<std::size_t>(Kind::event_filled)] = "event-filled";
  words[static_cast<std::size_t>(Kind::event_cancelled)] = "event-cancelled";
  words[static_cast<std::size_t>(Kind::event_replaced)] = "event-replaced";
  words[static_cast<std::size_t>(Kind::mass_cancel)] = "mass-cancel";
  words[static_cast<std::size_t>(Kind::cancel_after)] = "cancel-after";
  words[static_cast<std::size_t>(Kind::new_orders)] = "new-orders";
  words[static_cast<std::size_t>(Kind::transfer)] = "transfer";
  words[static_cast<std::size_t>(Kind::query_transfer)] = "query-transfer";
  words[static_cast<std::size_t>(Kind::mass_cancelled)] = "mass-cancelled";
  words[static_cast<std::size_t>(Kind::cancel_after_set)] = "cancel-after-set";
  words[static_cast<std::size_t>(Kind::batch_answer)] = "batch-answer";
  words[static_cast<std::size_t>(Kind::transferred)] = "transferred";
  words[static_cast<std::size_t>(Kind::transfer_report)] = "transfer-report";
  words[static_cast<std::size_t>(Kind::event_triggered)] = "event-triggered";
  words[static_cast<std::size_t>(Kind::event_expired)] = "event-expired";
  words[static_cast<std::size_t>(Kind::event_busted)] = "event-busted";
  words[static_cast<std::size_t>(Kind::heartbeat)] = "heartbeat";
  return words;
}();

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
  return kind_words[static_cast<std::size_t>(kind)];
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
