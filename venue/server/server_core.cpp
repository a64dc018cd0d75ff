// Accepting, the queue of requests in processing, the crowd's clock, and the end of each turn.
#include "venue/server/server_core.hpp"

#include <algorithm>
#include <boost/asio/ssl.hpp>
#include <utility>

#include "venue/api/hash.hpp"
#include "venue/server/batch.hpp"
#include "venue/server/listen_keys.hpp"
#include "venue/server/native_session.hpp"
#include "venue/server/venue_http_session.hpp"
#include "venue/server/webhooks.hpp"

namespace onefold::venue {
namespace {

using boost::asio::ip::tcp;

// One turn executes at most so many of the requests that are due: others want to be served too.
constexpr int executions_per_turn_max = 256;

// When accepting fails (no descriptors left), it is tried again after this.
constexpr std::chrono::milliseconds accept_retry{10};

TimeNs venue_time() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count();
}

bool is_order_request(const Request& request) {
  return std::holds_alternative<NewOrder>(request) || std::holds_alternative<CancelOrder>(request) ||
         std::holds_alternative<ReplaceOrder>(request) || std::holds_alternative<MassCancel>(request) ||
         std::holds_alternative<CancelAfter>(request) || std::holds_alternative<Transfer>(request);
}

// Null: the venue is silent.
void tell(VenueSession& session, const Reply* reply, const Asked& asked) {
  if (asked.batch != nullptr) {
    asked.batch->answer(asked.leg, reply == nullptr ? Reply(Heartbeat{}) : *reply);
    if (asked.batch->complete()) session.send(asked.batch->reply());
    return;
  }
  if (asked.acknowledged && (reply == nullptr || !std::holds_alternative<Rejected>(*reply))) return;
  if (reply != nullptr) {
    session.send(*reply);
  } else {
    session.keep_silent();
  }
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

// ---- requests ----------------------------------------------------------------------------------

void ServerCore::take(VenueSession& session, Request& request) {
  if (auto* batch = std::get_if<NewOrders>(&request)) return take_batch(session, *batch);
  const bool orders = is_order_request(request);
  if (orders && (session.waiting >= waiting_per_connection_max || waiting_.size() >= waiting_max)) {
    return session.close();
  }
  const Arrival& arrival = arrive(session, request);
  switch (arrival.next) {
    case Arrival::Next::nothing:
      return;
    case Arrival::Next::answer:
      if (std::holds_alternative<LoggedIn>(arrival.reply)) {
        session.account = engine().find_account(std::get<Login>(request).account).value();
        fence(session);
        absent_until_[session.account] = std::chrono::steady_clock::time_point::max();
      }
      return session.send(arrival.reply);
    case Arrival::Next::execute:
      if (!arrival.acknowledged || !session.acknowledges()) return execute(session, request);
      session.send(arrival.reply);
      return execute(session, request, {true, nullptr, 0});
  }
}

void ServerCore::take_batch(VenueSession& session, NewOrders& request) {
  const Profile& profile = options_.profile;
  const std::size_t legs = request.legs.size();
  if (legs == 0 || legs > profile.orders.batch_max) {
    const Reason reason = profile.orders.batch_max == 0 ? Reason::unsupported : Reason::invalid_quantity;
    const ErrorCode* code = code_for(profile, reason);
    return session.send(
        Rejected{request.request, reason, {}, 0, code == nullptr ? std::string() : code->code});
  }
  const bool room =
      session.waiting + legs <= waiting_per_connection_max && waiting_.size() + legs <= waiting_max;
  if (!room) return session.close();
  Asked asked{false, std::make_shared<Batch>(request), 0};
  for (; asked.leg < legs; ++asked.leg) {
    Request one = std::move(request.legs[asked.leg]);
    const Arrival& arrival = arrive(session, one);
    if (arrival.next == Arrival::Next::execute) {
      execute(session, one, asked);
    } else {
      tell(session, arrival.next == Arrival::Next::answer ? &arrival.reply : nullptr, asked);
    }
  }
}

// A new connection of a sequenced session ends the older ones: what is under way on them has no effect.
void ServerCore::fence(const VenueSession& session) {
  const SequenceRules& rules = options_.profile.sequence;
  if (!rules.numbered || !rules.fences) return;
  for (VenueSession* other : sessions_) {
    if (other != &session && other->account == session.account && !other->streams()) other->close();
  }
  std::erase_if(waiting_, [&](const Waiting& one) {
    return one.account == session.account && one.session.lock().get() != &session;
  });
}

const Arrival& ServerCore::arrive(const VenueSession& session, const Request& request) {
  return exchange_.arrive(session.number, session.account, request, now_ns());
}

void ServerCore::execute(VenueSession& session, Request& request, const Asked& asked) {
  RequestConduct conduct;
  if (misbehaviour_ != nullptr)
    conduct = misbehaviour_->at_request(engine().account_name(session.account), request);
  const bool slow = conduct.kind == RequestConduct::Kind::slow_processing;
  const std::chrono::nanoseconds processing(options_.profile.processing_ns + (slow ? conduct.delay_ns : 0));
  Waiting work{std::chrono::steady_clock::now() + processing,
               session.number,
               session.account,
               std::move(request),
               session.weak_from_this(),
               asked,
               conduct};
  if (processing.count() == 0) return carry_out(work, &session, now_ns());
  ++session.waiting;
  wait(std::move(work));
}

// Effect and answer. `session` is null if it has died since.
void ServerCore::carry_out(Waiting& work, VenueSession* session, TimeNs now_ns) {
  using Kind = RequestConduct::Kind;
  const RequestConduct& conduct = work.conduct;
  if (conduct.kind == Kind::late_fill && cancel_early(work, session)) return;
  const Reply* reply = exchange_.execute(work.connection, work.account, work.request, now_ns, conduct);
  if (session == nullptr) return;
  if (exchange_.logs_out()) return session->close();
  if (conduct.kind == Kind::lost_answer) return;
  if (conduct.kind == Kind::late_answer && reply != nullptr && !work.asked.acknowledged) {
    ++session->waiting;
    work.due = std::chrono::steady_clock::now() + std::chrono::nanoseconds(conduct.delay_ns);
    work.answer = std::make_unique<Reply>(*reply);
    return wait(std::move(work));
  }
  tell(*session, reply, work.asked);
  if (conduct.kind == Kind::logout) session->log_out();
}

// Says that the order is cancelled, which it is only later. False if there is no such order to cancel.
bool ServerCore::cancel_early(Waiting& work, VenueSession* session) {
  const auto* cancel = std::get_if<CancelOrder>(&work.request);
  if (cancel == nullptr) return false;
  std::optional<OrderState> order = cancel->order_id != 0 ? engine().order(work.account, cancel->order_id)
                                                          : engine().target(work.account, cancel->target);
  if (!order || is_terminal(order->status)) return false;
  order->status = OrderStatus::cancelled;
  const Reply answer = Cancelled{cancel->request, *order};
  work.due = std::chrono::steady_clock::now() + std::chrono::nanoseconds(work.conduct.delay_ns);
  work.conduct = {};
  work.session.reset();
  const Asked asked = work.asked;
  wait(std::move(work));
  if (session != nullptr) tell(*session, &answer, asked);
  return true;
}

void ServerCore::wait(Waiting waiting) {
  auto at = waiting_.end();
  while (at != waiting_.begin() && std::prev(at)->due > waiting.due) --at;
  const bool first = at == waiting_.begin();
  waiting_.insert(at, std::move(waiting));
  if (first && !processing_) wait_for_processing();
}

void ServerCore::wait_for_processing() {
  processing_timer_.expires_at(waiting_.front().due);
  processing_timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error && !self->stopped_) self->process_due();
  });
}

void ServerCore::process_due() {
  const auto now = std::chrono::steady_clock::now();
  const TimeNs now_ns = venue_time();
  processing_ = true;  // an answer may let its session go on to the next request
  for (int n = 0; n < executions_per_turn_max && !waiting_.empty() && waiting_.front().due <= now; ++n) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    const auto session = next.session.lock();
    if (session) --session->waiting;
    if (!next.answer) {
      carry_out(next, session.get(), now_ns);
    } else if (session) {
      tell(*session, next.answer.get(), next.asked);
    }
  }
  processing_ = false;
  end_turn();
  if (!waiting_.empty()) wait_for_processing();
}

Reply ServerCore::subscribe(const Subscribe& request) {
  const Reply reply = exchange_.arrive(0, no_account, request, venue_time()).reply;
  const auto* logged_in = std::get_if<LoggedIn>(&reply);
  if (logged_in != nullptr && request.from_seq <= logged_in->last_seq) {
    observer_.on_path({path::stream_replayed, {}, {}, 0});
  }
  return reply;
}

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

// ---- what the exchange does of its own accord --------------------------------------------------

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
