#include "desk.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <chrono>
#include <optional>

namespace own_client {

namespace asio = boost::asio;
using boost::beast::http::verb;

namespace {

constexpr int attempts_max = 100;
constexpr std::int64_t first_pause_ms = 50;
constexpr std::int64_t longest_pause_ms = 500;
constexpr std::int64_t trades_every_ms = 100;
constexpr char separator = '|';

// "1.5" with 1 decimal is 15.
std::optional<std::int64_t> lots_of(std::string text, int decimals) {
  std::size_t point = text.find('.');
  std::size_t fraction = point == std::string::npos ? 0 : text.size() - point - 1;
  if (fraction > static_cast<std::size_t>(decimals)) return std::nullopt;
  if (point != std::string::npos) text.erase(point, 1);
  text.append(static_cast<std::size_t>(decimals) - fraction, '0');
  std::int64_t lots = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), lots);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return lots;
}

std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  for (char c : line) {
    if (c == separator) {
      fields.emplace_back();
    } else {
      fields.back().push_back(c);
    }
  }
  return fields;
}

std::string line_of(const Task& task) {
  std::string line = "intent";
  for (const std::string& field :
       {task.intent, std::to_string(static_cast<int>(task.kind)), task.target, task.symbol, task.side,
        task.type, task.time_in_force, task.quantity, task.price, task.id})
    line += separator + field;
  return line;
}

}  // namespace

Desk::Desk(asio::io_context& io, DeskOptions options)
    : options_(std::move(options)), orders_(io, options_.session), trades_(io, options_.session), wake_(io) {
  stopped_ = !ledger_.open(options_.data_dir, [this](std::string_view line) { recall(line); });
  if (stopped_) return;
  asio::co_spawn(io, work(), asio::detached);
  asio::co_spawn(io, follow_trades(), asio::detached);
}

// One line of the ledger: "intent|..." as line_of, or "done|INTENT|refused or settled".
void Desk::recall(std::string_view line) {
  std::vector<std::string> fields = fields_of(line);
  if (fields[0] == "intent" && fields.size() == 11) {
    auto task = std::make_unique<Task>();
    task->intent = fields[1];
    task->kind = static_cast<Task::Kind>(fields[2][0] - '0');
    task->target = fields[3];
    task->symbol = fields[4];
    task->side = fields[5];
    task->type = fields[6];
    task->time_in_force = fields[7];
    task->quantity = fields[8];
    task->price = fields[9];
    task->id = fields[10];
    tasks_.push_back(std::move(task));
  } else if (fields[0] == "done" && fields.size() == 3) {
    if (Task* task = known(fields[1])) {
      task->finished = true;
      if (fields[2] == "settled" && task->kind == Task::Kind::place) current_id_[task->intent] = task->id;
      if (fields[2] == "settled" && task->kind == Task::Kind::replace) current_id_[task->target] = task->id;
    }
  }
}

const Task* Desk::find(const std::string& intent) const {
  auto found = std::find_if(tasks_.begin(), tasks_.end(),
                            [&](const std::unique_ptr<Task>& task) { return task->intent == intent; });
  return found == tasks_.end() ? nullptr : found->get();
}

Task* Desk::known(const std::string& intent) {
  return const_cast<Task*>(find(intent));
}

void Desk::submit(Task task) {
  if (stopped_ || find(task.intent) != nullptr) return;
  task.id = options_.id_prefix + "-" + task.intent;
  if (!ledger_.append(line_of(task))) {
    stopped_ = true;
    return;
  }
  tasks_.push_back(std::make_unique<Task>(std::move(task)));
  wake_.cancel();
}

void Desk::finish(Task& task, bool refused) {
  task.finished = true;
  const std::string line =
      std::string("done") + separator + task.intent + separator + (refused ? "refused" : "settled");
  if (!ledger_.append(line)) stopped_ = true;
  if (refused) return;
  if (task.kind == Task::Kind::place) current_id_[task.intent] = task.id;
  if (task.kind == Task::Kind::replace) current_id_[task.target] = task.id;
}

asio::awaitable<void> Desk::pause(std::int64_t time_ms) {
  boost::system::error_code ignored;
  wake_.expires_after(std::chrono::milliseconds(time_ms));
  co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<void> Desk::work() {
  while (!stopped_) {
    auto next = std::find_if(tasks_.begin(), tasks_.end(),
                             [](const std::unique_ptr<Task>& task) { return !task->finished; });
    if (next != tasks_.end()) {
      Task& task = **next;
      co_await do_task(task);
    } else {
      co_await pause(60'000);
    }
  }
}

// Until it is settled. What is lost is looked up before it is sent again.
asio::awaitable<void> Desk::do_task(Task& task) {
  if (task.kind != Task::Kind::place && !current_id_.contains(task.target)) {
    finish(task, true);  // there never was an order to change
    co_return;
  }
  std::int64_t pause_ms = first_pause_ms;
  for (int attempt = 1; attempt <= attempts_max && !stopped_; ++attempt) {
    std::string id = task.id;
    if (options_.new_id_per_retry && attempt > 1) id += "-" + std::to_string(attempt);
    Answer answer = co_await request(task, id);
    Fate fate = fate_of(task, answer);
    if (fate == Fate::again && answer.status == 0 && task.kind != Task::Kind::cancel) {
      bool known = co_await is_known(id);
      if (known) fate = Fate::settled;
    }
    if (fate != Fate::again) {
      finish(task, fate == Fate::refused);
      co_return;
    }
    co_await pause(std::max(pause_ms, answer.retry_after_ms));
    pause_ms = std::min(2 * pause_ms, longest_pause_ms);
  }
  stopped_ = true;
}

asio::awaitable<Answer> Desk::request(const Task& task, const std::string& id) {
  if (task.kind == Task::Kind::cancel)
    return orders_.call(verb::delete_, "order", {{"origClientOrderId", current_id_.at(task.target)}});
  if (task.kind == Task::Kind::replace) {
    return orders_.call(verb::post, "order/cancelReplace",
                        {{"symbol", find(task.target)->symbol},
                         {"cancelReplaceMode", "STOP_ON_FAILURE"},
                         {"cancelOrigClientOrderId", current_id_.at(task.target)},
                         {"newClientOrderId", id},
                         {"quantity", task.quantity},
                         {"price", task.price}});
  }
  Parameters parameters{{"symbol", task.symbol},  {"side", task.side},
                        {"type", task.type},      {"quantity", task.quantity},
                        {"newClientOrderId", id}, {"timeInForce", task.time_in_force}};
  if (!task.price.empty()) parameters.emplace_back("price", task.price);
  return orders_.call(verb::post, "order", std::move(parameters));
}

asio::awaitable<bool> Desk::is_known(std::string id) {
  Parameters parameters{{"origClientOrderId", std::move(id)}};
  Answer answer = co_await orders_.call(verb::get, "order", std::move(parameters));
  co_return answer.good();
}

// The codes are those of docs/http-dialect.md. What is not known for certain is tried again: with the same id
// that changes nothing twice.
Desk::Fate Desk::fate_of(const Task& task, const Answer& answer) const {
  constexpr int duplicate = -2010, no_such_order = -2011, replace_failed = -2022, clock_off = -1021;
  if (answer.good()) return Fate::settled;
  if (answer.status != 400) return Fate::again;
  switch (answer.code()) {
    case duplicate:
      return answer.reason() == "duplicate-id" ? Fate::settled : Fate::refused;
    case no_such_order:  // a cancel that came too late leaves nothing open
      return task.kind == Task::Kind::cancel ? Fate::settled : Fate::refused;
    case replace_failed:
      return Fate::refused;
    case clock_off:
      return Fate::again;
    default:
      return Fate::refused;
  }
}

asio::awaitable<void> Desk::follow_trades() {
  asio::steady_timer timer(wake_.get_executor());
  while (!stopped_) {
    Parameters parameters{{"fromId", std::to_string(next_trade_)}};
    Answer answer = co_await trades_.call(verb::get, "myTrades", std::move(parameters));
    if (answer.good() && answer.body.is_array()) {
      for (const auto& trade : answer.body) {
        std::string symbol = trade.value("symbol", "");
        auto decimals = options_.lot_decimals.find(symbol);
        std::uint64_t id = trade.value("id", std::uint64_t{0});
        if (decimals == options_.lot_decimals.end() || id < next_trade_) continue;
        std::optional<std::int64_t> lots = lots_of(trade.value("qty", ""), decimals->second);
        if (!lots) continue;
        positions_[symbol] += trade.value("isBuyer", false) ? *lots : -*lots;
        next_trade_ = id + 1;
      }
      if (answer.body.empty()) ready_ = true;  // it has caught up
    }
    boost::system::error_code ignored;
    timer.expires_after(std::chrono::milliseconds(trades_every_ms));
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

}  // namespace own_client
