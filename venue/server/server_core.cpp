// Accepting, the clocks of the crowd and of what the exchange does of its own accord, and the end of each
// turn. What becomes of a request: server_requests.cpp.
#include "venue/server/server_core.hpp"

#include <algorithm>
#include <boost/asio/ssl.hpp>
#include <utility>

#include "venue/api/hash.hpp"
#include "venue/server/listen_keys.hpp"
#include "venue/server/native_session.hpp"
#include "venue/server/venue_http_session.hpp"
#include "venue/server/webhooks.hpp"

namespace onefold::venue {
namespace {

using boost::asio::ip::tcp;

// When accepting fails (no descriptors left), it is tried again after this.
constexpr std::chrono::milliseconds accept_retry{10};

TimeNs venue_time() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count();
}

}  // namespace

ServerCore::ServerCore(boost::asio::io_context& context, VenueOptions options, VenueObserver& observer,
                       Misbehaviour* misbehaviour, std::shared_ptr<VenueServer::Status> status)
    : context_(context),
      options_(std::move(options)),
      observer_(observer),
      misbehaviour_(misbehaviour),
      status_(std::move(status)),
      exchange_(options_, observer, misbehaviour),
      orders_{Acceptor(context), Timer(context), Channel::orders},
      events_{Acceptor(context), Timer(context), Channel::events},
      processing_timer_(context),
      crowd_timer_(context),
      idle_timer_(context),
      keys_timer_(context),
      act_timer_(context),
      absent_timer_(context),
      listen_keys_(std::make_unique<ListenKeys>()),
      usage_(options_.accounts.size()),
      absent_until_(options_.accounts.size(), std::chrono::steady_clock::time_point::max()) {}

ServerCore::~ServerCore() = default;

std::error_code ServerCore::start() {
  const std::error_code unreadable = exchange_.open(status_->failure);
  if (unreadable) return unreadable;
  sent_number_ = engine().last_number();
  if (options_.dialect == Dialect::http) {
    if (const std::error_code error = start_http()) return error;
  }
  if (const std::error_code error = start_tls()) return error;
  boost::system::error_code error = listen(orders_, options_.orders_port, status_->orders_port);
  if (!error) error = listen(events_, options_.events_port, status_->events_port);
  if (error) {
    status_->failure = "cannot listen on " + options_.listen_address + ": " + error.message();
    return error;
  }
  accept(orders_);
  accept(events_);
  wait_for_crowd();
  wait_for_idle();
  wait_for_act();
  for (AccountId account = 0; account < options_.accounts.size(); ++account) expect_account(account);
  if (webhooks_) webhooks_->poke();
  return {};
}

std::error_code ServerCore::start_http() {
  const std::error_code invalid = std::make_error_code(std::errc::invalid_argument);
  for (const Credentials& credentials : options_.credentials) {
    const bool whole = !credentials.api_key.empty() && !credentials.secret.empty();
    if (whole && engine().find_account(credentials.account)) continue;
    status_->failure = "credentials that are incomplete or of no account: '" + credentials.account + "'";
    return invalid;
  }
  webhooks_ = std::make_unique<Webhooks>(*this, options_.data_dir);
  const std::error_code error = webhooks_->load();
  if (error) status_->failure = "the file webhooks cannot be read: " + error.message();
  return error;
}

std::error_code ServerCore::start_tls() {
  const TlsIdentity& identity = options_.tls;
  if (identity.certificate_chain.empty()) return {};
  namespace ssl = boost::asio::ssl;
  tls_ = std::make_unique<ssl::context>(ssl::context::tls_server);
  boost::system::error_code error;
  tls_->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1,
                    error);
  if (!error) tls_->use_certificate_chain(boost::asio::buffer(identity.certificate_chain), error);
  if (!error) tls_->use_private_key(boost::asio::buffer(identity.private_key), ssl::context::pem, error);
  if (error) status_->failure = "the certificate or its key cannot be used: " + error.message();
  return error;
}

boost::system::error_code ServerCore::listen(Listener& listener, std::uint16_t port,
                                             std::uint16_t& port_out) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(options_.listen_address, error);
  if (error) return error;
  const tcp::endpoint endpoint(address, port);
  Acceptor& acceptor = listener.acceptor;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
  if (!error) port_out = acceptor.local_endpoint(error).port();
  return error;
}

void ServerCore::stop() {
  if (stopped_) return;
  stopped_ = true;
  status_->serving = false;
  boost::system::error_code ignored;
  for (Listener* listener : {&orders_, &events_}) {
    listener->acceptor.close(ignored);
    listener->retry.cancel();
  }
  processing_timer_.cancel();
  crowd_timer_.cancel();
  idle_timer_.cancel();
  keys_timer_.cancel();
  act_timer_.cancel();
  absent_timer_.cancel();
  if (webhooks_) webhooks_->stop();
  waiting_.clear();
  to_flush_.clear();
  for (VenueSession* session : sessions_) session->close();
  exchange_.close();
}

void ServerCore::fail(std::error_code error) {
  status_->failure = "the journal cannot be written: " + error.message();
  stop();
  if (status_->on_failed) std::exchange(status_->on_failed, nullptr)();
}

// ---- sessions ----------------------------------------------------------------------------------

void ServerCore::accept(Listener& listener) {
  listener.acceptor.async_accept(
      [self = shared_from_this(), &listener](boost::system::error_code error, tcp::socket socket) {
        if (self->stopped_) return;
        if (error) return self->accept_later(listener);
        self->admit(std::move(socket), listener.channel);
        self->accept(listener);
      });
}

void ServerCore::accept_later(Listener& listener) {
  listener.retry.expires_after(accept_retry);
  listener.retry.async_wait([self = shared_from_this(), &listener](boost::system::error_code) {
    if (!self->stopped_) self->accept(listener);
  });
}

void ServerCore::admit(tcp::socket socket, Channel channel) {
  if (sessions_.size() >= options_.connections_max) return;
  std::shared_ptr<VenueSession> session;
  if (options_.dialect == Dialect::http) {
    session = std::make_shared<VenueHttpSession>(std::move(socket), shared_from_this());
  } else {
    session = std::make_shared<NativeSession>(std::move(socket), shared_from_this(), channel);
  }
  if (channel == Channel::orders) session->number = orders_connections_++;
  sessions_.push_back(session.get());
  session->start(tls_.get());
}

void ServerCore::forget(VenueSession& session) {
  std::erase(sessions_, &session);
  std::erase(to_flush_, &session);
}

void ServerCore::wait_for_idle() {
  if (options_.idle_timeout_ns <= 0) return;
  idle_timer_.expires_after(std::chrono::nanoseconds(options_.idle_timeout_ns));
  idle_timer_.async_wait([self = shared_from_this()](boost::system::error_code) {
    if (self->stopped_) return;
    for (VenueSession* session : self->sessions_) {
      if (std::exchange(session->heard, false)) {
        session->ask_alive();
      } else {
        session->close();
      }
    }
    self->end_turn();
    if (!self->stopped_) self->wait_for_idle();
  });
}

// ---- what the exchange does of its own accord --------------------------------------------------

void ServerCore::wait_for_crowd() {
  if (options_.crowd.period_ns <= 0) return;
  crowd_timer_.expires_after(std::chrono::nanoseconds(options_.crowd.period_ns));
  crowd_timer_.async_wait([self = shared_from_this()](boost::system::error_code) {
    if (self->stopped_) return;
    const TimeNs now_ns = venue_time();
    const TimeNs until_ns = self->options_.crowd.until_ns;
    if (until_ns != 0 && now_ns >= until_ns) return;
    self->exchange_.crowd_acts(now_ns);
    self->end_turn();
    if (!self->stopped_) self->wait_for_crowd();
  });
}

void ServerCore::wait_for_act() {
  act_ns_ = engine().next_act_ns();
  if (act_ns_ == 0) return;
  // A clock that is set back makes the timer early: then it waits again.
  const TimeNs wait_ns = std::max<TimeNs>(act_ns_ - venue_time(), 0);
  act_timer_.expires_after(std::chrono::nanoseconds(wait_ns));
  act_timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (self->stopped_ || error) return;
    self->act_ns_ = 0;
    self->exchange_.act({}, self->engine().crowd_account(), venue_time());
    self->end_turn();
  });
}

// From now on the account is given its time to connect.
void ServerCore::expect_account(AccountId account) {
  const CancelOnDisconnect& rule = options_.profile.cancel_on_disconnect;
  // A connection of HTTP says nothing about who is there.
  if (rule.kind != CancelOnDisconnect::Kind::on_disconnect || options_.dialect == Dialect::http) return;
  absent_until_[account] = std::chrono::steady_clock::now() + std::chrono::nanoseconds(rule.delay_ns);
  wait_for_absent();
}

void ServerCore::lost(const VenueSession& session) {
  if (stopped_ || session.account == no_account || session.streams()) return;
  const bool another = std::any_of(sessions_.begin(), sessions_.end(), [&](const VenueSession* one) {
    return one != &session && one->account == session.account && !one->streams() && !one->ended();
  });
  if (!another) expect_account(session.account);
}

void ServerCore::wait_for_absent() {
  const auto first = std::min_element(absent_until_.begin(), absent_until_.end());
  if (first == absent_until_.end() || *first == std::chrono::steady_clock::time_point::max()) return;
  absent_timer_.expires_at(*first);
  absent_timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!self->stopped_ && !error) self->cancel_absent();
  });
}

void ServerCore::cancel_absent() {
  const auto now = std::chrono::steady_clock::now();
  for (AccountId account = 0; account < absent_until_.size(); ++account) {
    if (absent_until_[account] > now) continue;
    absent_until_[account] = std::chrono::steady_clock::time_point::max();
    exchange_.act({VenueAct::Kind::cancel_account, 0}, account, venue_time());
  }
  end_turn();
  if (!stopped_) wait_for_absent();
}

void ServerCore::end_turn() {
  if (stopped_) return;
  const std::error_code error = exchange_.commit();
  if (error) return fail(error);
  if (engine().next_act_ns() != act_ns_) wait_for_act();
  if (sent_number_ != engine().last_number()) {
    sent_number_ = engine().last_number();
    for (VenueSession* session : sessions_) {
      if (session->streams()) session->flush();
    }
  }
  for (VenueSession* session : to_flush_) session->flush();
  to_flush_.clear();
  if (webhooks_) webhooks_->poke();
}

// ---- what only the HTTP dialect needs ----------------------------------------------------------

TimeNs ServerCore::now_ns() const {
  return venue_time();
}

std::uint64_t ServerCore::next_made_id() {
  return combine(static_cast<std::uint64_t>(venue_time()), ++made_ids_);
}

const std::string& ServerCore::open_stream(std::string_view account) {
  const auto of_account = [account](const Credentials& one) { return one.account == account; };
  const auto found = std::find_if(options_.credentials.begin(), options_.credentials.end(), of_account);
  const bool first = listen_keys_->next_expiry() == ListenKeys::Time::max();
  const std::string& key = listen_keys_->open(*found, std::chrono::steady_clock::now(), venue_time());
  if (first) wait_for_keys();
  return key;
}

void ServerCore::wait_for_keys() {
  keys_timer_.expires_at(listen_keys_->next_expiry());
  keys_timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (self->stopped_ || error) return;
    const auto now = std::chrono::steady_clock::now();
    for (std::string key = self->listen_keys_->take_expired(now); !key.empty();
         key = self->listen_keys_->take_expired(now)) {
      self->end_streams(key);
    }
    self->end_turn();
    if (!self->stopped_ && self->listen_keys_->next_expiry() != ListenKeys::Time::max())
      self->wait_for_keys();
  });
}

void ServerCore::end_streams(std::string_view listen_key) {
  for (VenueSession* session : sessions_) session->end_stream(listen_key);
}

void Usage::count(TimeNs now_ns, bool order) {
  constexpr TimeNs minute_ns = 60'000'000'000;
  constexpr TimeNs ten_seconds_ns = 10'000'000'000;
  if (std::exchange(minute_, now_ns / minute_ns) != now_ns / minute_ns) requests_ = 0;
  if (std::exchange(ten_seconds_, now_ns / ten_seconds_ns) != now_ns / ten_seconds_ns) orders_ = 0;
  ++requests_;
  if (order) ++orders_;
}

}  // namespace onefold::venue
