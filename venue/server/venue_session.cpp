// Reading, and writing without letting a client make the venue wait or grow.
#include "venue/server/venue_session.hpp"

#include <boost/asio/ssl.hpp>
#include <utility>

namespace onefold::venue {
namespace {

// Of a client that was hung up on, so much is read before the connection is cut: unread input would make the
// kernel reset the connection, and the client might never see why.
constexpr std::size_t discarded_size_max = 64 * 1024;

constexpr std::int64_t handshake_timeout_ns = 10'000'000'000;

}  // namespace

struct VenueSession::Tls {
  Tls(boost::asio::ip::tcp::socket& socket, boost::asio::ssl::context& context) : stream(socket, context) {}
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket&> stream;
};

VenueSession::VenueSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<ServerCore> core)
    : socket_(std::move(socket)), core_(std::move(core)), closing_(socket_.get_executor()) {}

VenueSession::~VenueSession() {
  core_->forget(*this);
}

void VenueSession::start(boost::asio::ssl::context* tls) {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  boost::system::error_code error;
  socket_.non_blocking(true, error);
  if (error) return close();
  if (tls == nullptr) return read();
  tls_ = std::make_unique<Tls>(socket_, *tls);
  close_after(handshake_timeout_ns);
  tls_->stream.async_handshake(boost::asio::ssl::stream_base::server,
                               [self = shared_from_this()](boost::system::error_code failure) {
                                 if (self->closed_) return;
                                 if (failure) return self->close();
                                 self->do_not_close();
                                 self->read();
                               });
}

void VenueSession::close() {
  if (std::exchange(closed_, true)) return;
  do_not_close();
  if (held_) held_->cancel();
  boost::system::error_code ignored;
  socket_.close(ignored);
  core_->lost(*this);
}

void VenueSession::close_after(std::int64_t span_ns) {
  closing_armed_ = true;
  closing_.expires_after(std::chrono::nanoseconds(span_ns));
  closing_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error && self->closing_armed_) self->close();
  });
}

void VenueSession::do_not_close() {
  if (std::exchange(closing_armed_, false)) closing_.cancel();
}

// ---- input -------------------------------------------------------------------------------------

void VenueSession::read() {
  const boost::asio::mutable_buffer space = input_space();
  if (space.size() == 0) return;
  reading_ = true;
  auto handler = [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
    self->reading_ = false;
    if (self->closed_) return;
    self->input_ended_ = error == boost::asio::error::eof;
    if (self->input_ended_) return self->take_end();
    if (error) return self->close();
    self->on_read(size);
  };
  if (tls_) {
    tls_->stream.async_read_some(space, std::move(handler));
  } else {
    socket_.async_read_some(space, std::move(handler));
  }
}

void VenueSession::on_read(std::size_t size) {
  heard = true;
  if (hanging_up_) {
    discarded_ += size;
    if (discarded_ > discarded_size_max) return close();
  } else {
    take_input(size);
    core_->end_turn();
  }
  if (!closed_ && !reading_) read();
}

void VenueSession::resume_reading() {
  if (!closed_ && !reading_) read();
}

// ---- output ------------------------------------------------------------------------------------

bool VenueSession::may_send() {
  if (closed_) return false;
  if (output.size() + writing_output_.size() <= unread_size_max) return true;
  close();
  return false;
}

void VenueSession::flush_later() {
  if (!std::exchange(to_flush_, true)) core_->flush_later(*this);
}

void VenueSession::hang_up() {
  hanging_up_ = true;
}

void VenueSession::flush() {
  to_flush_ = false;
  if (closed_ || writing_) return;
  const bool more = !hanging_up_ && fill_from_stream();
  std::size_t written = 0;
  // Mostly the kernel takes all at once. With more to come its answer is awaited instead, so that others get
  // a turn. A record of TLS cannot be taken back when the kernel takes half of it.
  if (!output.empty() && !more && !tls_) {
    boost::system::error_code error;
    written = socket_.write_some(boost::asio::buffer(output), error);
    if (error && error != boost::asio::error::would_block) return close();
    if (written == output.size()) output.clear();
  }
  if (output.empty()) return finish();
  write_rest(written);
}

void VenueSession::write_rest(std::size_t written) {
  writing_ = true;
  writing_output_.swap(output);
  auto handler = [self = shared_from_this()](boost::system::error_code error, std::size_t) {
    self->writing_ = false;
    self->writing_output_.clear();
    if (self->closed_) return;
    if (error) return self->close();
    self->flush();
  };
  if (tls_) {
    boost::asio::async_write(tls_->stream, boost::asio::buffer(writing_output_) + written,
                             std::move(handler));
  } else {
    boost::asio::async_write(socket_, boost::asio::buffer(writing_output_) + written, std::move(handler));
  }
}

void VenueSession::wait_for_stream() {
  const std::int64_t span_ns = stream.take_hold_ns();
  if (span_ns == 0) return;
  if (!held_) held_ = std::make_unique<boost::asio::steady_timer>(socket_.get_executor());
  held_->expires_after(std::chrono::nanoseconds(span_ns));
  held_->async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (error || self->closed_) return;
    self->stream.go_on();
    self->flush_later();
    self->core_->end_turn();
  });
}

// All is written. A client that was hung up on, and has all its answers, is told that this was the end. By
// TCP alone: answers say their length, so TLS's own end would tell nothing more.
void VenueSession::finish() {
  if (!hanging_up_ || waiting != 0) return;
  if (input_ended_) return close();
  boost::system::error_code ignored;
  socket_.shutdown(boost::asio::socket_base::shutdown_send, ignored);
}

}  // namespace onefold::venue
