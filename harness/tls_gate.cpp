#include "harness/tls_gate.hpp"

#include <array>
#include <utility>

namespace onefold::harness {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

namespace {

constexpr std::size_t chunk_size = 4096;

// One connection that came in, and the one that it goes on by. Handlers hold it.
class Relay : public std::enable_shared_from_this<Relay> {
 public:
  Relay(asio::io_context& io, Tcp::socket socket, ssl::context& tls)
      : outer_(std::move(socket), tls), inner_(io) {}

  void begin(const Tcp::endpoint& venue) {
    outer_.async_handshake(ssl::stream_base::server, [self = shared_from_this(), venue](error_code failed) {
      if (failed) return self->end();
      self->inner_.async_connect(venue, [self](error_code refused) {
        if (refused) return self->end();
        error_code ignored;
        self->inner_.set_option(Tcp::no_delay(true), ignored);
        self->pass(self->outer_, self->inner_, self->inward_);
        self->pass(self->inner_, self->outer_, self->outward_);
      });
    });
  }

 private:
  using Chunk = std::array<char, chunk_size>;

  template <class From, class To>
  void pass(From& from, To& to, Chunk& chunk) {
    from.async_read_some(asio::buffer(chunk),
                         [self = shared_from_this(), &from, &to, &chunk](error_code ended, std::size_t size) {
                           if (ended) return self->end();
                           asio::async_write(to, asio::buffer(chunk, size),
                                             [self, &from, &to, &chunk](error_code failed, std::size_t) {
                                               if (failed) return self->end();
                                               self->pass(from, to, chunk);
                                             });
                         });
  }

  void end() {
    error_code ignored;
    outer_.lowest_layer().close(ignored);
    inner_.close(ignored);
  }

  ssl::stream<Tcp::socket> outer_;
  Tcp::socket inner_;
  Chunk inward_;
  Chunk outward_;
};

}  // namespace

TlsGate::TlsGate(asio::io_context& io, const TlsGateOptions& options)
    : io_(io), tls_(ssl::context::tls_server), venue_(asio::ip::make_address(options.venue_host)) {
  tls_.use_certificate_chain(asio::buffer(options.material.certificate));
  tls_.use_private_key(asio::buffer(options.material.private_key), ssl::context::pem);
  const asio::ip::address own = asio::ip::make_address(options.listen_address);
  for (const std::uint16_t port : options.ports) {
    acceptors_.push_back(std::make_unique<Tcp::acceptor>(io, Tcp::endpoint(own, port)));
    accept(*acceptors_.back());
  }
}

void TlsGate::accept(Tcp::acceptor& acceptor) {
  acceptor.async_accept([this, &acceptor](error_code failed, Tcp::socket socket) {
    if (failed == asio::error::operation_aborted) return;
    if (!failed) {
      error_code ignored;
      socket.set_option(Tcp::no_delay(true), ignored);
      const Tcp::endpoint venue(venue_, acceptor.local_endpoint().port());
      std::make_shared<Relay>(io_, std::move(socket), tls_)->begin(venue);
    }
    accept(acceptor);
  });
}

}  // namespace onefold::harness
