// RapidCheck generators of every message of venue/api, within the limits that encoders are promised.
#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "venue/api/messages.hpp"
#include "venue/wire/native.hpp"

namespace onefold::venue {

inline rc::Gen<std::string> printable_text(int size_max) {
  return rc::gen::mapcat(rc::gen::inRange(0, size_max + 1), [](int size) {
    return rc::gen::container<std::string>(static_cast<std::size_t>(size),
                                           rc::gen::inRange<char>('!', '\x7f'));
  });
}

inline ClientOrderId any_id() {
  return *printable_text(static_cast<int>(client_order_id_size_max));
}
inline std::string any_account() {
  return *printable_text(static_cast<int>(account_size_max));
}
inline std::string any_symbol() {
  return *printable_text(static_cast<int>(symbol_size_max));
}
inline std::uint64_t any_number() {
  return *rc::gen::arbitrary<std::uint64_t>();
}
inline std::int64_t up_to(std::int64_t max) {
  return *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, max), rc::gen::element<std::int64_t>(0, 1, max));
}
inline std::int64_t any_amount() {
  return up_to(std::numeric_limits<std::int64_t>::max());
}
template <class T>
T one_of_first(int count) {
  return static_cast<T>(*rc::gen::inRange(0, count));
}

inline OrderState any_order() {
  OrderState order;
  order.order_id = any_number();
  order.client_order_id = any_id();
  order.first_client_order_id = any_id();
  order.symbol = any_symbol();
  order.side = one_of_first<Side>(2);
  order.type = one_of_first<OrderType>(3);
  order.tif = one_of_first<TimeInForce>(5);
  order.quantity = up_to(lots_max);
  order.limit = up_to(ticks_max);
  order.filled = up_to(lots_max);
  order.status = one_of_first<OrderStatus>(4);
  if (one_of_first<bool>(2)) return order;  // most orders have nothing of what follows
  order.stop = up_to(ticks_max);
  order.expires_ns = any_amount();
  order.post_only = one_of_first<bool>(2);
  order.triggered = one_of_first<bool>(2);
  return order;
}

inline Fill any_fill() {
  Fill fill;
  fill.trade_id = any_number();
  fill.order_id = any_number();
  fill.client_order_id = any_id();
  fill.symbol = any_symbol();
  fill.side = one_of_first<Side>(2);
  fill.quantity = up_to(lots_max);
  fill.price = up_to(ticks_max);
  fill.time_ns = any_amount();
  return fill;
}

template <class Item>
std::vector<Item> up_to_four(Item (*make)()) {
  std::vector<Item> items(static_cast<std::size_t>(*rc::gen::inRange(0, 5)));
  for (Item& item : items) item = make();
  return items;
}

inline ExecutionReport any_execution_report() {
  ExecutionReport report;
  report.seq = any_number();
  report.kind = one_of_first<ExecutionKind>(7);
  report.time_ns = any_amount();
  report.account = any_account();
  report.order = any_order();
  report.replaced_client_order_id = any_id();
  report.trade_id = any_number();
  report.last_quantity = up_to(lots_max);
  report.last_price = up_to(ticks_max);
  return report;
}

inline NewOrder any_new_order() {
  NewOrder order;
  order.request = any_number();
  order.client_order_id = any_id();
  order.symbol = any_symbol();
  order.side = one_of_first<Side>(2);
  order.type = one_of_first<OrderType>(3);
  order.tif = one_of_first<TimeInForce>(5);
  order.quantity = any_amount();
  order.limit = any_amount();
  order.valid_until_ns = any_amount();
  if (one_of_first<bool>(2)) return order;
  order.stop = any_amount();
  order.expires_ns = any_amount();
  order.post_only = one_of_first<bool>(2);
  order.self_trade = one_of_first<SelfTrade>(6);
  order.sent_ns = any_amount();
  order.nonce = any_number();
  order.seq = any_number();
  return order;
}

inline TransferState any_transfer() {
  return TransferState{any_number(), any_id(),      any_account(), any_symbol(),
                       any_amount(), any_account(), any_amount()};
}

inline LegAnswer any_leg() {
  LegAnswer leg;
  leg.request = any_number();
  leg.client_order_id = any_id();
  leg.reason = one_of_first<Reason>(static_cast<int>(Reason::replace_half_done) + 1);
  leg.code = *printable_text(static_cast<int>(code_size_max));
  leg.order = any_order();
  leg.original = one_of_first<bool>(2);
  return leg;
}

// `index` as in the variant.
inline Request any_request(std::size_t index) {
  switch (index) {
    case 0:
      return Login{any_number(), any_account(), one_of_first<bool>(2)};
    case 1:
      return any_new_order();
    case 2: {
      CancelOrder cancel;
      cancel.request = any_number();
      cancel.target = any_id();
      cancel.order_id = any_number();
      if (one_of_first<bool>(2)) return cancel;
      cancel.valid_until_ns = any_amount();
      cancel.seq = any_number();
      return cancel;
    }
    case 3: {
      ReplaceOrder replace;
      replace.request = any_number();
      replace.client_order_id = any_id();
      replace.target = any_id();
      replace.quantity = any_amount();
      replace.limit = any_amount();
      replace.valid_until_ns = any_amount();
      if (one_of_first<bool>(2)) replace.seq = any_number();
      return replace;
    }
    case 4: {
      QueryOrder query;
      query.request = any_number();
      query.client_order_id = any_id();
      query.order_id = any_number();
      return query;
    }
    case 5:
      return QueryOpenOrders{any_number()};
    case 6: {
      QueryTrades query;
      query.request = any_number();
      query.after = any_number();
      return query;
    }
    case 7: {
      Subscribe subscribe;
      subscribe.request = any_number();
      subscribe.account = any_account();
      subscribe.from_seq = any_number();
      return subscribe;
    }
    case 9:
      return MassCancel{any_number(), any_symbol(), one_of_first<bool>(2) ? any_number() : 0};
    case 10:
      return CancelAfter{any_number(), any_amount()};
    case 11:
      return NewOrders{any_number(), up_to_four(any_new_order)};
    case 12:
      return Transfer{any_number(), any_id(), any_symbol(), any_amount(), any_account()};
    case 13:
      return QueryTransfer{any_number(), any_id()};
    default:
      return Heartbeat{};
  }
}

inline Reply any_reply(std::size_t index) {
  switch (index) {
    case 0: {
      LoggedIn logged_in;
      logged_in.request = any_number();
      logged_in.last_seq = any_number();
      if (one_of_first<bool>(2)) logged_in.last_received = any_number();
      return logged_in;
    }
    case 1:
      return Accepted{any_number(), any_order(), one_of_first<bool>(2)};
    case 2:
      return Cancelled{any_number(), any_order()};
    case 3:
      return Replaced{any_number(), any_order(), one_of_first<bool>(2)};
    case 4: {
      Rejected rejected;
      rejected.request = any_number();
      rejected.reason = one_of_first<Reason>(static_cast<int>(Reason::replace_half_done) + 1);
      rejected.client_order_id = any_id();
      rejected.retry_after_ns = any_amount();
      if (one_of_first<bool>(2)) rejected.code = *printable_text(static_cast<int>(code_size_max));
      return rejected;
    }
    case 5:
      return OrderReport{any_number(), up_to_four(any_order)};
    case 6:
      return OpenOrders{any_number(), up_to_four(any_order)};
    case 7:
      return Trades{any_number(), up_to_four(any_fill), one_of_first<bool>(2)};
    case 8:
      return any_execution_report();
    case 10:
      return MassCancelled{any_number(), any_number()};
    case 11:
      return CancelAfterSet{any_number(), any_amount()};
    case 12:
      return BatchAnswer{any_number(), up_to_four(any_leg)};
    case 13:
      return Transferred{any_number(), any_transfer(), one_of_first<bool>(2)};
    case 14:
      return TransferReport{any_number(), up_to_four(any_transfer)};
    default:
      return Heartbeat{};
  }
}

inline Request any_request() {
  return any_request(*rc::gen::inRange<std::size_t>(0, std::variant_size_v<Request>));
}
inline Reply any_reply() {
  return any_reply(*rc::gen::inRange<std::size_t>(0, std::variant_size_v<Reply>));
}

inline std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace onefold::venue
