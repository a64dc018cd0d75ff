// The gate in front of the simulated venue, on real loopback TCP.
#include "harness/tls_gate.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace onefold::harness {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// Answers each byte with the next one, behind a gate of the same port on another loopback address.
struct Behind : testing::Test {
  Behind() { serve(); }

  void serve() {
    venue.async_accept([this](error_code failed, tcp::socket socket) {
      if (failed) return;
      auto kept = std::make_shared<tcp::socket>(std::move(socket));
      auto byte = std::make_shared<char>();
      asio::async_read(*kept, asio::buffer(byte.get(), 1), [kept, byte](error_code error, std::size_t) {
        if (error) return;
        ++*byte;
        asio::async_write(*kept, asio::buffer(byte.get(), 1), [kept, byte](error_code, std::size_t) {});
      });
      serve();
    });
  }

  // What comes back for 'a' from a client that trusts `ca`, or the error.
  std::string answer(const std::string& ca, const std::string& name) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.add_certificate_authority(asio::buffer(ca));
    asio::ssl::stream<tcp::socket> stream(io, context);
    stream.set_verify_mode(asio::ssl::verify_peer);
    stream.set_verify_callback(asio::ssl::host_name_verification(name));
    std::string heard;
    char byte = 'a';
    stream.lowest_layer().connect({asio::ip::make_address("127.0.0.1"), port});
    stream.async_handshake(asio::ssl::stream_base::client, [&](error_code refused) {
      if (refused) return void(heard = refused.message());
      asio::async_write(stream, asio::buffer(&byte, 1), [&](error_code, std::size_t) {
        asio::async_read(stream, asio::buffer(&byte, 1), [&](error_code error, std::size_t) {
          heard = error ? error.message() : std::string(1, byte);
        });
      });
    });
    for (int turn = 0; turn < 20'000 && heard.empty(); ++turn) {
      io.restart();
      io.run_one_for(std::chrono::milliseconds(1));
    }
    return heard;
  }

  const std::vector<std::string> names{"127.0.0.1"};
  const TlsMaterial material = make_tls_material(names);
  asio::io_context io;
  tcp::acceptor venue{io, {asio::ip::make_address("127.0.0.2"), 0}};
  const std::uint16_t port = venue.local_endpoint().port();
  TlsGate gate{io, {material, "127.0.0.2", {port}, "127.0.0.1"}};
};

TEST_F(Behind, TlsEndsAndTheRestGoesOn) {
  EXPECT_EQ(answer(material.ca, "127.0.0.1"), "b");
}

TEST_F(Behind, AnotherAuthorityOrAnotherNameIsNotTrusted) {
  EXPECT_NE(answer(material.certificate, "127.0.0.1"), "b");
  EXPECT_NE(answer(material.ca, "127.0.0.9"), "b");
}

TEST(ThrowawayCa, MakesTheSameBytesForTheSameNames) {
  const std::vector<std::string> names{"10.0.0.3", "venue"};
  const TlsMaterial once = make_tls_material(names);
  const TlsMaterial again = make_tls_material(names);
  EXPECT_EQ(once.certificate, again.certificate);
  EXPECT_EQ(once.private_key, again.private_key);
  EXPECT_EQ(once.ca, again.ca);
}

}  // namespace
}  // namespace onefold::harness
