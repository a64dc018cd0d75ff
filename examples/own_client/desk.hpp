// An execution client: takes intents, places each exactly once, and knows its positions.
//
// An intent is in the ledger before submit returns, with the client order id that all its requests will
// carry. Work is done in order, one request at a time; a request whose answer is lost is looked up, and sent
// again under the same id, which is safe on venues that remember ids for ever. Positions are the sum of all
// trades of the account, which are asked for again and again.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plain_ledger.hpp"
#include "rest_session.hpp"

namespace own_client {

struct Task {
  enum class Kind { place, cancel, replace };
  std::string intent;
  Kind kind = Kind::place;
  std::string target;  // cancel, replace: intent that placed the order
  std::string symbol;  // place
  std::string side;    // place: BUY, SELL
  std::string type;    // place: LIMIT, MARKET
  std::string time_in_force;
  std::string quantity;  // decimal
  std::string price;     // decimal; empty: none
  std::string id;        // client order id; of place and replace
  bool finished = false;
};

struct DeskOptions {
  SessionOptions session;
  std::string data_dir;
  std::string id_prefix;
  std::map<std::string, int> lot_decimals;  // by symbol
  bool new_id_per_retry = false;            // a defect, put in on purpose
};

class Desk {
 public:
  Desk(boost::asio::io_context& io, DeskOptions options);

  // `task` without its id. Known intents are left alone.
  void submit(Task task);
  // The disk has failed, or an order could not be resolved: start it again.
  bool stopped() const { return stopped_; }
  bool ready() const { return ready_; }
  const Task* find(const std::string& intent) const;                                   // null: not known
  const std::map<std::string, std::int64_t>& positions() const { return positions_; }  // lots, by symbol

 private:
  enum class Fate { settled, refused, again };

  void recall(std::string_view line);
  Task* known(const std::string& intent);
  void finish(Task& task, bool refused);

  boost::asio::awaitable<void> work();
  boost::asio::awaitable<void> do_task(Task& task);
  boost::asio::awaitable<Answer> request(const Task& task, const std::string& id);
  boost::asio::awaitable<bool> is_known(std::string id);
  Fate fate_of(const Task& task, const Answer& answer) const;
  boost::asio::awaitable<void> follow_trades();
  boost::asio::awaitable<void> pause(std::int64_t time_ms);

  DeskOptions options_;
  PlainLedger ledger_;
  RestSession orders_;
  RestSession trades_;
  boost::asio::steady_timer wake_;
  std::vector<std::unique_ptr<Task>> tasks_;       // in the order of coming
  std::map<std::string, std::string> current_id_;  // of an order, by the intent that placed it
  std::map<std::string, std::int64_t> positions_;
  std::uint64_t next_trade_ = 0;
  bool ready_ = false;
  bool stopped_ = false;
};

}  // namespace own_client
