// Joins the core of the client to Boost.Asio.
#include "client/client.hpp"

#include <boost/asio.hpp>
#include <chrono>
#include <utility>

#include "client/client_core.hpp"
#include "client/client_native_session.hpp"
#include "client/http_events.hpp"
#include "client/http_session.hpp"
#include "client/http_webhook.hpp"

namespace onefold::client {

namespace asio = boost::asio;
using std::chrono::nanoseconds;

// Handlers hold it weakly: they may outlive the client in the queue of the context.
class ExecutionClient::Impl : public ClientHost,
                              public SessionOwner,
                              public std::enable_shared_from_this<ExecutionClient::Impl> {
 public:
  Impl(asio::io_context& context, ClientOptions options, ClientParts parts, venue::ClientObserver& observer)
      : context_(context),
        timer_(context),
        venue_host_(options.venue_host),
        orders_port_(options.orders_port),
        events_port_(options.events_port),
        webhook_port_(options.webhook_port),
        http_(make_peer(options, complaint_)),
        core(for_dialect(std::move(options)), std::move(parts), observer, *this) {}

  ~Impl() override {
    disconnect(LinkKind::orders);
    disconnect(LinkKind::events);
  }

  SteadyNs now_ns() override {
    return nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
  }
  venue::TimeNs wall_ns() override {
    return nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
  }

  void wake_at(SteadyNs at_ns) override {
    timer_.expires_at(std::chrono::steady_clock::time_point(nanoseconds(at_ns)));
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& failed) {
      const auto self = weak.lock();
      if (self && !failed) self->core.on_wake();
    });
  }

  void turn_soon() override {
    asio::post(context_, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->core.on_turn();
    });
  }

  void connect(LinkKind link) override {
    disconnect(link);
    auto& session = session_of(link);
    session = make_session(link);
    session->connect(venue_host_, link == LinkKind::orders ? orders_port_ : events_port_);
  }

  void disconnect(LinkKind link) override {
    auto& session = session_of(link);
    if (session) session->close();
    session.reset();
  }

  bool send(LinkKind link, const venue::Request& request) override {
    const auto& session = session_of(link);
    return session && session->send(request);
  }

  void on_connected(LinkKind link) override { core.on_connected(link); }
  void on_closed(LinkKind link) override { core.on_closed(link); }
  void on_reply(LinkKind link, venue::Reply&& reply) override { core.on_reply(link, std::move(reply)); }
  void on_drained(LinkKind link) override { core.on_drained(link); }

  std::string_view complaint() const { return complaint_; }

 private:
  static std::unique_ptr<HttpPeer> make_peer(const ClientOptions& options, std::string& complaint) {
    if (options.dialect == venue::Dialect::native) return nullptr;
    return std::make_unique<HttpPeer>(options, complaint);
  }
  // A request may wait for a connection before it leaves.
  static ClientOptions for_dialect(ClientOptions options) {
    if (options.dialect == venue::Dialect::http) options.bounds.late_delivery_ns += queue_patience_ns;
    return options;
  }

  std::shared_ptr<Session> make_session(LinkKind link) {
    if (!http_) return std::make_shared<NativeSession>(context_, *this, link);
    if (link == LinkKind::events && webhook_port_ != 0)
      return std::make_shared<HttpWebhook>(context_, *this, link, *http_, webhook_port_);
    if (link == LinkKind::events) return std::make_shared<HttpEvents>(context_, *this, link, *http_);
    return std::make_shared<HttpSession>(context_, *this, link, *http_);
  }
  std::shared_ptr<Session>& session_of(LinkKind link) { return link == LinkKind::orders ? orders_ : events_; }

  asio::io_context& context_;
  asio::steady_timer timer_;
  const std::string venue_host_;
  const std::uint16_t orders_port_;
  const std::uint16_t events_port_;
  const std::uint16_t webhook_port_;
  std::string complaint_;                 // of the options
  const std::unique_ptr<HttpPeer> http_;  // null with dialect native
  std::shared_ptr<Session> orders_;
  std::shared_ptr<Session> events_;

 public:
  ClientCore core;  // last: it calls the members above
};

ExecutionClient::ExecutionClient(asio::io_context& context, ClientOptions options,
                                 venue::ClientObserver& observer) {
  ClientParts parts = default_parts(options);
  impl_ = std::make_shared<Impl>(context, std::move(options), std::move(parts), observer);
}

ExecutionClient::ExecutionClient(asio::io_context& context, ClientOptions options, ClientParts parts,
                                 venue::ClientObserver& observer)
    : impl_(std::make_shared<Impl>(context, std::move(options), std::move(parts), observer)) {}

ExecutionClient::~ExecutionClient() = default;

std::error_code ExecutionClient::start() {
  if (!impl_->complaint().empty()) return std::make_error_code(std::errc::invalid_argument);
  return impl_->core.start();
}
void ExecutionClient::submit(const venue::Intent& intent) {
  impl_->core.submit(intent);
}
void ExecutionClient::lead_until(SteadyNs until_ns) {
  impl_->core.lead_until(until_ns);
}
void ExecutionClient::submit_copy(const venue::Intent& intent) {
  impl_->core.submit_copy(intent);
}
void ExecutionClient::conclude(std::string_view intent, venue::Outcome outcome, venue::Reason reason) {
  impl_->core.conclude(intent, outcome, reason);
}
std::vector<venue::Intent> ExecutionClient::pending() const {
  return impl_->core.pending();
}
std::optional<Resolution> ExecutionClient::resolution_of(std::string_view intent) const {
  return impl_->core.resolution_of(intent);
}
venue::ClientView ExecutionClient::view() const {
  return impl_->core.view();
}
const Counters& ExecutionClient::counters() const {
  return impl_->core.counters();
}
std::string_view ExecutionClient::complaint() const {
  return impl_->complaint().empty() ? impl_->core.complaint() : impl_->complaint();
}
void ExecutionClient::stop() {
  impl_->core.stop();
}

}  // namespace onefold::client
