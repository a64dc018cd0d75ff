// Listeners, timers and turns of the exchange process. Internal to venue/server.
//
// Ownership: pending handlers own the core and the sessions; a session owns the core, the core merely
// points to its sessions. Nothing is owned in a circle, and nothing that belongs to the io_context
// outlives it.
#pragma once

#include <boost/asio.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <vector>

#include "venue/server/exchange.hpp"
#include "venue/server/server.hpp"

namespace boost::asio::ssl {
class context;
}

namespace onefold::venue {

class Batch;
class ListenKeys;
class VenueSession;
class Webhooks;
enum class Channel : std::uint8_t { orders, events };

// What an account asked in the present minute and ordered in the present ten seconds.
class Usage {
 public:
  void count(TimeNs now_ns, bool order);
  std::int64_t requests() const { return requests_; }
  std::int64_t orders() const { return orders_; }

 private:
  TimeNs minute_ = 0;
  TimeNs ten_seconds_ = 0;
  std::int64_t requests_ = 0;
  std::int64_t orders_ = 0;
};

// How a request came, and so how it is answered.
struct Asked {
  bool acknowledged = false;     // answered already: only a refusal is still told
  std::shared_ptr<Batch> batch;  // the leg `leg` of it is answered; null: it came alone
  std::size_t leg = 0;
};

class ServerCore : public std::enable_shared_from_this<ServerCore> {
 public:
  ServerCore(boost::asio::io_context& context, VenueOptions options, VenueObserver& observer,
             Misbehaviour* misbehaviour, std::shared_ptr<VenueServer::Status> status);

  ~ServerCore();

  // On an error the core must be dropped.
  std::error_code start();
  void stop();

  // ---- for sessions: within a turn, which end_turn() ends

  // A request on an orders connection; it is answered there, now or later.
  void take(VenueSession& session, Request& request);
  // LoggedIn or Rejected.
  Reply subscribe(const Subscribe& request);
  // The two steps of take(), for a dialect that makes several requests of one: Exchange::arrive(), and the
  // effect, now or after its processing time.
  const Arrival& arrive(const VenueSession& session, const Request& request);
  void execute(VenueSession& session, Request& request, const Asked& asked = {});

  // Makes durable what this turn did, then lets go what it has to say. Nothing may follow it in a handler but
  // reading on.
  void end_turn();

  // Has something to send at the end of the turn.
  void flush_later(VenueSession& session) { to_flush_.push_back(&session); }
  void forget(VenueSession& session);
  // The connection is closed; it may have been the last of its account.
  void lost(const VenueSession& session);

  const Engine& engine() const { return exchange_.engine(); }
  const VenueOptions& options() const { return options_; }
  Usage& usage(AccountId account) { return usage_[account]; }
  Misbehaviour* misbehaviour() { return misbehaviour_; }
  ListenKeys& listen_keys() { return *listen_keys_; }
  Webhooks& webhooks() { return *webhooks_; }
  boost::asio::io_context& context() { return context_; }
  // The venue's clock.
  TimeNs now_ns() const;
  // The account's listen key.
  const std::string& open_stream(std::string_view account);
  // Another number each time, also after a restart.
  std::uint64_t next_made_id();
  // Closes the sessions of an account's stream, once it has been said why.
  void end_streams(std::string_view listen_key);
  bool stopped() const { return stopped_; }

  // Where requests are decoded, so that memory is reused.
  Request request_scratch;

 private:
  using Acceptor = boost::asio::ip::tcp::acceptor;
  using Timer = boost::asio::steady_timer;

  struct Listener {
    Acceptor acceptor;
    Timer retry;
    Channel channel;
  };

  struct Waiting {
    std::chrono::steady_clock::time_point due;
    std::size_t connection;
    AccountId account;
    Request request;
    std::weak_ptr<VenueSession> session;
    Asked asked;
    RequestConduct conduct;
    std::unique_ptr<Reply> answer = {};  // a late one: all that is left to do
    bool told = false;                   // was answered before its effect, which nothing keeps back
  };

  void take_batch(VenueSession& session, NewOrders& request);
  boost::system::error_code listen(Listener& listener, std::uint16_t port, std::uint16_t& port_out);
  void accept(Listener& listener);
  void accept_later(Listener& listener);
  void admit(boost::asio::ip::tcp::socket socket, Channel channel);
  std::error_code start_http();
  std::error_code start_tls();
  void wait_for_keys();
  void fence(const VenueSession& session);
  void carry_out(Waiting& work, VenueSession* session, TimeNs now_ns);
  bool cancel_early(Waiting& work, VenueSession* session);
  void wait(Waiting waiting);
  void wait_for_processing();
  void process_due();
  void wait_for_crowd();
  void wait_for_act();
  void expect_account(AccountId account);
  void wait_for_absent();
  void cancel_absent();
  void wait_for_idle();
  void close_idle();
  void fail(std::error_code error);

  boost::asio::io_context& context_;
  VenueOptions options_;
  VenueObserver& observer_;
  Misbehaviour* misbehaviour_;
  std::shared_ptr<VenueServer::Status> status_;
  Exchange exchange_;
  Listener orders_;
  Listener events_;
  Timer processing_timer_;
  Timer crowd_timer_;
  Timer idle_timer_;
  Timer keys_timer_;
  Timer act_timer_;
  Timer absent_timer_;
  std::deque<Waiting> waiting_;          // by due time, then arrival
  std::vector<VenueSession*> sessions_;  // in the order of accepting
  std::vector<VenueSession*> to_flush_;
  std::uint64_t sent_number_ = 0;  // subscribers were told of all execution reports up to this one
  std::unique_ptr<boost::asio::ssl::context> tls_;  // null: plain TCP
  std::unique_ptr<ListenKeys> listen_keys_;
  std::unique_ptr<Webhooks> webhooks_;
  std::vector<Usage> usage_;  // by account
  TimeNs act_ns_ = 0;         // when the engine is to act, as last asked; 0: not
  // By account: when its orders are cancelled, because it has no connection; max: never.
  std::vector<std::chrono::steady_clock::time_point> absent_until_;
  std::uint64_t made_ids_ = 0;
  std::size_t orders_connections_ = 0;  // admitted so far
  bool processing_ = false;             // process_due() is at work and will wait for what is left
  bool stopped_ = false;
};

}  // namespace onefold::venue
