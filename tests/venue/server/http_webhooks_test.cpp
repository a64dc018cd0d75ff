// Webhooks over real TCP: in order, again until they are taken, and across lives of the venue.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/venue/server/http_house.hpp"
#include "venue/server/webhook_file.hpp"
#include "venue/server/webhooks.hpp"

namespace onefold::venue {
namespace {

using boost::asio::ip::tcp;

// Somebody's web server: takes one POST after another and answers each as told.
class Receiver {
 public:
  explicit Receiver(HttpHouse& house)
      : house_(house), acceptor_(context_, {boost::asio::ip::address_v4::loopback(), 0}) {
    acceptor_.non_blocking(true);
  }

  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/hook";
  }

  // The body of the next delivery, which gets this status; empty: none came. Status 0: cut without answer.
  std::string take(int status) {
    std::string body;
    house_.run_until([&] {
      if (!socket_) accept();
      if (socket_) read();
      const http::MessageScan scan = http::scan_message(input_);
      if (scan.size == 0) return false;
      const http::Head head = http::parse_head(input_).value();
      body = input_.substr(scan.head_size, scan.size - scan.head_size);
      signature = http::find_field(head.fields, "X-Onefold-Signature").value_or("");
      EXPECT_EQ(head.target, "/hook");
      input_.erase(0, scan.size);
      return true;
    });
    if (status == 0) {
      socket_.reset();
    } else if (socket_) {
      const std::string answer = "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: 0\r\n\r\n";
      boost::asio::write(*socket_, boost::asio::buffer(answer));
    }
    return body;
  }

  std::string signature;

 private:
  void accept() {
    boost::system::error_code error;
    tcp::socket socket = acceptor_.accept(error);
    if (error) return;
    socket.non_blocking(true);
    socket_.emplace(std::move(socket));
    input_.clear();
  }
  void read() {
    std::array<char, 4096> bytes;
    boost::system::error_code error;
    input_.append(bytes.data(), socket_->read_some(boost::asio::buffer(bytes), error));
    if (error && error != boost::asio::error::would_block) socket_.reset();
  }

  HttpHouse& house_;
  boost::asio::io_context context_;
  tcp::acceptor acceptor_;
  std::optional<tcp::socket> socket_;
  std::string input_;
};

class HttpWebhooks : public testing::Test {
 protected:
  void SetUp() override {
    house.start();
    a.emplace(house, "A");
  }
  void TearDown() override { house.server.reset(); }

  HttpAnswer hook(const std::string& url, std::uint64_t from) {
    std::string text;
    http::write_webhook_request(http::Topic::webhook_set, url, from, {&a->credentials_, {}, "h"}, wall_ns(),
                                text);
    return a->exchange(text);
  }
  void place(const std::string& id) { a->ask<Accepted>(limit_order(id, Side::buy, 1, 10)); }
  std::uint64_t seq_of(const std::string& body) {
    const auto event = http::read_stream_message(body, house.options.instruments);
    return event && std::holds_alternative<ExecutionReport>(*event) ? std::get<ExecutionReport>(*event).seq
                                                                    : 0;
  }

  HttpHouse house;
  std::optional<HttpClient> a;
};

TEST_F(HttpWebhooks, ComeInOrderAndSigned) {
  Receiver receiver(house);
  place("a-1");
  ASSERT_EQ(hook(receiver.url(), 1).json()["fromId"], 1);
  place("a-2");
  for (const std::uint64_t seq : {1U, 2U}) {
    const std::string body = receiver.take(200);
    EXPECT_EQ(seq_of(body), seq) << body;
    EXPECT_EQ(receiver.signature, http::sign(a->credentials_.secret, body));
  }
  EXPECT_EQ(a->ask("GET", "webhook", "").json()["url"], receiver.url());
}

TEST_F(HttpWebhooks, ComeAgainUntilTheyAreTaken) {
  Receiver receiver(house);
  ASSERT_EQ(hook(receiver.url(), 0).status, 200);
  place("a-1");
  place("a-2");
  for (const int status : {500, 0, 302, 204, 200}) {
    const std::uint64_t expected = status == 200 ? 2 : 1;
    EXPECT_EQ(seq_of(receiver.take(status)), expected) << status;
  }
}

TEST_F(HttpWebhooks, StopWhenTheyAreRemoved) {
  Receiver receiver(house);
  ASSERT_EQ(hook(receiver.url(), 0).status, 200);
  EXPECT_EQ(a->ask("DELETE", "webhook", "").status, 200);
  EXPECT_EQ(a->ask("GET", "webhook", "").body, "{}");
  place("a-1");
  Receiver other(house);
  ASSERT_EQ(hook(other.url(), 1).status, 200);
  EXPECT_EQ(seq_of(other.take(200)), 1U);
  std::vector<WebhookRecord> records;
  ASSERT_FALSE(load_webhooks(house.options.data_dir, records));
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].url, other.url());
}

TEST_F(HttpWebhooks, GoOnInTheNextLifeOfTheVenue) {
  Receiver receiver(house);
  ASSERT_EQ(hook(receiver.url(), 0).status, 200);
  place("a-1");
  EXPECT_EQ(seq_of(receiver.take(500)), 1U);
  house.start();
  EXPECT_EQ(seq_of(receiver.take(200)), 1U) << "at least once";
  a->connect();
  place("a-2");
  EXPECT_EQ(seq_of(receiver.take(200)), 2U);
}

TEST_F(HttpWebhooks, NeedAUrlThatCanBeReachedWithoutANameServer) {
  for (const char* url :
       {"https://127.0.0.1/", "http://example.com/", "http://127.0.0.1:0/", "ftp://x", "http://"}) {
    const HttpAnswer refused = hook(url, 0);
    EXPECT_EQ(refused.status, 400) << url;
    EXPECT_EQ(refused.code(), -1130) << url;
  }
  WebhookUrl parsed;
  ASSERT_TRUE(parse_webhook_url("http://[::1]:81/x", parsed));
  EXPECT_EQ(parsed.address, "::1");
  EXPECT_EQ(parsed.port, 81);
  EXPECT_EQ(parsed.path, "/x");
  ASSERT_TRUE(parse_webhook_url("http://localhost", parsed));
  EXPECT_EQ(parsed.port, 80);
}

TEST_F(HttpWebhooks, DamagedRegistrationsKeepTheVenueFromStarting) {
  const auto file = house.options.data_dir / "webhooks";
  for (const char* text : {"", "webhooks 2\n", "webhooks 1\nA\n", "webhooks 1\nA x http://127.0.0.1/\n",
                           "webhooks 1\nA 1 http://127.0.0.1/"}) {
    std::ofstream(file, std::ios::trunc) << text;
    EXPECT_EQ(house.try_start(), std::errc::bad_message) << text;
  }
  std::ofstream(file, std::ios::trunc) << "webhooks 1\nA 7 http://127.0.0.1/\n";
  EXPECT_FALSE(house.try_start());
}

}  // namespace
}  // namespace onefold::venue
