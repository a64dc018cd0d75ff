#include "harness/drop_copy.hpp"

#include <array>
#include <boost/asio.hpp>

#include "venue/wire/native.hpp"

namespace onefold::harness {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {
constexpr auto come_back = std::chrono::milliseconds(1);
// A venue that lost its power says nothing; what is sent to its next life is answered by a reset.
constexpr auto beat = std::chrono::milliseconds(20);
}  // namespace

// Of one account.
class DropCopy::Stream {
 public:
  Stream(asio::io_context& io, const DropCopyOptions& options, const std::string& account)
      : options_(options), account_(account), socket_(io), timer_(io) {
    venue::native::encode(venue::Request(venue::Heartbeat{}), heartbeat_);
    connect();
  }

 private:
  void connect() {
    subscribed_ = false;
    keep_alive();
    asio::ip::tcp::endpoint venue(asio::ip::make_address(options_.venue_host), options_.events_port);
    socket_.async_connect(venue, [this](error_code error) {
      if (error) return again();
      out_.clear();
      venue::native::encode(venue::Request(venue::Subscribe{1, account_, options_.next_seq(account_)}), out_);
      asio::async_write(socket_, asio::buffer(out_), [this](error_code failed, std::size_t) {
        if (failed) return again();
        subscribed_ = true;
        read();
      });
    });
  }

  void read() {
    socket_.async_read_some(asio::buffer(in_), [this](error_code error, std::size_t) {
      if (error) return again();
      read();
    });
  }

  void keep_alive() {
    timer_.expires_after(beat);
    timer_.async_wait([this](error_code error) {
      if (error) return;
      if (!subscribed_) return close();  // whose handler comes back
      asio::async_write(socket_, asio::buffer(heartbeat_), [this](error_code failed, std::size_t) {
        if (failed) close();
      });
      keep_alive();
    });
  }

  void close() {
    error_code ignored;
    socket_.close(ignored);
  }

  void again() {
    close();
    timer_.expires_after(come_back);
    timer_.async_wait([this](error_code error) {
      if (!error) connect();
    });
  }

  const DropCopyOptions& options_;
  const std::string& account_;
  asio::ip::tcp::socket socket_;
  asio::steady_timer timer_;
  std::string out_;
  std::string heartbeat_;
  bool subscribed_ = false;
  std::array<char, 4096> in_;
};

DropCopy::DropCopy(asio::io_context& io, DropCopyOptions options) : options_(std::move(options)) {
  for (const std::string& account : options_.accounts)
    streams_.push_back(std::make_unique<Stream>(io, options_, account));
}

DropCopy::~DropCopy() = default;

}  // namespace onefold::harness
