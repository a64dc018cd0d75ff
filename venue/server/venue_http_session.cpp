#include "venue/server/venue_http_session.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <cassert>
#include <cstring>
#include <utility>

#include "venue/server/listen_keys.hpp"
#include "venue/server/webhooks.hpp"
#include "venue/wire/http_reference.hpp"

namespace onefold::venue {
namespace {

namespace beast_http = boost::beast::http;
using http::Topic;

// Of the stream, so much is encoded before the client has to read.
constexpr std::size_t stream_chunk_size = 64 * 1024;

constexpr std::string_view continue_answer = "HTTP/1.1 100 Continue\r\n\r\n";

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

http::Error error_of_parser(boost::system::error_code error) {
  if (error == beast_http::error::header_limit) return http::too_large(431);
  if (error == beast_http::error::body_limit) return http::too_large(413);
  return http::malformed_http();
}

bool makes_order(Topic topic) {
  return topic == Topic::place || topic == Topic::replace;
}

}  // namespace

VenueHttpSession::VenueHttpSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<ServerCore> core)
    : VenueSession(std::move(socket), std::move(core)), replies_(this->core().engine()) {}

// ---- input -------------------------------------------------------------------------------------

boost::asio::mutable_buffer VenueHttpSession::input_space() {
  if (hanging_up()) filled_ = 0;
  return boost::asio::buffer(input_.data() + filled_, input_.size() - filled_);
}

void VenueHttpSession::take_input(std::size_t size) {
  filled_ += size;
  work();
}

// The client has shut down its side; it may still want the answer to what it asked before.
void VenueHttpSession::take_end() {
  end_came_ = true;
  if (websocket_ || (answered_ && !unwritten())) return close();
  last_ = true;
  if (answered_) hang_up();
  close_after(core().options().request_timeout_ns);
}

void VenueHttpSession::consume(std::size_t size) {
  std::memmove(input_.data(), input_.data() + size, filled_ - size);
  filled_ -= size;
}

// Takes requests or frames until the input is used up, or a request has to wait for its answer.
void VenueHttpSession::work() {
  if (std::exchange(working_, true)) return;
  while (!closed() && !hanging_up() && answered_ && filled_ != 0) {
    if (!(websocket_ ? take_frame() : parse())) break;
  }
  working_ = false;
  if (closed()) return;
  watch_time();
  if (!end_came_) resume_reading();
}

// A request that has begun, and an answer for which nothing more can be read, must come in time; so must the
// end of a client that was hung up on.
void VenueHttpSession::watch_time() {
  const bool partial = answered_ && !websocket_ && (filled_ != 0 || parser_);
  const bool full = !answered_ && filled_ == input_.size();
  const bool wanted = partial || full || hanging_up() || end_came_;
  if (wanted == in_time_) return;
  in_time_ = wanted;
  if (!wanted) return do_not_close();
  close_after(core().options().request_timeout_ns);
}

// True if it did something.
bool VenueHttpSession::parse() {
  if (!parser_) {
    const char first = input_[0];
    if (first == '\r' || first == '\n') return consume(1), true;  // RFC 9112, section 2.2
    if (first < 'A' || first > 'Z') return refuse(http::malformed_http()), true;
    parser_.emplace();
    parser_->header_limit(http::head_size_max);
    parser_->body_limit(http::request_body_size_max);
    parser_->eager(true);
  }
  const bool had_head = parser_->is_header_done();
  boost::system::error_code error;
  const std::size_t used = parser_->put(boost::asio::const_buffer(input_.data(), filled_), error);
  consume(used);
  if (error && error != beast_http::error::need_more) {
    refuse(error_of_parser(error));
    return true;
  }
  if (parser_->is_done()) {
    take_request();
    return true;
  }
  if (!had_head && parser_->is_header_done() && may_send() &&
      boost::beast::iequals(parser_->get()[beast_http::field::expect], "100-continue")) {
    output += continue_answer;
    flush_later();
  }
  return used != 0 && filled_ != 0;
}

// ---- REST --------------------------------------------------------------------------------------

void VenueHttpSession::take_request() {
  if (std::exchange(in_time_, false)) do_not_close();  // the next request has its own time
  const auto& request = parser_->get();
  http::RestRequest from;
  from.method = view(request.method_string());
  from.target = view(request.target());
  from.body = request.body();
  from.api_key = view(request["X-MBX-APIKEY"]);
  from.idempotency_key = view(request["Idempotency-Key"]);
  from.content_type = view(request[beast_http::field::content_type]);
  last_ = !request.keep_alive() || from.method == "HEAD";  // its answer could not be told from the next one's
  answered_ = false;
  account = no_account;
  const ServerCore& venue = core();
  const bool stores = venue.options().profile.duplicate == DuplicateAnswer::stored_response;
  const http::Rules rules{venue.options().instruments, venue.options().credentials, stores};
  const std::optional<http::Error> error = http::parse_call(from, rules, venue.now_ns(), call_);
  if (!call_.account.empty()) account = core().engine().find_account(call_.account).value();
  if (account != no_account) core().usage(account).count(venue.now_ns(), makes_order(call_.topic));
  if (error) {
    answer(error, {});
  } else if (call_.topic == Topic::stream) {
    upgrade();
  } else {
    take_call();
  }
  parser_.reset();
}

void VenueHttpSession::take_call() {
  body_.clear();
  const TimeNs now_ns = core().now_ns();
  switch (call_.topic) {
    case Topic::place:
    case Topic::replace:
    case Topic::cancel:
      return take_order();
    case Topic::query_order:
    case Topic::query_open:
    case Topic::query_trades:
    case Topic::account:
      return core().take(*this, call_.request);
    case Topic::all_orders:
      call_.request = QueryOpenOrders{};
      return core().take(*this, call_.request);
    case Topic::cancel_all:
      return cancel_all();
    case Topic::place_test: {
      auto& order = std::get<NewOrder>(call_.request);
      if (order.client_order_id.empty()) order.client_order_id = replies_.made_id(core().next_made_id());
      return answer(replies_.check_test(order), "{}");
    }
    case Topic::ping:
      return answer({}, "{}");
    case Topic::time:
      http::write_server_time(now_ns, body_);
      return answer({}, body_);
    case Topic::exchange_info:
      replies_.exchange_info(call_, now_ns, body_);
      return answer({}, body_);
    case Topic::depth:
      replies_.depth(call_, body_);
      return answer({}, body_);
    case Topic::stream_open:
    case Topic::stream_keep:
    case Topic::stream_close:
      return take_stream_call();
    case Topic::webhook_set:
    case Topic::webhook_get:
    case Topic::webhook_remove:
      return take_webhook_call();
    case Topic::stream:
    case Topic::unknown:
      break;
  }
  assert(false);
}

void VenueHttpSession::take_order() {
  if (const auto error = replies_.check(account, call_)) return answer(error, {});
  std::visit(
      [this](auto& request) {
        if constexpr (requires {
                        request.client_order_id;
                        request.valid_until_ns;
                      }) {
          if (request.client_order_id.empty())
            request.client_order_id = replies_.made_id(core().next_made_id());
        }
      },
      call_.request);
  // The engine's copy: this one stays for the answer.
  Request request = call_.request;
  core().take(*this, request);
}

void VenueHttpSession::cancel_all() {
  std::vector<CancelOrder> cancels;
  for (const OrderState& order : core().engine().open_orders(account)) {
    if (order.symbol == call_.symbol) cancels.push_back({0, order.client_order_id, order.order_id});
  }
  if (cancels.empty()) return answer(http::error_of(Topic::cancel, Reason::unknown_order, 0, false), {});
  const Arrival& arrival = core().arrive(*this, cancels.front());
  if (const auto* refused = std::get_if<Rejected>(&arrival.reply); arrival.next == Arrival::Next::answer) {
    return answer(replies_.reply(account, call_, *refused, 0, body_), {});
  }
  cancelled_.clear();
  cancels_left_ = cancels.size();
  for (CancelOrder& cancel : cancels) {
    Request request = std::move(cancel);
    core().execute(*this, request);
  }
}

void VenueHttpSession::take_stream_call() {
  ListenKeys& keys = core().listen_keys();
  const auto now = std::chrono::steady_clock::now();
  const auto unknown = http::coded(400, -1125, "This listenKey does not exist.", Reason::unknown_account);
  if (call_.topic == Topic::stream_open) {
    http::write_listen_key(core().open_stream(call_.account), body_);
    return answer({}, body_);
  }
  if (call_.topic == Topic::stream_keep) {
    if (!keys.keep(call_.account, call_.listen_key, now)) return answer(unknown, {});
    return answer({}, "{}");
  }
  if (!keys.close(call_.account, call_.listen_key)) return answer(unknown, {});
  core().end_streams(call_.listen_key);
  answer({}, "{}");
}

void VenueHttpSession::take_webhook_call() {
  Webhooks& webhooks = core().webhooks();
  if (call_.topic == Topic::webhook_set) {
    const std::uint64_t next_seq = core().engine().last_seq(account) + 1;
    const std::uint64_t from_seq = call_.from_event == 0 ? next_seq : call_.from_event;
    const Webhooks::Set set = webhooks.set(account, call_.url, from_seq);
    if (set == Webhooks::Set::bad_url) return answer(http::invalid("url"), {});
    if (set == Webhooks::Set::not_saved)
      return answer(http::error_of(call_.topic, Reason::internal_error, 0, false), {});
  } else if (call_.topic == Topic::webhook_remove) {
    webhooks.remove(account);
    return answer({}, "{}");
  }
  http::write_webhook(webhooks.url(account), webhooks.next_seq(account), body_);
  answer({}, body_);
}

// The engine's answer to the call that is worked on, or to one of the cancels that it became.
void VenueHttpSession::send(const Reply& reply) {
  if (closed()) return;
  body_.clear();
  if (call_.topic == Topic::cancel_all) {
    if (const auto* cancelled = std::get_if<Cancelled>(&reply)) cancelled_.push_back(cancelled->order);
    if (--cancels_left_ != 0) return;
    replies_.cancelled(cancelled_, body_);
    answer({}, body_);
  } else {
    const auto error = replies_.reply(account, call_, reply, core().now_ns(), body_);
    answer(error, body_);
  }
  work();
}

void VenueHttpSession::answer(const std::optional<http::Error>& error, std::string_view body) {
  answered_ = true;
  if (!may_send()) return;
  http::AnswerHead head;
  head.closes = last_;
  if (account != no_account) {
    head.used_weight = core().usage(account).requests();
    if (makes_order(call_.topic)) head.order_count = core().usage(account).orders();
  }
  std::string error_body;
  if (error) {
    head.status = error->status;
    head.retry_after_ns = error->retry_after_ns;
    head.closes = head.closes || error->closes;
    http::write_error(*error, call_.topic, error_body);
    body = error_body;
  }
  http::write_answer(head, body, output);
  flush_later();
  if (head.closes) hang_up();
}

// Of bytes that are no request.
void VenueHttpSession::refuse(const http::Error& error) {
  call_ = http::Call();
  account = no_account;
  parser_.reset();
  answer(error, {});
}

// ---- WebSocket ---------------------------------------------------------------------------------

void VenueHttpSession::upgrade() {
  const auto& request = parser_->get();
  const std::string_view key = view(request["Sec-WebSocket-Key"]);
  const bool asked = boost::beast::iequals(request[beast_http::field::upgrade], "websocket") &&
                     beast_http::token_list{request[beast_http::field::connection]}.exists("upgrade");
  if (!asked || key.size() != 24 || request["Sec-WebSocket-Version"] != "13")
    return answer(http::missing("Sec-WebSocket-Key"), {});
  const auto now = std::chrono::steady_clock::now();
  const std::string_view name = core().listen_keys().account_of(call_.listen_key, now);
  if (name.empty()) {
    return answer(http::coded(400, -1125, "This listenKey does not exist.", Reason::unknown_account), {});
  }
  account = core().engine().find_account(name).value();
  const std::uint64_t last_seq = core().engine().last_seq(account);
  answered_ = true;
  if (!may_send()) return;
  http::write_switching(http::websocket_accept(key), output);
  listen_key_ = call_.listen_key;
  websocket_ = true;
  const std::uint64_t from_seq = call_.from_event != 0 ? call_.from_event : last_seq + 1;
  stream.begin(core().engine(), account, from_seq, core().misbehaviour());
  if (call_.from_event != 0) {
    core().subscribe(Subscribe{0, std::string(name), call_.from_event});
    body_.clear();
    http::write_stream_start(last_seq, body_);
    http::append_frame(http::Opcode::text, body_, output);
  }
  flush_later();
}

// True if it did something. What a client says is ignored, but counted: only control frames have a meaning.
bool VenueHttpSession::take_frame() {
  if (skip_ != 0) {
    const std::size_t skipped = std::min(skip_, filled_);
    consume(skipped);
    skip_ -= skipped;
    return true;
  }
  const http::WebSocketFrame frame = http::scan_frame({input_.data(), filled_});
  if (frame.malformed || (frame.payload_at != 0 && !frame.masked)) {
    end_websocket(frame.too_big ? http::CloseCode::too_big : http::CloseCode::protocol);
    return true;
  }
  if (frame.payload_at == 0) return false;
  if (http::is_control(frame.opcode)) {
    if (frame.size == 0) return false;
    std::string payload(input_.data() + frame.payload_at, frame.payload_size);
    http::apply_mask(payload.data(), payload.size(), frame.mask);
    consume(frame.size);
    take_control(frame.opcode, std::move(payload));
    return true;
  }
  message_size_ += frame.payload_size;
  if (in_message_ != (frame.opcode == http::Opcode::continuation)) {
    end_websocket(http::CloseCode::protocol);
  } else if (message_size_ > http::websocket_message_size_max) {
    end_websocket(http::CloseCode::too_big);
  }
  in_message_ = !frame.final;
  if (frame.final) message_size_ = 0;
  skip_ = frame.payload_size;
  consume(frame.payload_at);
  return true;
}

void VenueHttpSession::take_control(http::Opcode opcode, std::string payload) {
  if (!may_send()) return;
  if (opcode == http::Opcode::ping) {
    http::append_frame(http::Opcode::pong, payload, output);
    flush_later();
  } else if (opcode == http::Opcode::close) {
    http::append_frame(http::Opcode::close, payload, output);
    flush_later();
    hang_up();
  }
}

void VenueHttpSession::end_websocket(http::CloseCode code) {
  if (!may_send()) return;
  http::append_close(code, output);
  flush_later();
  hang_up();
}

void VenueHttpSession::end_stream(std::string_view listen_key) {
  if (!websocket_ || hanging_up() || listen_key_ != listen_key || !may_send()) return;
  body_.clear();
  http::write_listen_key_expired(listen_key, core().now_ns(), body_);
  http::append_frame(http::Opcode::text, body_, output);
  end_websocket(http::CloseCode::normal);
  watch_time();
}

void VenueHttpSession::ask_alive() {
  if (!websocket_ || hanging_up() || !may_send()) return;
  http::append_frame(http::Opcode::ping, {}, output);
  flush_later();
}

bool VenueHttpSession::fill_from_stream() {
  if (!websocket_) return false;
  ExecutionReport report;
  while (output.size() < stream_chunk_size && stream.next(report)) {
    body_.clear();
    replies_.event(report, body_);
    http::append_frame(http::Opcode::text, body_, output);
  }
  wait_for_stream();
  return stream.more();
}

}  // namespace onefold::venue
