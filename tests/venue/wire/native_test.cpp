// The native dialect: what is written is read back equal, and nothing else is taken for a message.
#include "venue/wire/native.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <sstream>
#include <tuple>

#include "tests/venue/wire/message_samples.hpp"

namespace onefold::venue {

// Field by field, for the messages without an operator of their own.
static auto fields_of(const Login& m) {
  return std::tie(m.request, m.account, m.reset_seq);
}
static auto fields_of(const NewOrder& m) {
  return std::tie(m.request, m.client_order_id, m.symbol, m.side, m.type, m.tif, m.quantity, m.limit,
                  m.valid_until_ns, m.stop, m.expires_ns, m.post_only, m.self_trade, m.sent_ns, m.nonce,
                  m.seq);
}
static auto fields_of(const CancelOrder& m) {
  return std::tie(m.request, m.target, m.order_id, m.valid_until_ns, m.seq);
}
static auto fields_of(const ReplaceOrder& m) {
  return std::tie(m.request, m.client_order_id, m.target, m.quantity, m.limit, m.valid_until_ns, m.seq);
}
static auto fields_of(const QueryOrder& m) {
  return std::tie(m.request, m.client_order_id, m.order_id);
}
static auto fields_of(const QueryOpenOrders& m) {
  return std::tie(m.request);
}
static auto fields_of(const QueryTrades& m) {
  return std::tie(m.request, m.after);
}
static auto fields_of(const Subscribe& m) {
  return std::tie(m.request, m.account, m.from_seq);
}
static auto fields_of(const Heartbeat&) {
  return std::tuple<>();
}
static auto fields_of(const LoggedIn& m) {
  return std::tie(m.request, m.last_seq, m.last_received);
}
static auto fields_of(const Accepted& m) {
  return std::tie(m.request, m.order, m.original);
}
static auto fields_of(const Cancelled& m) {
  return std::tie(m.request, m.order);
}
static auto fields_of(const Replaced& m) {
  return std::tie(m.request, m.order, m.original);
}
static auto fields_of(const Rejected& m) {
  return std::tie(m.request, m.reason, m.client_order_id, m.retry_after_ns, m.code);
}
static auto fields_of(const OrderReport& m) {
  return std::tie(m.request, m.orders);
}
static auto fields_of(const OpenOrders& m) {
  return std::tie(m.request, m.orders);
}
static auto fields_of(const Trades& m) {
  return std::tie(m.request, m.fills, m.more);
}
static auto fields_of(const MassCancel& m) {
  return std::tie(m.request, m.symbol, m.seq);
}
static auto fields_of(const CancelAfter& m) {
  return std::tie(m.request, m.after_ns);
}
static bool operator==(const NewOrder& a, const NewOrder& b) {
  return fields_of(a) == fields_of(b);
}
static auto fields_of(const NewOrders& m) {
  return std::tie(m.request, m.legs);
}
static auto fields_of(const Transfer& m) {
  return std::tie(m.request, m.client_transfer_id, m.asset, m.amount, m.to);
}
static auto fields_of(const QueryTransfer& m) {
  return std::tie(m.request, m.client_transfer_id);
}
static auto fields_of(const MassCancelled& m) {
  return std::tie(m.request, m.orders);
}
static auto fields_of(const CancelAfterSet& m) {
  return std::tie(m.request, m.at_ns);
}
static bool operator==(const LegAnswer& a, const LegAnswer& b) {
  return std::tie(a.request, a.client_order_id, a.reason, a.code, a.order, a.original) ==
         std::tie(b.request, b.client_order_id, b.reason, b.code, b.order, b.original);
}
static auto fields_of(const BatchAnswer& m) {
  return std::tie(m.request, m.legs);
}
static auto fields_of(const Transferred& m) {
  return std::tie(m.request, m.transfer, m.original);
}
static auto fields_of(const TransferReport& m) {
  return std::tie(m.request, m.transfers);
}
static auto fields_of(const ExecutionReport& m) {
  return std::tie(m);
}

namespace native {
namespace {

template <class Variant>
bool same(const Variant& a, const Variant& b) {
  return a.index() == b.index() && std::visit(
                                       [&b](const auto& left) {
                                         using Message = std::decay_t<decltype(left)>;
                                         return fields_of(left) == fields_of(std::get<Message>(b));
                                       },
                                       a);
}

template <class Message>
std::string encoded(const Message& message) {
  std::string frame;
  encode(message, frame);
  return frame;
}

NewOrder sample_order() {
  NewOrder order;
  order.request = 7;
  order.client_order_id = "a-1";
  order.symbol = "BTC-USD";
  order.quantity = 15;
  order.limit = 10110;
  return order;
}

// Neither direction may crash, and what decodes must encode to the same bytes: one message has one spelling.
void check_hostile(const std::string& frame) {
  Request request;
  if (decode(bytes_of(frame), request) == WireError::none) RC_ASSERT(encoded(request) == frame);
  Reply reply;
  if (decode(bytes_of(frame), reply) == WireError::none) RC_ASSERT(encoded(reply) == frame);
  Peek told;
  peek(bytes_of(frame), told);
  RC_ASSERT(told.client_order_id.size() <= client_order_id_size_max);
  RC_ASSERT(scan_frame(bytes_of(frame)).size <= frame.size());
}

RC_GTEST_PROP(Native, ReadsBackEveryRequest, ()) {
  const Request request = any_request();
  const std::string frame = encoded(request);
  RC_ASSERT(frame.size() <= request_size_max);
  RC_ASSERT(scan_frame(bytes_of(frame), request_size_max).size == frame.size());
  Request back = any_request();
  RC_ASSERT(decode(bytes_of(frame), back) == WireError::none);
  RC_ASSERT(same(request, back));
}

RC_GTEST_PROP(Native, ReadsBackEveryReplyAndEvent, ()) {
  const Reply reply = any_reply();
  const std::string frame = encoded(reply);
  RC_ASSERT(scan_frame(bytes_of(frame)).size == frame.size());
  Reply back = any_reply();
  RC_ASSERT(decode(bytes_of(frame), back) == WireError::none);
  RC_ASSERT(same(reply, back));
}

RC_GTEST_PROP(Native, TellsTheKindNumberAndIdsWithoutDecoding, ()) {
  const Request request = any_request();
  const std::string frame = encoded(request);
  Peek told;
  RC_ASSERT(peek(bytes_of(frame), told));
  RC_ASSERT(to_string(told.kind) == kind_of(request));
  std::visit(
      [&told](const auto& message) {
        if constexpr (requires { message.request; }) RC_ASSERT(told.number == message.request);
        if constexpr (requires { message.client_order_id; }) {
          RC_ASSERT(told.client_order_id == message.client_order_id);
        }
      },
      request);
  if (const auto* cancel = std::get_if<CancelOrder>(&request))
    RC_ASSERT(told.client_order_id == cancel->target);
  if (const auto* replace = std::get_if<ReplaceOrder>(&request)) RC_ASSERT(told.other_id == replace->target);
}

void check_told_ids(const Peek& told, const std::vector<ClientOrderId>& ids) {
  RC_ASSERT(told.client_order_id == (ids.empty() ? ClientOrderId{} : ids.front()));
  RC_ASSERT(told.several == (std::count(ids.begin(), ids.end(), told.client_order_id) != std::ssize(ids)));
}

RC_GTEST_PROP(Native, TellsOfListsWhetherTheyAreAboutOneOrder, ()) {
  const Reply reply = any_reply(*rc::gen::element<std::size_t>(5, 6, 7, 12, 14));
  const std::string frame = encoded(reply);
  Peek told;
  RC_ASSERT(peek(bytes_of(frame), told));
  std::vector<ClientOrderId> ids;
  std::visit(
      [&ids](const auto& message) {
        if constexpr (requires { message.orders.front().client_order_id; }) {
          for (const OrderState& order : message.orders) ids.push_back(order.client_order_id);
        }
        if constexpr (requires { message.fills; }) {
          for (const Fill& fill : message.fills) ids.push_back(fill.client_order_id);
        }
        if constexpr (requires { message.legs; }) {
          for (const LegAnswer& leg : message.legs) ids.push_back(leg.client_order_id);
        }
        if constexpr (requires { message.transfers; }) {
          for (const TransferState& transfer : message.transfers) ids.push_back(transfer.client_transfer_id);
        }
      },
      reply);
  check_told_ids(told, ids);
}

RC_GTEST_PROP(Native, TellsTheIdsOfEvents, ()) {
  const ExecutionReport report = any_execution_report();
  const std::string frame = encoded(Reply(report));
  Peek told;
  RC_ASSERT(peek(bytes_of(frame), told));
  RC_ASSERT(told.number == report.seq);
  RC_ASSERT(to_string(told.kind) == kind_of(Reply(report)));
  RC_ASSERT(told.client_order_id == report.order.client_order_id);
  if (report.kind == ExecutionKind::replaced) RC_ASSERT(told.other_id == report.replaced_client_order_id);
}

RC_GTEST_PROP(Native, NeverTakesACutFrameForAMessage, ()) {
  const std::string frame = *rc::gen::arbitrary<bool>() ? encoded(any_request()) : encoded(any_reply());
  int whole = 0;
  for (std::size_t size = 0; size < frame.size(); ++size) {
    const std::string cut = frame.substr(0, size);
    RC_ASSERT(scan_frame(bytes_of(cut)).size == 0u);
    RC_ASSERT(scan_frame(bytes_of(cut)).error == WireError::none);
    Request request;
    RC_ASSERT(decode(bytes_of(cut), request) != WireError::none);
    Reply reply;
    RC_ASSERT(decode(bytes_of(cut), reply) != WireError::none);

    if (size <= 4) continue;
    std::string shorter = cut;  // the length agrees: the cut is inside the fields
    const auto length = static_cast<std::uint32_t>(size - 4);
    shorter.replace(0, 4, reinterpret_cast<const char*>(&length), 4);
    check_hostile(shorter);
    whole += decode(bytes_of(shorter), request) == WireError::none ? 1 : 0;
    whole += decode(bytes_of(shorter), reply) == WireError::none ? 1 : 0;
  }
  // The message without the fields that may follow at its end, if it has any.
  RC_ASSERT(whole <= 1);
}

RC_GTEST_PROP(Native, SurvivesEveryFlippedBit, ()) {
  const std::string frame = *rc::gen::arbitrary<bool>() ? encoded(any_request()) : encoded(any_reply());
  for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
    std::string flipped = frame;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    check_hostile(flipped);
  }
}

RC_GTEST_PROP(Native, SurvivesGarbage, (const std::string& garbage)) {
  check_hostile(garbage);
  const auto length = static_cast<std::uint32_t>(garbage.size() + 2);
  std::string framed(reinterpret_cast<const char*>(&length), 4);
  framed += static_cast<char>(wire_version);
  framed += static_cast<char>(*rc::gen::inRange(0, 256));
  framed += garbage;
  check_hostile(framed);
}

RC_GTEST_PROP(Native, RejectsBytesAfterTheLastField, ()) {
  std::string frame = encoded(any_request());
  frame += '\0';
  const auto length = static_cast<std::uint32_t>(frame.size() - 4);
  frame.replace(0, 4, reinterpret_cast<const char*>(&length), 4);
  Request request;
  // One byte is no field that may follow at the end of a message, or it says what needs no saying.
  RC_ASSERT(decode(bytes_of(frame), request) != WireError::none);
}

TEST(Native, RefusesLengthsOfZeroAndOverTheLimit) {
  const std::string zero(4, '\0');
  EXPECT_EQ(scan_frame(bytes_of(zero)).error, WireError::size);
  EXPECT_EQ(scan_frame(bytes_of("\xff\xff\xff\xff")).error, WireError::size);
  const std::string most("\x00\x00\x10\x00", 4);  // 1 MiB would follow the length field
  EXPECT_EQ(scan_frame(bytes_of(most)).error, WireError::size);
  const std::string fits("\xfc\xff\x0f\x00", 4);
  EXPECT_EQ(scan_frame(bytes_of(fits)).error, WireError::none);
  EXPECT_EQ(scan_frame(bytes_of(fits), request_size_max).error, WireError::size);
}

struct Patch {
  std::size_t offset;
  char byte;
  WireError error;
};

// The frame of sample_order(): header 6, number 8, id 1 + 3, symbol 1 + 7, side at 26, type 27, tif 28,
// quantity 29.
class NativePatched : public testing::TestWithParam<Patch> {};

TEST_P(NativePatched, IsRejectedForItsReason) {
  std::string frame = encoded(Request(sample_order()));
  frame[GetParam().offset] = GetParam().byte;
  Request request;
  EXPECT_EQ(decode(bytes_of(frame), request), GetParam().error) << to_string(GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(Native, NativePatched,
                         testing::Values(Patch{4, 2, WireError::version},        //
                                         Patch{5, 0, WireError::kind},           //
                                         Patch{5, 66, WireError::kind},          // a reply's
                                         Patch{14, 65, WireError::text},         // id over length
                                         Patch{15, ' ', WireError::text},        //
                                         Patch{15, '\x80', WireError::text},     //
                                         Patch{18, 25, WireError::text},         // symbol over length
                                         Patch{26, 2, WireError::range},         // side
                                         Patch{27, 3, WireError::range},         // type
                                         Patch{28, '\xff', WireError::range},    // tif
                                         Patch{36, '\x80', WireError::range},    // negative quantity
                                         Patch{44, '\xff', WireError::range},    // negative limit
                                         Patch{14, 40, WireError::truncated}));  // id reaches past the end

TEST(Native, RefusesAListLongerThanItsBytes) {
  std::string frame = encoded(Reply(OpenOrders{1, {}}));
  frame[14] = 2;  // two orders announced, none there
  Reply reply;
  EXPECT_EQ(decode(bytes_of(frame), reply), WireError::truncated);
  frame[15] = '\xff';
  EXPECT_EQ(decode(bytes_of(frame), reply), WireError::count);
}

TEST(Native, HoldsTheLargestListsInOneFrame) {
  OrderState order;
  order.client_order_id = order.first_client_order_id = std::string(client_order_id_size_max, 'x');
  order.symbol = std::string(symbol_size_max, 'y');
  Fill fill;
  fill.client_order_id = order.client_order_id;
  fill.symbol = order.symbol;
  const std::string orders = encoded(Reply(OpenOrders{1, std::vector<OrderState>(orders_max, order)}));
  EXPECT_EQ(scan_frame(bytes_of(orders)).size, orders.size());
  const std::string trades = encoded(Reply(Trades{1, std::vector<Fill>(trades_page_max, fill), true}));
  EXPECT_EQ(scan_frame(bytes_of(trades)).size, trades.size());
}

// Frames written out in the specification: "<!-- frame NAME -->" and a block of hexadecimal bytes, ';' to the
// end of a line being a comment.
std::string documented_frame(std::string_view name) {
  std::ifstream file(ONEFOLD_SOURCE_DIR "/docs/native-dialect.md");
  std::string line;
  const std::string mark = "<!-- frame " + std::string(name) + " -->";
  while (std::getline(file, line) && line != mark) continue;
  std::string frame;
  std::getline(file, line);
  while (std::getline(file, line) && line != "```") {
    std::istringstream bytes(line.substr(0, line.find(';')));
    for (unsigned value = 0; bytes >> std::hex >> value;) frame.push_back(static_cast<char>(value));
  }
  return frame;
}

TEST(Native, WritesTheFramesOfTheSpecification) {
  EXPECT_EQ(encoded(Request(sample_order())), documented_frame("new-order"));

  Rejected rejected;
  rejected.request = 7;
  rejected.client_order_id = "a-1";
  rejected.reason = Reason::duplicate_id;
  EXPECT_EQ(encoded(Reply(rejected)), documented_frame("rejected"));

  ExecutionReport report;
  report.seq = 3;
  report.kind = ExecutionKind::filled;
  report.time_ns = 1'700'000'000'000'000'000;
  report.account = "A";
  report.order.order_id = 9;
  report.order.client_order_id = report.order.first_client_order_id = "a-1";
  report.order.symbol = "BTC-USD";
  report.order.quantity = 15;
  report.order.limit = 10110;
  report.order.filled = 5;
  report.order.status = OrderStatus::partially_filled;
  report.trade_id = 4;
  report.last_quantity = 5;
  report.last_price = 10100;
  EXPECT_EQ(encoded(Reply(report)), documented_frame("event-filled"));

  EXPECT_EQ(encoded(Request(Heartbeat{})), documented_frame("heartbeat"));
}

}  // namespace
}  // namespace native
}  // namespace onefold::venue
