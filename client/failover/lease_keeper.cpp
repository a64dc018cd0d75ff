#include "client/failover/lease_keeper.hpp"

#include <boost/asio.hpp>
#include <chrono>

#include "client/byte_stream.hpp"
#include "client/failover/lease_grants.hpp"
#include "client/failover/listener.hpp"

namespace onefold::client {

namespace asio = boost::asio;

namespace {

constexpr std::size_t instances_max = 16;

std::int64_t steady_now_ns() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

class LeaseKeeper::Impl {
 public:
  Impl(asio::io_context& context, LeaseKeeperOptions options)
      : options_(std::move(options)),
        grants_(options_.lease_ms, options_.clock_drift_per_mille, steady_now_ns()),
        listener_(context, lease_line_size_max, instances_max,
                  [this](ByteStream& from, std::string_view bytes) { return take(from, bytes); }) {}

  std::error_code start() { return listener_.listen(options_.listen_host, options_.port); }

 private:
  std::optional<std::size_t> take(ByteStream& from, std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) return 0;
    const auto asked = read_asked(bytes.substr(0, end));
    if (!asked) return std::nullopt;
    from.write(write_line(grants_.answer(*asked, steady_now_ns())));
    return end + 1;
  }

  const LeaseKeeperOptions options_;
  LeaseGrants grants_;
  Listener listener_;
};

LeaseKeeper::LeaseKeeper(asio::io_context& context, LeaseKeeperOptions options)
    : impl_(std::make_shared<Impl>(context, std::move(options))) {}

LeaseKeeper::~LeaseKeeper() = default;

std::error_code LeaseKeeper::start() {
  return impl_->start();
}

}  // namespace onefold::client
