#include "client/failover/steady_link.hpp"

#include <chrono>
#include <utility>

namespace onefold::client {

SteadyLink::SteadyLink(boost::asio::io_context& context, SteadyLinkOptions options, LinkTalk& talk)
    : context_(context), timer_(context), options_(std::move(options)), talk_(&talk) {}

void SteadyLink::open() {
  connect();
  wait();
}

void SteadyLink::close() {
  talk_ = nullptr;
  timer_.cancel();
  if (stream_) stream_->close();
  stream_.reset();
}

void SteadyLink::connect() {
  opened_ = false;
  silent_ns_ = 0;
  stream_ = std::make_shared<ByteStream>(context_, *this, nullptr, options_.input_size_max);
  stream_->connect(options_.host, options_.port);
}

void SteadyLink::wait() {
  timer_.expires_after(std::chrono::nanoseconds(options_.interval_ns));
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& failed) {
    const auto self = weak.lock();
    if (self && !failed && self->talk_ != nullptr) self->tick();
  });
}

void SteadyLink::tick() {
  wait();
  silent_ns_ += options_.interval_ns;
  if (stream_ && silent_ns_ > options_.patience_ns) {
    stream_->close();
    stream_.reset();
  }
  if (!stream_) return connect();
  if (opened_) say();
}

// With nothing to say, there is no answer to wait for.
void SteadyLink::say() {
  const std::string bytes = talk_->speak();
  if (bytes.empty()) silent_ns_ = 0;
  if (!bytes.empty()) stream_->write(bytes);
}

void SteadyLink::on_opened() {
  opened_ = true;
  say();
}

std::size_t SteadyLink::on_bytes(std::string_view bytes) {
  silent_ns_ = 0;
  const std::size_t taken = talk_->hear(bytes);
  if (taken != std::string_view::npos) return taken;
  stream_->close();
  stream_.reset();
  return 0;
}

void SteadyLink::on_lost() {
  stream_.reset();
}

}  // namespace onefold::client
