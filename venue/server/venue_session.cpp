// Reading frames, answering them, and writing without letting a client make the venue wait or grow.
#include "venue/server/venue_session.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace onefold::venue {
namespace {

// Of the stream, so much is encoded before the client has to read.
constexpr std::size_t stream_chunk_size = 64 * 1024;

// Of a client that was hung up on, so much is read before the connection is cut: unread input would make the
// kernel reset the connection, and the client might never see why.
constexpr std::size_t discarded_size_max = 64 * 1024;

static_assert(orders_answer_max <= native::orders_max, "every answer of the engine fits a frame");

}  // namespace

VenueSession::VenueSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<ServerCore> core,
                           Channel channel)
    : socket_(std::move(socket)), core_(std::move(core)), channel_(channel) {}

VenueSession::~VenueSession() {
  core_->forget(*this);
}

void VenueSession::start() {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  boost::system::error_code error;
  socket_.non_blocking(true, error);
  if (error) return close();
  read();
}

void VenueSession::close() {
  if (std::exchange(closed_, true)) return;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

// ---- input -------------------------------------------------------------------------------------

void VenueSession::read() {
  socket_.async_read_some(boost::asio::buffer(input_.data() + filled_, input_.size() - filled_),
                          [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
                            if (self->closed_) return;
                            if (error) return self->close();
                            self->on_read(size);
                          });
}

void VenueSession::on_read(std::size_t size) {
  heard = true;
  filled_ += size;
  if (hanging_up_) {
    discarded_ += std::exchange(filled_, 0);
    if (discarded_ > discarded_size_max) return close();
  } else {
    take_frames();
    core_->end_turn();
  }
  if (!closed_) read();
}

void VenueSession::take_frames() {
  std::size_t at = 0;
  Request& request = core_->request_scratch;
  while (!closed_ && !hanging_up_) {
    const auto rest = std::span<const std::byte>(input_).subspan(at, filled_ - at);
    const native::FrameScan scan = native::scan_frame(rest, native::request_size_max);
    native::WireError error = scan.error;
    if (error == native::WireError::none) {
      if (scan.size == 0) break;
      error = native::decode(rest.first(scan.size), request);
      at += scan.size;
    }
    if (error != native::WireError::none || !take(request)) hang_up();
  }
  if (hanging_up_) at = filled_;
  std::memmove(input_.data(), input_.data() + at, filled_ - at);
  filled_ -= at;
  assert(filled_ < input_.size());
}

// False if this channel has no such request, or not now.
bool VenueSession::take(Request& request) {
  if (std::holds_alternative<Heartbeat>(request)) return true;
  const auto* wanted = std::get_if<Subscribe>(&request);
  if ((channel_ == Channel::events) != (wanted != nullptr)) return false;
  if (channel_ == Channel::orders) {
    core_->take(*this, request);
    return true;
  }
  if (next_seq_ != 0) return false;
  const Reply reply = core_->subscribe(*wanted);
  if (std::holds_alternative<LoggedIn>(reply)) {
    account = core_->engine().find_account(wanted->account).value();
    next_seq_ = std::max<std::uint64_t>(wanted->from_seq, 1);
  }
  send(reply);
  return true;
}

void VenueSession::hang_up() {
  Rejected reply;
  reply.reason = Reason::malformed;
  send(reply);
  hanging_up_ = true;
}

// ---- output ------------------------------------------------------------------------------------

void VenueSession::send(const Reply& reply) {
  if (closed_) return;
  if (output_.size() + writing_output_.size() > unread_size_max) return close();
  native::encode(reply, output_);
  if (!std::exchange(to_flush_, true)) core_->flush_later(*this);
}

void VenueSession::flush() {
  to_flush_ = false;
  if (closed_ || writing_) return;
  const bool more = fill_from_stream();
  std::size_t written = 0;
  // Mostly the kernel takes all at once. With more to come its answer is awaited instead, so that others get
  // a turn.
  if (!output_.empty() && !more) {
    boost::system::error_code error;
    written = socket_.write_some(boost::asio::buffer(output_), error);
    if (error && error != boost::asio::error::would_block) return close();
    if (written == output_.size()) output_.clear();
  }
  if (output_.empty()) return finish();
  write_rest(written);
}

void VenueSession::write_rest(std::size_t written) {
  writing_ = true;
  writing_output_.swap(output_);
  boost::asio::async_write(socket_, boost::asio::buffer(writing_output_) + written,
                           [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                             self->writing_ = false;
                             self->writing_output_.clear();
                             if (self->closed_) return;
                             if (error) return self->close();
                             self->flush();
                           });
}

// True if the stream has more than was taken.
bool VenueSession::fill_from_stream() {
  if (next_seq_ == 0 || hanging_up_) return false;
  const std::uint64_t last_seq = core_->engine().last_seq(account);
  for (; next_seq_ <= last_seq && output_.size() < stream_chunk_size; ++next_seq_) {
    native::encode(core_->engine().report_at(account, next_seq_), output_);
  }
  return next_seq_ <= last_seq;
}

// All is written. A client that was hung up on, and has all its answers, is told that this was the end.
void VenueSession::finish() {
  if (!hanging_up_ || waiting != 0) return;
  boost::system::error_code ignored;
  socket_.shutdown(boost::asio::socket_base::shutdown_send, ignored);
}

}  // namespace onefold::venue
