#include "client/failover/standby_client.hpp"

#include <boost/asio.hpp>
#include <utility>

#include "client/failover/copy_frame.hpp"
#include "client/failover/listener.hpp"
#include "client/failover/steady_link.hpp"

namespace onefold::client {

namespace asio = boost::asio;

namespace {

constexpr std::size_t peers_max = 4;  // an old connection may linger beside the new one
constexpr std::int64_t tellings_unanswered_max = 4;

ClientOptions led(ClientOptions options) {
  options.led = true;
  return options;
}

}  // namespace

class StandbyClient::Impl : public LinkTalk {
 public:
  Impl(asio::io_context& context, ClientOptions options, StandbyOptions standby,
       venue::ClientObserver& observer)
      : standby_(std::move(standby)),
        client(context, led(std::move(options)), observer),
        lease_(context, standby_.lease, [this](SteadyNs until_ns) { client.lead_until(until_ns); }),
        listener_(context, copy_frame_size_max, peers_max,
                  [this](ByteStream& from, std::string_view bytes) { return take_copy(from, bytes); }),
        to_peer_(std::make_shared<SteadyLink>(
            context,
            SteadyLinkOptions{standby_.peer_host, standby_.peer_port, standby_.copy_interval_ns,
                              tellings_unanswered_max * standby_.copy_interval_ns, copy_frame_size_max},
            *this)) {}
  ~Impl() override { to_peer_->close(); }

  std::error_code start() {
    if (const std::error_code error = client.start()) return error;
    if (const std::error_code error = listener_.listen(standby_.listen_host, standby_.listen_port))
      return error;
    lease_.open();
    to_peer_->open();
    return {};
  }

 private:
  // An intent whose copy was answered is told again: that it was taken is not that it is resolved.
  std::string speak() override {
    std::string bytes;
    for (venue::Intent& intent : client.pending()) bytes += write_frame(IntentCopy{std::move(intent)});
    return bytes;
  }

  std::size_t hear(std::string_view bytes) override {
    const TakenFrame taken = take_frame(bytes);
    if (taken.size == 0) return 0;
    const auto* answer = taken.frame ? std::get_if<CopyAnswer>(&*taken.frame) : nullptr;
    if (answer == nullptr) return std::string_view::npos;
    // An order shows itself in the stream.
    const venue::Outcome outcome = answer->resolution.outcome;
    if (outcome == venue::Outcome::refused || outcome == venue::Outcome::unknown)
      client.conclude(answer->intent, outcome, answer->resolution.reason);
    return taken.size;
  }

  std::optional<std::size_t> take_copy(ByteStream& from, std::string_view bytes) {
    const TakenFrame taken = take_frame(bytes);
    if (taken.size == 0) return 0;
    const auto* copy = taken.frame ? std::get_if<IntentCopy>(&*taken.frame) : nullptr;
    if (copy == nullptr) return std::nullopt;
    client.submit_copy(copy->intent);
    if (const auto resolution = client.resolution_of(copy->intent.id))
      from.write(write_frame(CopyAnswer{copy->intent.id, *resolution}));
    return taken.size;
  }

  const StandbyOptions standby_;

 public:
  ExecutionClient client;

 private:
  Lease lease_;
  Listener listener_;
  std::shared_ptr<SteadyLink> to_peer_;
};

StandbyClient::StandbyClient(asio::io_context& context, ClientOptions options, StandbyOptions standby,
                             venue::ClientObserver& observer)
    : impl_(std::make_shared<Impl>(context, std::move(options), std::move(standby), observer)) {}

StandbyClient::~StandbyClient() = default;

std::error_code StandbyClient::start() {
  return impl_->start();
}
void StandbyClient::submit(const venue::Intent& intent) {
  impl_->client.submit(intent);
}
venue::ClientView StandbyClient::view() const {
  return impl_->client.view();
}
std::string_view StandbyClient::complaint() const {
  return impl_->client.complaint();
}

}  // namespace onefold::client
