#include "gateway.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>

namespace own_engine {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {
constexpr std::size_t unread_max = 1024 * 1024;

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}
}  // namespace

class Gateway::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Gateway& gateway, tcp::socket socket, bool events)
      : gateway_(gateway), socket_(std::move(socket)), events_(events) {}

  void read() {
    socket_.async_read_some(asio::buffer(in_),
                            [self = shared_from_this()](error_code error, std::size_t size) {
                              if (error) return self->close();
                              self->bytes_.append(self->in_.data(), size);
                              if (self->handle()) self->read();
                            });
  }

  // What its subscriber has not been sent.
  void send_events() {
    if (next_seq_ == 0) return;
    const std::vector<Event>& events = gateway_.matching_.events(account_);
    while (next_seq_ <= events.size()) send(write_event(events[next_seq_++ - 1]));
  }

  void close() {
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  // Works on all complete frames. False: the connection ends.
  bool handle() {
    for (;;) {
      std::optional<std::size_t> size = frame_size(bytes_);
      if (!size) return refuse();
      if (*size == 0) return true;
      std::string frame = bytes_.substr(0, *size);
      bytes_.erase(0, *size);
      std::optional<Request> request = read_request(frame);
      if (!request) return refuse();
      if (request->kind == Kind::heartbeat) continue;
      if (!(events_ ? subscribe(*request) : serve(*request, frame))) return false;
    }
  }

  bool subscribe(const Request& request) {
    if (request.kind != Kind::subscribe || next_seq_ != 0) return refuse();
    if (!log_in(request)) return true;
    next_seq_ = std::max<std::uint64_t>(request.after, 1);
    send_events();
    return true;
  }

  bool serve(const Request& request, std::string_view frame) {
    if (request.kind == Kind::subscribe) return refuse();
    if (request.kind == Kind::login) {
      log_in(request);
    } else if (account_.empty()) {
      reject(request, Reason::not_logged_in);
    } else {
      std::string answer = gateway_.work(account_, request, frame);
      if (answer.empty()) return false;
      send(std::move(answer));
    }
    return true;
  }

  bool log_in(const Request& request) {
    if (!gateway_.matching_.has_account(request.account)) {
      reject(request, Reason::unknown_account);
      return false;
    }
    account_ = request.account;
    send(Frame(Kind::logged_in)
             .number(request.number)
             .number(gateway_.matching_.events(account_).size())
             .take());
    return true;
  }

  void reject(const Request& request, Reason reason) {
    send(Frame(Kind::rejected)
             .number(request.number)
             .text(request.id)
             .byte(static_cast<std::uint8_t>(reason))
             .amount(0)
             .take());
  }

  bool refuse() {
    reject({}, Reason::malformed);
    closing_ = true;
    return false;
  }

  void send(std::string frame) {
    unread_ += frame.size();
    if (unread_ > unread_max) return close();
    out_.push_back(std::move(frame));
    if (out_.size() == 1) write();
  }

  void write() {
    asio::async_write(socket_, asio::buffer(out_.front()),
                      [self = shared_from_this()](error_code error, std::size_t size) {
                        if (error) return self->close();
                        self->unread_ -= size;
                        self->out_.pop_front();
                        if (!self->out_.empty()) return self->write();
                        if (self->closing_) self->close();
                      });
  }

  Gateway& gateway_;
  tcp::socket socket_;
  bool events_;
  bool closing_ = false;
  std::string account_;         // logged in
  std::uint64_t next_seq_ = 0;  // of a subscriber; else 0
  std::array<char, 4096> in_{};
  std::string bytes_;
  std::deque<std::string> out_;
  std::size_t unread_ = 0;
};

Gateway::Gateway(asio::io_context& io, const GatewayOptions& options)
    : matching_(options.accounts, options.symbols), log_(options.sync), orders_(io), events_(io) {
  std::error_code failed =
      log_.open(options.data_dir, [this](std::int64_t time_ns, std::string account, std::string_view frame) {
        std::optional<Request> request = read_request(frame);
        if (request && matching_.has_account(account)) matching_.apply(account, *request, time_ns);
      });
  if (failed) {
    stopped_ = true;
    return;
  }
  for (auto [acceptor, port] : {std::pair(&orders_, options.orders_port), {&events_, options.events_port}}) {
    tcp::endpoint endpoint(tcp::v4(), port);
    acceptor->open(endpoint.protocol());
    acceptor->set_option(tcp::acceptor::reuse_address(true));
    acceptor->bind(endpoint);
    acceptor->listen();
    accept(*acceptor, acceptor == &events_);
  }
}

Gateway::~Gateway() = default;

void Gateway::accept(Acceptor& acceptor, bool events) {
  acceptor.async_accept([this, &acceptor, events](error_code error, tcp::socket socket) {
    if (stopped_ || error == asio::error::operation_aborted) return;
    if (!error) {
      auto session = std::make_shared<Session>(*this, std::move(socket), events);
      std::erase_if(sessions_, [](const auto& old) { return old.expired(); });
      sessions_.push_back(session);
      session->read();
    }
    accept(acceptor, events);
  });
}

std::string Gateway::work(const std::string& account, const Request& request, std::string_view frame) {
  bool query = request.kind == Kind::query_order || request.kind == Kind::query_open ||
               request.kind == Kind::query_trades;
  if (query) return matching_.answer(account, request);
  std::int64_t time_ns = now_ns();
  if (log_.append(time_ns, account, frame)) {
    stop();
    return {};
  }
  std::string answer = matching_.apply(account, request, time_ns);
  for (const std::weak_ptr<Session>& one : sessions_) {
    if (auto session = one.lock()) session->send_events();
  }
  return answer;
}

void Gateway::stop() {
  stopped_ = true;
  error_code ignored;
  orders_.close(ignored);
  events_.close(ignored);
  for (const std::weak_ptr<Session>& one : sessions_) {
    if (auto session = one.lock()) session->close();
  }
}

}  // namespace own_engine
