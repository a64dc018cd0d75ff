#include "client/http_webhook.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "venue/wire/http_answer.hpp"
#include "venue/wire/http_message.hpp"
#include "venue/wire/http_signature.hpp"

namespace onefold::client {

namespace asio = boost::asio;
namespace http = venue::http;
using boost::system::error_code;
using std::chrono::nanoseconds;

namespace {

constexpr int ok = 200;
constexpr std::size_t input_size_max = http::head_size_max + http::request_body_size_max;

// Registrations are not orders: the venue's clock may be as far from ours as its window allows.
venue::TimeNs wall_ns() {
  return nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

class HttpWebhook::Post final : public ByteStreamOwner, public std::enable_shared_from_this<Post> {
 public:
  Post(HttpWebhook& session, Tcp::socket socket)
      : session_(&session),
        socket_(std::move(socket)),
        stream_(std::make_shared<ByteStream>(session.context_, *this, nullptr, input_size_max)) {}
  void begin() { stream_->adopt(std::move(socket_)); }
  void close() {
    session_ = nullptr;
    stream_->close();
  }

 private:
  void on_opened() override {}
  std::size_t on_bytes(std::string_view bytes) override {
    const auto self = shared_from_this();
    const http::MessageScan scan = http::scan_message(bytes, http::request_body_size_max);
    if (!scan.malformed && scan.size == 0) return 0;
    const auto head = http::parse_head(bytes.substr(0, scan.size));
    const bool post = !scan.malformed && head && head->method == "POST";
    const auto signature = post ? http::find_field(head->fields, "X-Onefold-Signature").value_or("") : "";
    if (!post || !session_->take_event(bytes.substr(scan.head_size, scan.size - scan.head_size), signature)) {
      on_lost();
      return 0;
    }
    if (session_ != nullptr) stream_->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    return scan.size;
  }
  void on_lost() override {
    const auto self = shared_from_this();
    if (session_ != nullptr) session_->forget(*this);
  }

  HttpWebhook* session_;  // null: closed
  Tcp::socket socket_;    // until begin()
  std::shared_ptr<ByteStream> stream_;
};

HttpWebhook::HttpWebhook(asio::io_context& context, SessionOwner& owner, LinkKind link, const HttpPeer& peer,
                         std::uint16_t port)
    : context_(context),
      owner_(&owner),
      link_(link),
      peer_(peer),
      port_(port),
      stream_(std::make_shared<ByteStream>(context, *this, peer.tls(), input_size_max)),
      acceptor_(context) {}

HttpWebhook::~HttpWebhook() {
  close();
}

void HttpWebhook::connect(const std::string& host, std::uint16_t port) {
  stream_->connect(host, port);
}

void HttpWebhook::on_opened() {
  const auto self = shared_from_this();
  if (!listen()) {
    fail();
    return;
  }
  state_ = State::open;
  owner_->on_connected(link_);
}

bool HttpWebhook::listen() {
  error_code failed;
  acceptor_.open(Tcp::v4(), failed);
  if (!failed) acceptor_.set_option(Tcp::acceptor::reuse_address(true), failed);
  if (!failed) acceptor_.bind({Tcp::v4(), port_}, failed);
  if (!failed) acceptor_.listen(static_cast<int>(posts_max), failed);
  if (!failed) accept();
  return !failed;
}

void HttpWebhook::accept() {
  acceptor_.async_accept([self = shared_from_this()](const error_code& failed, Tcp::socket socket) {
    if (self->owner_ == nullptr || failed == asio::error::operation_aborted) return;
    if (!failed && self->posts_.size() < posts_max) {
      self->posts_.push_back(std::make_shared<Post>(*self, std::move(socket)));
      self->posts_.back()->begin();
    }
    self->accept();
  });
}

// The end of the stream is asked for first: the answer to a registration does not tell it.
bool HttpWebhook::send(const venue::Request& request) {
  const auto* subscribe = std::get_if<venue::Subscribe>(&request);
  if (subscribe == nullptr || state_ != State::open) return false;
  subscribe_ = *subscribe;
  state_ = State::asking_end;
  text_.clear();
  if (!http::write_request(venue::Login{subscribe->request, subscribe->account}, peer_.caller(), wall_ns(),
                           text_))
    return false;
  stream_->write(text_);
  return true;
}

void HttpWebhook::register_url() {
  error_code failed;
  const auto local = stream_->local_address(failed);
  if (failed) {
    fail();
    return;
  }
  const std::string url = "http://" + local.to_string() + ":" + std::to_string(port_) + "/events";
  state_ = State::registering;
  text_.clear();
  http::write_webhook_request(http::Topic::webhook_set, url, subscribe_.from_seq, peer_.caller(), wall_ns(),
                              text_);
  stream_->write(text_);
}

std::size_t HttpWebhook::on_bytes(std::string_view bytes) {
  const auto self = shared_from_this();
  const http::MessageScan scan = http::scan_message(bytes);
  if (scan.malformed) return fail();
  if (scan.size == 0) return 0;
  const auto head = http::parse_head(bytes.substr(0, scan.size));
  if (!head || head->status != ok) return fail();
  if (state_ == State::asking_end) {
    const venue::Reply reply =
        http::read_answer(venue::Login{subscribe_.request, subscribe_.account}, head->status, {},
                          bytes.substr(scan.head_size, scan.size - scan.head_size), peer_.instruments);
    const auto* end = std::get_if<venue::LoggedIn>(&reply);
    if (end == nullptr) return fail();
    last_seq_ = end->last_seq;
    register_url();
    return scan.size;
  }
  if (state_ != State::registering) return fail();
  state_ = State::registered;
  owner_->on_reply(link_, venue::LoggedIn{subscribe_.request, last_seq_});
  return scan.size;
}

// False: nobody who knows the account's secret has sent this.
bool HttpWebhook::take_event(std::string_view body, std::string_view signature) {
  if (!http::same_signature(http::sign(peer_.credentials.secret, body), signature)) return false;
  auto event = http::read_stream_message(body, peer_.instruments);
  if (!event) return false;
  owner_->on_reply(link_, std::move(*event));
  return true;
}

void HttpWebhook::forget(Post& post) {
  post.close();
  std::erase_if(posts_, [&](const auto& one) { return one.get() == &post; });
}

std::size_t HttpWebhook::fail() {
  SessionOwner* owner = owner_;
  const LinkKind link = link_;
  close();
  if (owner != nullptr) owner->on_closed(link);
  return 0;
}

void HttpWebhook::on_lost() {
  const auto self = shared_from_this();
  fail();
}

void HttpWebhook::close() {
  owner_ = nullptr;
  error_code ignored;
  acceptor_.close(ignored);
  stream_->close();
  for (const auto& post : posts_) post->close();
  posts_.clear();
}

}  // namespace onefold::client
