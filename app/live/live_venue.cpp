#include "app/live/live_venue.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio.hpp>
#include <csignal>
#include <memory>

#include "app/live/gate.hpp"
#include "app/live/metrics_endpoint.hpp"
#include "venue/server/server.hpp"

namespace onefold::app {
namespace {

// A client takes three: its connection, and both ends of the inner one. Some are for everything else.
constexpr std::size_t descriptors_per_client = 3;
constexpr std::size_t descriptors_besides = 64;

// Raises the process's limit as far as it may, and says how many clients fit below it.
std::size_t clients_that_fit(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t needed = wanted * descriptors_per_client + descriptors_besides;
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur <= descriptors_besides + descriptors_per_client) return 1;
  return std::min<std::size_t>(wanted, (limit.rlim_cur - descriptors_besides) / descriptors_per_client);
}

class LiveVenue {
 public:
  explicit LiveVenue(LiveVenueOptions options) : options_(std::move(options)), signals_(context_) {
    venue::VenueOptions& inner = options_.venue;
    inner.listen_address = "127.0.0.1";
    inner.orders_port = inner.events_port = 0;
    inner.crowd.seed = options_.seed;
    if (options_.chaos)
      faults_.emplace(*options_.chaos, options_.seed, inner.profile.query_lag_ns, options_.fault_log,
                      metrics_);
  }

  LiveVenueEnd run(const std::function<void(const LiveAddresses&)>& ready,
                   const std::function<void(const std::string&)>& warn) {
    for (const std::string& kind : faults_ ? faults_->not_applied() : std::vector<std::string>())
      warn("in real time there is no " + kind);
    if (start(warn)) {
      LiveAddresses addresses{{options_.listen.host, gate_->orders_port()},
                              {options_.listen.host, gate_->events_port()},
                              std::nullopt};
      if (endpoint_) addresses.metrics = endpoint_->address();
      ready(addresses);
      context_.run();
    }
    stop();
    if (faults_) end_.unasked = faults_->unasked();
    return end_;
  }

 private:
  bool start(const std::function<void(const std::string&)>& warn) {
    wait_for_signal();
    const std::size_t wanted = options_.venue.connections_max;
    const std::size_t connections_max = clients_that_fit(wanted);
    if (connections_max < wanted) {
      warn("the limit of open files allows " + std::to_string(connections_max) + " connections, not " +
           std::to_string(wanted));
    }
    // What the gate lets in, and copies of requests on connections of their own.
    options_.venue.connections_max = 2 * connections_max;
    server_ = std::make_unique<venue::VenueServer>(context_, options_.venue, metrics_,
                                                   faults_ ? &*faults_ : nullptr);
    if (const std::error_code error = server_->start()) {
      end_.bad_journal = error == std::errc::bad_message;
      return fail(std::string(server_->failure()));
    }
    server_->on_failed([this] {
      fail(std::string(server_->failure()));
      stop();
    });
    GateOptions gate;
    gate.dialect = options_.venue.dialect;
    gate.credentials = options_.venue.credentials;
    gate.instruments = options_.venue.instruments;
    gate.host = options_.listen.host;
    gate.orders_port = options_.listen.port;
    gate.events_port = options_.events_port;
    gate.connections_max = connections_max;
    gate.message_timeout = options_.message_timeout;
    gate.idle_timeout = std::chrono::nanoseconds(options_.venue.idle_timeout_ns);
    gate_ = std::make_shared<Gate>(context_, gate, faults_ ? &*faults_ : nullptr, metrics_);
    if (const auto error = gate_->start(server_->orders_port(), server_->events_port()))
      return fail("cannot listen on " + to_string(options_.listen) + ": " + error.message());
    if (!options_.metrics) return true;
    endpoint_ = std::make_shared<MetricsEndpoint>(context_, [this] { return metrics_.text(); });
    if (const auto error = endpoint_->start(*options_.metrics))
      return fail("cannot listen on " + to_string(*options_.metrics) + ": " + error.message());
    return true;
  }

  bool fail(std::string why) {
    end_.failed = true;
    end_.failure = std::move(why);
    return false;
  }

  void wait_for_signal() {
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (!error) stop();
    });
  }

  // Everything is closed, so run() returns.
  void stop() {
    if (endpoint_) endpoint_->stop();
    if (gate_) gate_->stop();
    if (server_) server_->stop();
    boost::system::error_code ignored;
    signals_.cancel(ignored);
    context_.stop();
  }

  LiveVenueOptions options_;
  LiveVenueEnd end_;
  Metrics metrics_;
  std::optional<LiveFaults> faults_;
  boost::asio::io_context context_{1};  // goes before all that its handlers use
  boost::asio::signal_set signals_;
  std::unique_ptr<venue::VenueServer> server_;
  std::shared_ptr<Gate> gate_;
  std::shared_ptr<MetricsEndpoint> endpoint_;
};

}  // namespace

LiveVenueEnd serve_venue(LiveVenueOptions options, const std::function<void(const LiveAddresses&)>& ready,
                         const std::function<void(const std::string&)>& warn) {
  return LiveVenue(std::move(options)).run(ready, warn);
}

}  // namespace onefold::app
