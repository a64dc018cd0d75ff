// A client of stock Boost.Asio with one io_context that three threads run: a strand for what they share, one
// for each intent, timers, and a resolver that blocks. It places each intent under one id; it keeps nothing
// over a restart.
//
// Ignores: transfers, replaces, and cancels that come before their place.
#include <unistd.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <thread>

#include "signed_request.hpp"

namespace process_clients {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using nlohmann::json;
using Strand = asio::strand<asio::io_context::executor_type>;

constexpr auto patience = std::chrono::seconds(1);
constexpr auto pause_between_tries = std::chrono::milliseconds(200);
constexpr int too_late = -1021;

class Desk {
 public:
  void run() {
    asio::co_spawn(shared_, read_intents(), asio::detached);
    std::thread others[2];
    for (std::thread& other : others) other = std::thread([this] { io_.run(); });
    io_.run();
    for (std::thread& other : others) other.join();
  }

 private:
  // On shared_.
  asio::awaitable<void> read_intents() {
    asio::posix::stream_descriptor input(io_, ::dup(0));
    std::string text;
    for (;;) {
      const std::size_t size =
          co_await asio::async_read_until(input, asio::dynamic_buffer(text), '\n', asio::use_awaitable);
      take(json::parse(text.substr(0, size))["intent"]);
      text.erase(0, size);
    }
  }

  void take(const json& intent) {
    const std::string id = intent["id"];
    std::printf("%s\n", json{{"accepted", id}}.dump().c_str());
    std::fflush(stdout);
    if (!intents_.emplace(id, intent).second) return;
    asio::co_spawn(asio::make_strand(io_), carry_out(intent), asio::detached);
  }

  static Parameters terms_of(const json& order, const std::string& id) {
    return {{"symbol", order["symbol"]},
            {"side", order["side"] == "buy" ? "BUY" : "SELL"},
            {"type", "LIMIT"},
            {"timeInForce", "GTC"},
            {"quantity", order["quantity"]},
            {"price", order["limit"]},
            {"newClientOrderId", id}};
  }
  static Parameters name_of(const json& order, const std::string& id) {
    return {{"symbol", order["symbol"]}, {"origClientOrderId", id}};
  }

  // Each on a strand of its own.
  asio::awaitable<void> carry_out(json intent) {
    const std::string id = intent["id"];
    if (intent.contains("place")) {
      co_await until_certain("POST", terms_of(intent["place"], id));
    } else if (intent.contains("cancel")) {
      const std::string target = intent["cancel"];
      const json order = co_await order_once_placed(target);
      co_await until_certain("DELETE", name_of(order, target));
    }
    co_await asio::co_spawn(shared_, finish(id), asio::use_awaitable);
  }

  asio::awaitable<void> finish(std::string id) {
    done_.insert(id);
    co_return;
  }

  asio::awaitable<json> order_once_placed(std::string target) {
    const auto look = [this, target]() -> asio::awaitable<json> {
      co_return done_.count(target) != 0 ? intents_[target]["place"] : json();
    };
    for (;;) {
      const json order = co_await asio::co_spawn(shared_, look(), asio::use_awaitable);
      if (!order.is_null()) co_return order;
      co_await pause();
    }
  }

  asio::awaitable<void> pause() {
    asio::steady_timer timer(io_, pause_between_tries);
    co_await timer.async_wait(asio::use_awaitable);
  }

  // The same request again and again: the venue knows its id for ever, so copies change nothing.
  asio::awaitable<void> until_certain(std::string method, Parameters parameters) {
    for (;;) {
      const Answer answer = answer_of(co_await exchange(signed_request(method, parameters)));
      if (answer.certain && answer.code != too_late) co_return;
      co_await pause();
    }
  }

  // What came until the venue closed the connection, or patience ended.
  asio::awaitable<std::string> exchange(std::string request) {
    error_code error;
    tcp::resolver resolver(io_);
    const auto found = resolver.resolve("venue", setting("ONEFOLD_ORDERS_PORT"), error);
    const auto socket = std::make_shared<tcp::socket>(co_await asio::this_coro::executor);
    asio::steady_timer timer(socket->get_executor(), patience);
    timer.async_wait([socket](error_code cancelled) {
      if (!cancelled) socket->close(cancelled);
    });
    std::string text;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await asio::async_connect(*socket, found, token);
    if (!error) co_await asio::async_write(*socket, asio::buffer(request), token);
    if (!error) co_await asio::async_read(*socket, asio::dynamic_buffer(text), token);
    timer.cancel();
    co_return text;
  }

  asio::io_context io_{3};
  Strand shared_ = asio::make_strand(io_);
  std::map<std::string, json> intents_;  // on shared_
  std::set<std::string> done_;           // on shared_
};

}  // namespace
}  // namespace process_clients

int main() {
  process_clients::Desk().run();
}
