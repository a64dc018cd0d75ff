#include "venue/server/webhooks.hpp"

#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <charconv>
#include <utility>

#include "venue/server/http_replies.hpp"
#include "venue/server/server_core.hpp"
#include "venue/wire/http_message.hpp"
#include "venue/wire/http_signature.hpp"

namespace onefold::venue {
namespace {

using boost::asio::ip::tcp;

constexpr std::chrono::milliseconds backoff_min{100};
constexpr std::chrono::milliseconds backoff_max{30'000};
constexpr std::chrono::seconds answer_timeout{10};
constexpr std::size_t answer_size_max = 64 * 1024;

const Credentials* credentials_of(const ServerCore& core, AccountId account) {
  const std::string_view name = core.engine().account_name(account);
  for (const Credentials& credentials : core.options().credentials) {
    if (credentials.account == name) return &credentials;
  }
  return nullptr;
}

}  // namespace

bool parse_webhook_url(std::string_view url, WebhookUrl& out) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme)) return false;
  url.remove_prefix(scheme.size());
  const std::size_t slash = std::min(url.find('/'), url.size());
  std::string_view host = url.substr(0, slash);
  out = WebhookUrl();
  out.host = host;
  if (slash != url.size()) out.path = url.substr(slash);
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    const std::string_view port = host.substr(colon + 1);
    const auto [stop, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
    if (error != std::errc() || stop != port.data() + port.size() || out.port == 0) return false;
    host = host.substr(0, colon);
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  out.address = host == "localhost" ? std::string("127.0.0.1") : std::string(host);
  boost::system::error_code error;
  boost::asio::ip::make_address(out.address, error);
  return !error;
}

// The events of one registration, one after another, until there is none. Owned by its pending handlers.
class WebhookDelivery : public std::enable_shared_from_this<WebhookDelivery> {
 public:
  WebhookDelivery(std::shared_ptr<ServerCore> core, AccountId account, WebhookUrl target,
                  std::shared_ptr<bool> current)
      : core_(std::move(core)),
        account_(account),
        target_(std::move(target)),
        current_(std::move(current)),
        socket_(core_->context()),
        timer_(core_->context()) {}

  void next() {
    if (!alive()) return close();
    if (core_->webhooks().next_seq(account_) > core_->engine().last_seq(account_)) {
      core_->webhooks().finished(account_);
      return close();
    }
    write_message();
    timer_.expires_after(answer_timeout);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (!error && self->alive()) self->socket_.close(error);  // what is pending fails, and is tried again
    });
    if (socket_.is_open()) return send();
    boost::system::error_code ignored;
    const auto address = boost::asio::ip::make_address(target_.address, ignored);
    socket_.async_connect({address, target_.port},
                          [self = shared_from_this()](boost::system::error_code error) {
                            if (self->alive()) error ? self->fail() : self->send();
                          });
  }

  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
  }

 private:
  bool alive() const { return *current_ && !core_->stopped(); }

  void write_message() {
    const std::uint64_t seq = core_->webhooks().next_seq(account_);
    std::string body;
    HttpReplies(core_->engine()).event(core_->engine().report_at(account_, seq), body);
    message_ = "POST " + target_.path + " HTTP/1.1\r\nHost: " + target_.host;
    message_ += "\r\nContent-Type: application/json\r\nX-Onefold-Signature: ";
    message_ += http::sign(credentials_of(*core_, account_)->secret, body);
    message_ += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    answer_.clear();
  }

  void send() {
    boost::asio::async_write(socket_, boost::asio::buffer(message_),
                             [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                               if (self->alive()) error ? self->fail() : self->receive();
                             });
  }

  void receive() {
    socket_.async_read_some(boost::asio::buffer(input_),
                            [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
                              if (!self->alive()) return;
                              if (error) return self->fail();
                              self->answer_.append(self->input_.data(), size);
                              self->judge();
                            });
  }

  void judge() {
    const http::MessageScan scan = http::scan_message(answer_, answer_size_max);
    // The status decides; a body that this cannot follow only costs the connection.
    if (scan.head_size == 0 && !scan.malformed) return receive();
    if (scan.size == 0 && !scan.malformed) return receive();
    const auto head = http::parse_head(answer_);
    if (!head || head->status < 200 || head->status > 299) return fail();
    const auto connection = http::find_field(head->fields, "Connection");
    if (scan.malformed || scan.size != answer_.size() || (connection && *connection == "close")) {
      boost::system::error_code ignored;
      socket_.close(ignored);
    }
    backoff_ = backoff_min;
    core_->webhooks().delivered(account_);
    next();
  }

  void fail() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    timer_.expires_after(backoff_);
    backoff_ = std::min(2 * backoff_, backoff_max);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (!error && self->alive()) self->next();
    });
  }

  std::shared_ptr<ServerCore> core_;
  AccountId account_;
  WebhookUrl target_;
  std::shared_ptr<bool> current_;
  tcp::socket socket_;
  boost::asio::steady_timer timer_;
  std::chrono::milliseconds backoff_ = backoff_min;
  std::string message_;
  std::string answer_;
  std::array<char, 1024> input_;
};

Webhooks::Webhooks(ServerCore& core, std::filesystem::path directory)
    : core_(core), directory_(std::move(directory)), hooks_(core.options().accounts.size()) {}

Webhooks::~Webhooks() = default;

std::error_code Webhooks::load() {
  std::vector<WebhookRecord> records;
  if (const std::error_code error = load_webhooks(directory_, records)) return error;
  for (const WebhookRecord& record : records) {
    const auto account = core_.engine().find_account(record.account);
    WebhookUrl target;
    if (!account || credentials_of(core_, *account) == nullptr || !parse_webhook_url(record.url, target))
      continue;
    hooks_[*account] = {record.url, target, record.next_seq, record.next_seq, std::make_shared<bool>(true),
                        {}};
  }
  return {};
}

Webhooks::Set Webhooks::set(AccountId account, std::string_view url, std::uint64_t from_seq) {
  WebhookUrl target;
  if (!parse_webhook_url(url, target)) return Set::bad_url;
  Hook& hook = hooks_[account];
  end(hook);
  hook = {std::string(url), std::move(target), from_seq, from_seq, std::make_shared<bool>(true), {}};
  return save() ? Set::not_saved : Set::done;
}

void Webhooks::remove(AccountId account) {
  end(hooks_[account]);
  hooks_[account] = Hook();
  save();
}

void Webhooks::end(Hook& hook) {
  if (hook.current) *hook.current = false;
  if (const auto delivery = hook.delivery.lock()) delivery->close();
}

std::string_view Webhooks::url(AccountId account) const {
  return hooks_[account].url;
}

std::uint64_t Webhooks::next_seq(AccountId account) const {
  return hooks_[account].next_seq;
}

void Webhooks::poke() {
  for (std::size_t i = 0; i < hooks_.size(); ++i) {
    Hook& hook = hooks_[i];
    const auto account = static_cast<AccountId>(i);
    if (hook.url.empty() || !hook.delivery.expired()) continue;
    if (hook.next_seq > core_.engine().last_seq(account)) continue;
    const auto delivery =
        std::make_shared<WebhookDelivery>(core_.shared_from_this(), account, hook.target, hook.current);
    hook.delivery = delivery;
    delivery->next();
  }
}

void Webhooks::finished(AccountId account) {
  hooks_[account].delivery.reset();
}

// A failed save costs only that more events come again after a crash.
void Webhooks::delivered(AccountId account) {
  Hook& hook = hooks_[account];
  ++hook.next_seq;
  if (hook.next_seq - hook.saved_seq >= deliveries_per_save) save();
}

std::error_code Webhooks::save() {
  std::vector<WebhookRecord> records;
  for (std::size_t i = 0; i < hooks_.size(); ++i) {
    Hook& hook = hooks_[i];
    if (hook.url.empty()) continue;
    records.push_back(
        {std::string(core_.engine().account_name(static_cast<AccountId>(i))), hook.next_seq, hook.url});
  }
  const std::error_code error = save_webhooks(directory_, records);
  if (error) return error;
  for (Hook& hook : hooks_) hook.saved_seq = hook.next_seq;
  return {};
}

void Webhooks::stop() {
  bool unsaved = false;
  for (Hook& hook : hooks_) {
    end(hook);
    unsaved = unsaved || hook.next_seq != hook.saved_seq;
  }
  if (unsaved) save();
}

}  // namespace onefold::venue
