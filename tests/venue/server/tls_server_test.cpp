// The exchange behind TLS, in both dialects, with a certificate made for the test.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <boost/asio/ssl.hpp>

#include "tests/venue/server/http_house.hpp"

namespace onefold::venue {
namespace {

namespace ssl = boost::asio::ssl;

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

// Signs for itself.
TlsIdentity made_identity() {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("venue"), -1,
                             -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_sign(certificate, key, EVP_sha256());
  BIO* chain = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(chain, certificate);
  BIO* secret = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return {text_of(chain), text_of(secret)};
}

class TlsServer : public testing::Test {
 protected:
  TlsServer() { house.options.tls = made_identity(); }
  void TearDown() override { house.server.reset(); }

  // Sends one message and returns what comes, up to its end as `is_whole` sees it.
  template <class IsWhole>
  std::string exchange(std::string_view bytes, IsWhole is_whole) {
    ssl::context trusting(ssl::context::tls_client);
    trusting.add_certificate_authority(boost::asio::buffer(house.options.tls.certificate_chain));
    trusting.set_verify_mode(ssl::verify_peer);
    ssl::stream<boost::asio::ip::tcp::socket> stream(*house.context, trusting);
    std::string input;
    std::array<char, 4096> buffer;
    bool failed = false;
    std::function<void()> read = [&] {
      stream.async_read_some(boost::asio::buffer(buffer),
                             [&](boost::system::error_code error, std::size_t size) {
                               input.append(buffer.data(), size);
                               failed = static_cast<bool>(error);
                               if (!failed && !is_whole(input)) read();
                             });
    };
    stream.lowest_layer().async_connect(
        {boost::asio::ip::address_v4::loopback(), house.server->orders_port()},
        [&](boost::system::error_code) {
          stream.async_handshake(ssl::stream_base::client, [&](boost::system::error_code error) {
            failed = static_cast<bool>(error);
            if (failed) return;
            boost::asio::async_write(stream, boost::asio::buffer(bytes),
                                     [&](boost::system::error_code, std::size_t) { read(); });
          });
        });
    house.run_until([&] { return failed || is_whole(input); });
    boost::system::error_code ignored;
    stream.lowest_layer().close(ignored);
    house.run_ready();
    return input;
  }

  HttpHouse house;
};

TEST_F(TlsServer, SpeaksHttp) {
  house.start();
  const HttpClient plain(house, "A");
  const std::string asked = plain.signed_request(
      "POST", "order", "symbol=BTC-USD&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=1");
  const std::string answer =
      exchange(asked, [](const std::string& input) { return http::scan_message(input).size != 0; });
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
}

TEST_F(TlsServer, SpeaksTheNativeDialect) {
  house.options.dialect = Dialect::native;
  house.start();
  const std::string answer = exchange(framed(Login{1, "A"}), [](const std::string& input) {
    return native::scan_frame(std::as_bytes(std::span(input))).size != 0;
  });
  Reply reply;
  ASSERT_EQ(native::decode(std::as_bytes(std::span(answer)), reply), native::WireError::none);
  EXPECT_TRUE(std::holds_alternative<LoggedIn>(reply));
}

TEST_F(TlsServer, ClosesConnectionsThatDoNotSpeakTls) {
  house.start();
  HttpClient plain(house, "A");
  EXPECT_EQ(plain.exchange("GET /api/v3/ping HTTP/1.1\r\n\r\n").status, 0);
  plain.connect();
  EXPECT_TRUE(plain.send_bytes(std::string(100, 'x')));
  plain.ended();
  EXPECT_TRUE(house.server->serving());
}

TEST_F(TlsServer, DoesNotStartWithAKeyThatIsNotItsOwn) {
  house.options.tls.private_key = made_identity().private_key;
  EXPECT_TRUE(house.try_start());
  EXPECT_NE(house.server->failure().find("certificate"), std::string_view::npos);
}

}  // namespace
}  // namespace onefold::venue
