#include "client/http_session.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "client/byte_stream.hpp"
#include "venue/wire/http_answer.hpp"
#include "venue/wire/http_message.hpp"

namespace onefold::client {

namespace asio = boost::asio;
namespace http = venue::http;
using std::chrono::nanoseconds;

namespace {

std::int64_t steady_ns() {
  return nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}
std::int64_t wall_ns() {
  return nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::uint64_t number_of(const venue::Request& request) {
  return std::visit(
      [](const auto& one) -> std::uint64_t {
        if constexpr (requires { one.request; }) return one.request;
        return 0;
      },
      request);
}

// Orders say until when they are valid by our clock.
void shift_deadline(venue::Request& request, std::int64_t by_ns) {
  std::visit(
      [by_ns](auto& one) {
        if constexpr (requires { one.valid_until_ns; }) {
          if (one.valid_until_ns != 0) one.valid_until_ns += by_ns;
        }
      },
      request);
}

}  // namespace

// The session owns it, and lets go of it when it is lost.
class HttpSession::Lane final : public ByteStreamOwner, public std::enable_shared_from_this<Lane> {
 public:
  explicit Lane(HttpSession& session)
      : session_(&session),
        timer_(session.context_),
        stream_(std::make_shared<ByteStream>(session.context_, *this, session.peer_.tls(), input_size_max)) {}

  void connect() { stream_->connect(session_->host_, session_->port_); }
  void close() {
    session_ = nullptr;
    timer_.cancel();
    stream_->close();
  }
  bool idle() const { return open_ && !busy_; }
  bool open() const { return open_; }
  const std::optional<venue::Request>& asked() const { return asked_; }

  void ask_time() { ask(std::nullopt, "GET /api/v3/time HTTP/1.1\r\nHost: " + session_->host_ + "\r\n\r\n"); }
  void ask(std::optional<venue::Request> request, std::string_view text) {
    busy_ = true;
    asked_ = std::move(request);
    expire_after(session_->peer_.request_timeout_ns);
    stream_->write(text);
  }

 private:
  static constexpr std::size_t input_size_max = http::head_size_max + http::answer_body_size_max;

  void on_opened() override {
    const auto self = shared_from_this();
    open_ = true;
    if (session_->announced_) return session_->serve_line();
    ask_time();
  }

  std::size_t on_bytes(std::string_view bytes) override {
    const auto self = shared_from_this();
    const http::MessageScan scan = http::scan_message(bytes);
    const std::optional<http::Head> head =
        scan.size == 0 ? std::nullopt : http::parse_head(bytes.substr(0, scan.size));
    if (scan.malformed || (scan.size != 0 && (!head || head->status == 0 || !busy_))) {
      fail();
      return 0;
    }
    if (scan.size == 0 || head->status < 200) return scan.size;
    take_answer(*head, bytes.substr(scan.head_size, scan.size - scan.head_size));
    return scan.size;
  }

  void take_answer(const http::Head& head, std::string_view body) {
    timer_.cancel();
    busy_ = false;
    const std::optional<venue::Request> asked = std::exchange(asked_, std::nullopt);
    const bool closes = http::find_field(head.fields, "Connection").value_or("") == "close";
    const auto retry_after = http::find_field(head.fields, "Retry-After").value_or("");
    if (asked) {
      session_->answered(*asked, head.status, retry_after, body);
    } else if (const auto server_ns = http::read_server_time(body)) {
      session_->on_time(*server_ns);
    } else {
      return fail();
    }
    if (session_ == nullptr) return;
    if (closes) return fail();
    session_->serve_line();
  }

  void on_lost() override { fail(); }

  void fail() {
    const auto self = shared_from_this();
    if (session_ != nullptr) session_->lost(*this);
  }

  void expire_after(std::int64_t patience_ns) {
    timer_.expires_after(nanoseconds(patience_ns));
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (self && !cancelled) self->fail();
    });
  }

  HttpSession* session_;  // null: closed
  asio::steady_timer timer_;
  std::shared_ptr<ByteStream> stream_;
  bool open_ = false;
  bool busy_ = false;
  std::optional<venue::Request> asked_;  // busy without: the time
};

HttpSession::HttpSession(asio::io_context& context, SessionOwner& owner, LinkKind link, const HttpPeer& peer)
    : context_(context), owner_(&owner), link_(link), peer_(peer) {}

HttpSession::~HttpSession() {
  close();
}

void HttpSession::connect(const std::string& host, std::uint16_t port) {
  host_ = host;
  port_ = port;
  open_lane();
}

void HttpSession::open_lane() {
  lanes_.push_back(std::make_shared<Lane>(*this));
  lanes_.back()->connect();
}

void HttpSession::on_time(std::int64_t server_ns) {
  ahead_ns_ = server_ns - wall_ns();
  announced_ = true;
  owner_->on_connected(link_);
}

bool HttpSession::send(const venue::Request& request) {
  if (!announced_ || line_.size() == line_max) return false;
  line_.push_back({request, steady_ns()});
  serve_line();
  return true;
}

HttpSession::Lane* HttpSession::idle_lane() {
  for (const auto& lane : lanes_) {
    if (lane->idle()) return lane.get();
  }
  return nullptr;
}

void HttpSession::serve_line() {
  const auto self = shared_from_this();
  while (owner_ != nullptr && !line_.empty()) {
    if (steady_ns() - line_.front().since_ns > queue_patience_ns) {
      line_.pop_front();
      continue;
    }
    Lane* lane = idle_lane();
    if (lane == nullptr) {
      const bool opening =
          std::any_of(lanes_.begin(), lanes_.end(), [](const auto& one) { return !one->open(); });
      if (!opening && lanes_.size() < connections_max) open_lane();
      return;
    }
    venue::Request request = std::move(line_.front().request);
    line_.pop_front();
    transmit(*lane, request);
  }
}

bool HttpSession::transmit(Lane& lane, venue::Request& request) {
  venue::Request said = request;
  shift_deadline(said, ahead_ns_);
  text_.clear();
  if (!http::write_request(said, peer_.caller(), wall_ns() + ahead_ns_, text_)) return false;
  lane.ask(std::move(request), text_);
  return true;
}

void HttpSession::answered(const venue::Request& asked, int status, std::string_view retry_after,
                           std::string_view body) {
  owner_->on_reply(link_, http::read_answer(asked, status, retry_after, body, peer_.instruments));
}

void HttpSession::lost(Lane& lane) {
  const auto self = shared_from_this();
  const std::optional<venue::Request> asked = lane.asked();
  lane.close();
  std::erase_if(lanes_, [&](const auto& one) { return one.get() == &lane; });
  if (lanes_.empty() || !announced_) {
    SessionOwner* owner = owner_;
    close();
    return owner->on_closed(link_);
  }
  if (asked) {
    venue::Rejected unknown;
    unknown.request = number_of(*asked);
    unknown.reason = venue::Reason::internal_error;
    owner_->on_reply(link_, unknown);
  }
  serve_line();
}

void HttpSession::close() {
  owner_ = nullptr;
  line_.clear();
  for (const auto& lane : lanes_) lane->close();
  lanes_.clear();
}

}  // namespace onefold::client
