#include "app/live/link.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace onefold::app {
namespace {

// Requests of one connection whose answer's latency is measured; of more, only the newest.
constexpr std::size_t unanswered_max = 1024;

// A copy of a request on a connection of its own waits so long for the answer that nobody reads.
constexpr std::chrono::seconds copy_lifetime{10};

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// A connection of its own for a copied request: sends it, and throws away what comes back.
class Copy : public std::enable_shared_from_this<Copy> {
 public:
  Copy(boost::asio::io_context& context, std::string request)
      : socket_(context), timer_(context), request_(std::move(request)) {}

  void start(const boost::asio::ip::tcp::endpoint& venue, std::chrono::nanoseconds after) {
    timer_.expires_after(after);
    timer_.async_wait([self = shared_from_this(), venue](boost::system::error_code) { self->send(venue); });
  }

 private:
  void send(const boost::asio::ip::tcp::endpoint& venue) {
    timer_.expires_after(copy_lifetime);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code) {
      boost::system::error_code ignored;
      self->socket_.close(ignored);
    });
    socket_.async_connect(venue, [self = shared_from_this()](boost::system::error_code error) {
      if (error) return self->end();
      boost::asio::async_write(self->socket_, boost::asio::buffer(self->request_),
                               [self](boost::system::error_code failed, std::size_t) {
                                 if (failed) return self->end();
                                 self->swallow();
                               });
    });
  }

  void swallow() {
    socket_.async_read_some(boost::asio::buffer(answer_),
                            [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                              if (error) return self->end();
                              self->swallow();
                            });
  }

  void end() { timer_.cancel(); }

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  std::string request_;
  std::array<char, 1024> answer_;
};

}  // namespace

Link::Link(Socket client, std::shared_ptr<Gate> gate, std::string_view channel,
           std::unique_ptr<LinkReader> reader)
    : client_(std::move(client)),
      venue_(client_.get_executor()),
      gate_(std::move(gate)),
      channel_(channel),
      reader_(std::move(reader)),
      requests_(client_, venue_, true),
      answers_(venue_, client_, false) {}

Link::~Link() {
  gate_->forget(*this);
}

void Link::start(const boost::asio::ip::tcp::endpoint& venue) {
  boost::system::error_code error;
  client_.set_option(boost::asio::ip::tcp::no_delay(true), error);
  client_.non_blocking(true, error);
  if (error) return close();
  venue_end_ = venue;
  venue_.async_connect(venue, [self = shared_from_this()](boost::system::error_code failed) {
    if (self->is_closed_) return;
    boost::system::error_code ignored;
    self->venue_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    if (!failed) self->venue_.non_blocking(true, failed);
    if (failed) return self->close();
    self->read(self->requests_);
    self->read(self->answers_);
  });
}

void Link::close() {
  if (std::exchange(is_closed_, true)) return;
  boost::system::error_code ignored;
  client_.close(ignored);
  venue_.close(ignored);
  requests_.timer.cancel();
  answers_.timer.cancel();
}

void Link::reset() {
  boost::system::error_code ignored;
  client_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  venue_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  close();
}

void Link::look_at_time(Clock::time_point now) {
  const GateOptions& options = gate_->options();
  if (options.idle_timeout.count() > 0 && now - heard_ > options.idle_timeout) return close();
  if (!requests_.input.empty() && now - begun_ > options.message_timeout) return close();
  if (answers_.closed && now - heard_ > options.message_timeout) close();
}

// ---- input -------------------------------------------------------------------------------------

void Link::read(Lane& lane) {
  const bool full = lane.ready.size() + lane.leaving.size() + lane.held_bytes >= lane_bytes_max;
  if (is_closed_ || lane.reading || lane.ended || full) return;
  lane.reading = true;
  lane.in.async_wait(Socket::wait_read, [self = shared_from_this(), &lane](boost::system::error_code error) {
    lane.reading = false;
    if (self->is_closed_) return;
    if (error) return self->close();
    self->on_readable(lane);
  });
}

void Link::on_readable(Lane& lane) {
  std::array<char, 16 * 1024> chunk;
  boost::system::error_code error;
  const std::size_t size = lane.in.read_some(boost::asio::buffer(chunk), error);
  if (error == boost::asio::error::would_block) return read(lane);
  if (error && error != boost::asio::error::eof) return reset();
  if (lane.from_client) heard_ = Clock::now();
  if (error) {
    lane.ended = true;
    if (!lane.input.empty()) pass(lane, std::exchange(lane.input, {}));
    return write(lane);
  }
  if (!lane.passes_nothing) {
    if (lane.from_client && lane.input.empty()) begun_ = heard_;
    lane.input.append(chunk.data(), size);
    take_messages(lane);
  }
  read(lane);
}

void Link::take_messages(Lane& lane) {
  std::size_t at = 0;
  while (at < lane.input.size() && !is_closed_ && !lane.passes_nothing) {
    const std::string_view rest = std::string_view(lane.input).substr(at);
    const std::size_t size = reader_->message_size(lane.from_client, bytes_of(rest));
    if (size == 0) break;
    take(lane, rest.substr(0, size));
    at += std::min(size, rest.size());
  }
  lane.input.erase(0, lane.passes_nothing ? std::string::npos : at);
  if (lane.from_client && at > 0) begun_ = heard_;
  write(lane);
}

void Link::take(Lane& lane, std::string_view message) {
  const Sighting seen = reader_->read(lane.from_client, bytes_of(message));
  count(seen);
  std::optional<sim::Fault> fault;
  if (gate_->faults()) {
    fault = gate_->faults()->at_message({lane.from_client, seen.account, channel_, seen.kind,
                                         seen.client_order_id, seen.several, seen.passage, message.size()});
  }
  if (fault) return strike(lane, message, *fault, seen.passage);
  pass(lane, message);
}

void Link::count(const Sighting& seen) {
  Metrics& metrics = gate_->metrics();
  const auto now = Clock::now();
  if (seen.request) {
    metrics.on_request(seen.kind);
    if (unanswered_.size() == unanswered_max) unanswered_.pop_front();
    unanswered_.emplace_back(seen.number, now);
  } else if (seen.reply) {
    const auto asked = std::find_if(unanswered_.begin(), unanswered_.end(),
                                    [&](const auto& entry) { return entry.first == seen.number; });
    if (asked == unanswered_.end()) return metrics.on_refusal(seen.reason);
    metrics.on_reply(seen.reason, now - asked->second);
    unanswered_.erase(asked);
  } else if (seen.kind == "malformed") {
    metrics.on_request(seen.kind);
  }
}

// ---- faults ------------------------------------------------------------------------------------

// As a simulated network does it (sim/net/connection_send.cpp), without its latency.
void Link::strike(Lane& lane, std::string_view message, const sim::Fault& fault, sim::Passage passage) {
  using sim::FaultKind;
  const auto now = Clock::now();
  const auto by = std::chrono::nanoseconds(fault.delay_ns);
  const bool free = passage == sim::Passage::free;
  switch (fault.kind) {
    case FaultKind::drop:
      lane.passes_nothing = !free;
      return;
    case FaultKind::duplicate:
      pass(lane, message);
      if (!free) return send_copies(message, fault);
      for (std::uint32_t k = 1; k <= fault.copies; ++k) hold(lane, {now + by * k, std::string(message)});
      return;
    case FaultKind::reorder:
      return hold(lane, {now + by, std::string(message), false, true});
    case FaultKind::delay:
      return hold(lane, {now + by, std::string(message), !free || !gate_->faults()->hops()});
    case FaultKind::cut:
      return hold(lane, {now, std::string(message.substr(0, static_cast<std::size_t>(fault.amount))), true,
                         false, true});
    case FaultKind::reset_before:
      return hold(lane, {now, {}, true, false, true});
    case FaultKind::reset_after:
      return hold(lane, {now, std::string(message), true, false, true});
    default:
      requests_.passes_nothing = answers_.passes_nothing = true;
  }
}

void Link::send_copies(std::string_view message, const sim::Fault& fault) {
  for (std::uint32_t k = 1; k <= fault.copies; ++k) {
    const auto after = std::chrono::nanoseconds(fault.delay_ns) * k;
    std::make_shared<Copy>(gate_->context(), std::string(message))->start(venue_end_, after);
  }
}

// ---- output ------------------------------------------------------------------------------------

// What waits in order keeps its place before this; what is to be overtaken leaves behind it.
void Link::pass(Lane& lane, std::string_view message) {
  const auto in_order =
      std::find_if(lane.held.rbegin(), lane.held.rend(), [](const Held& held) { return held.in_order; });
  if (in_order != lane.held.rend()) return hold(lane, {in_order->due, std::string(message), true});
  lane.ready.append(message);
  for (auto held = lane.held.begin(); held != lane.held.end();) {
    if (!held->overtaken_by_next) {
      ++held;
      continue;
    }
    Held late = std::move(*held);
    held = lane.held.erase(held);
    leave(lane, late);
  }
}

void Link::hold(Lane& lane, Held held) {
  for (const Held& other : lane.held) {
    if (held.in_order && other.in_order) held.due = std::max(held.due, other.due);
  }
  lane.held_bytes += held.bytes.size();
  const auto at = std::upper_bound(lane.held.begin(), lane.held.end(), held.due,
                                   [](Clock::time_point due, const Held& other) { return due < other.due; });
  lane.held.insert(at, std::move(held));
  arm(lane);
}

void Link::arm(Lane& lane) {
  if (lane.held.empty() || is_closed_) return;
  lane.timer.expires_at(lane.held.front().due);
  lane.timer.async_wait([self = shared_from_this(), &lane](boost::system::error_code error) {
    if (!error && !self->is_closed_) self->on_due(lane);
  });
}

void Link::on_due(Lane& lane) {
  const auto now = Clock::now();
  while (!lane.held.empty() && lane.held.front().due <= now) {
    Held held = std::move(lane.held.front());
    lane.held.pop_front();
    leave(lane, held);
  }
  arm(lane);
  write(lane);
  read(lane);
}

void Link::leave(Lane& lane, Held& held) {
  lane.held_bytes -= held.bytes.size();
  if (lane.passes_nothing || lane.breaks) return;
  lane.ready += held.bytes;
  lane.breaks = held.then_reset;
}

void Link::write(Lane& lane) {
  if (is_closed_ || lane.writing) return;
  if (lane.ready.empty()) {
    if (lane.breaks) return reset();
    return end_if_done(lane);
  }
  lane.writing = true;
  lane.leaving.swap(lane.ready);
  boost::asio::async_write(lane.out, boost::asio::buffer(lane.leaving),
                           [self = shared_from_this(), &lane](boost::system::error_code error, std::size_t) {
                             lane.writing = false;
                             lane.leaving.clear();
                             if (self->is_closed_) return;
                             if (error) return self->reset();
                             self->write(lane);
                             self->read(lane);
                           });
}

// Passes on the end of what came in, behind all that is still to leave.
void Link::end_if_done(Lane& lane) {
  if (!lane.ended || lane.closed || lane.writing || !lane.ready.empty() || !lane.held.empty()) return;
  lane.closed = true;
  if (lane.passes_nothing) return close();
  boost::system::error_code ignored;
  lane.out.shutdown(boost::asio::socket_base::shutdown_send, ignored);
  if (requests_.closed && answers_.closed) close();
}

}  // namespace onefold::app
