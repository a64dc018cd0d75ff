// The account's events as webhooks: the venue connects to us and posts each event, at least once and one
// after the other, until we answer.
//
// Registers at the venue, from the number asked for, over a connection that stays open: when it is lost, so
// may the registration be, and the session ends. Takes a post only under the account's signature. What was
// answered and then lost in a crash comes again, because the next life registers from where its ledger ends.
#pragma once

#include <boost/asio.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "client/byte_stream.hpp"
#include "client/http_peer.hpp"
#include "client/session.hpp"

namespace onefold::client {

class HttpWebhook final : public Session,
                          public ByteStreamOwner,
                          public std::enable_shared_from_this<HttpWebhook> {
 public:
  static constexpr std::size_t posts_max = 16;  // connections of the venue at a time; more are closed

  // `owner` and `peer` are not owned. `port` is ours, on all addresses.
  HttpWebhook(boost::asio::io_context& context, SessionOwner& owner, LinkKind link, const HttpPeer& peer,
              std::uint16_t port);
  ~HttpWebhook() override;

  void connect(const std::string& host, std::uint16_t port) override;
  // One Subscribe.
  bool send(const venue::Request& request) override;
  void close() override;

 private:
  using Tcp = boost::asio::ip::tcp;
  class Post;  // one connection of the venue
  enum class State : std::uint8_t { connecting, open, asking_end, registering, registered };

  void on_opened() override;
  std::size_t on_bytes(std::string_view bytes) override;
  void on_lost() override;

  void register_url();
  bool listen();
  void accept();
  bool take_event(std::string_view body, std::string_view signature);
  void forget(Post& post);
  std::size_t fail();

  boost::asio::io_context& context_;
  SessionOwner* owner_;
  const LinkKind link_;
  const HttpPeer& peer_;
  const std::uint16_t port_;
  std::shared_ptr<ByteStream> stream_;
  Tcp::acceptor acceptor_;
  std::vector<std::shared_ptr<Post>> posts_;
  State state_ = State::connecting;
  venue::Subscribe subscribe_;
  std::uint64_t last_seq_ = 0;
  std::string text_;
};

}  // namespace onefold::client
