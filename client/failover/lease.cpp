#include "client/failover/lease.hpp"

#include <chrono>
#include <utility>

#include "client/failover/lease_line.hpp"

namespace onefold::client {

namespace {

constexpr std::int64_t questions_unanswered_max = 4;

}  // namespace

Lease::Lease(boost::asio::io_context& context, LeaseOptions options, Extended extended)
    : options_(std::move(options)),
      extended_(std::move(extended)),
      link_(std::make_shared<SteadyLink>(
          context,
          SteadyLinkOptions{options_.keeper_host, options_.keeper_port, options_.ask_interval_ns,
                            questions_unanswered_max * options_.ask_interval_ns, lease_line_size_max},
          *this)) {}

Lease::~Lease() {
  link_->close();
}

void Lease::open() {
  link_->open();
}

std::string Lease::speak() {
  asked_ns_ = std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
  return write_line(LeaseAsked{++number_, options_.name});
}

std::size_t Lease::hear(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos) return 0;
  const auto answer = read_answer(bytes.substr(0, end));
  if (!answer) return std::string_view::npos;
  if (answer->granted && answer->number == number_)
    extended_(asked_ns_ + answer->lease_ms * 1'000 * (1'000 - options_.clock_drift_per_mille));
  return end + 1;
}

}  // namespace onefold::client
