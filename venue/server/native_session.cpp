#include "venue/server/native_session.hpp"

#include <cassert>
#include <cstring>
#include <span>
#include <utility>

#include "venue/semantics/refusal.hpp"

namespace onefold::venue {
namespace {

// Of the stream, so much is encoded before the client has to read.
constexpr std::size_t stream_chunk_size = 64 * 1024;

static_assert(orders_answer_max <= native::orders_max, "every answer of the engine fits a frame");

}  // namespace

NativeSession::NativeSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<ServerCore> core,
                             Channel channel)
    : VenueSession(std::move(socket), std::move(core)), channel_(channel) {}

boost::asio::mutable_buffer NativeSession::input_space() {
  if (hanging_up()) filled_ = 0;
  return boost::asio::buffer(input_.data() + filled_, input_.size() - filled_);
}

void NativeSession::take_input(std::size_t size) {
  filled_ += size;
  std::size_t at = 0;
  Request& request = core().request_scratch;
  while (!closed() && !hanging_up()) {
    const auto rest = std::span<const std::byte>(input_).subspan(at, filled_ - at);
    const native::FrameScan scan = native::scan_frame(rest, native::request_size_max);
    native::WireError error = scan.error;
    if (error == native::WireError::none) {
      if (scan.size == 0) break;
      error = native::decode(rest.first(scan.size), request);
      at += scan.size;
    }
    if (error != native::WireError::none || !take(request)) refuse();
  }
  if (hanging_up()) at = filled_;
  std::memmove(input_.data(), input_.data() + at, filled_ - at);
  filled_ -= at;
  assert(filled_ < input_.size());
}

// False if this channel has no such request, or not now.
bool NativeSession::take(Request& request) {
  if (std::holds_alternative<Heartbeat>(request)) return true;
  const auto* wanted = std::get_if<Subscribe>(&request);
  if ((channel_ == Channel::events) != (wanted != nullptr)) return false;
  if (channel_ == Channel::orders) {
    core().take(*this, request);
    return true;
  }
  if (stream.begun()) return false;
  const Reply reply = core().subscribe(*wanted);
  if (std::holds_alternative<LoggedIn>(reply)) {
    account = core().engine().find_account(wanted->account).value();
    begin_stream(*wanted);
  }
  send(reply);
  return true;
}

void NativeSession::refuse() {
  send(refusal(core().engine().profile(), 0, Reason::malformed, {}));
  hang_up();
}

void NativeSession::send(const Reply& reply) {
  if (!may_send()) return;
  native::encode(reply, output);
  flush_later();
}

void NativeSession::begin_stream(const Subscribe& wanted) {
  const Engine& engine = core().engine();
  const StreamStart start = engine.profile().stream.on_connect;
  const bool replay = start == StreamStart::replay;
  stream.begin(engine, account, replay ? wanted.from_seq : engine.last_seq(account) + 1,
               core().misbehaviour());
  if (start != StreamStart::snapshot) return;
  snapshot_ = engine.open_order_seqs(account);
  std::reverse(snapshot_.begin(), snapshot_.end());
}

void NativeSession::encode_event(ExecutionReport report) {
  if (core().engine().profile().stream.cumulative_fills) report.last_quantity = report.last_price = 0;
  native::encode(std::move(report), output);
}

bool NativeSession::fill_from_stream() {
  if (!stream.begun()) return false;
  for (; !snapshot_.empty() && output.size() < stream_chunk_size; snapshot_.pop_back())
    encode_event(core().engine().report_at(account, snapshot_.back()));
  ExecutionReport report;
  while (output.size() < stream_chunk_size && stream.next(report)) encode_event(std::move(report));
  wait_for_stream();
  return stream.more() || !snapshot_.empty();
}

}  // namespace onefold::venue
