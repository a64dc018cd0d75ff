#include "client_components.hpp"

#include <onefold/venue/api/decimal.hpp>

#include "desk.hpp"

namespace own_client {
namespace {

using onefold::venue::Intent;
using onefold::venue::IntentKind;

class Client final : public onefold::ClientUnderTest {
 public:
  Client(onefold::ClientBoot& boot, bool new_id_per_retry)
      : instruments_(boot.instruments), desk_(boot.io, options_of(boot, new_id_per_retry)) {}

  void submit(const Intent& intent) override {
    Task task;
    task.intent = intent.id;
    task.target = intent.target;
    if (intent.kind == IntentKind::cancel) {
      task.kind = Task::Kind::cancel;
      return desk_.submit(std::move(task));
    }
    const std::string symbol = intent.kind == IntentKind::place ? intent.symbol : symbol_of(intent.target);
    const auto* instrument = find(symbol);
    if (instrument == nullptr) return;
    task.quantity = onefold::venue::format_decimal(intent.quantity, instrument->lot_decimals);
    if (intent.limit != 0)
      task.price = onefold::venue::format_decimal(intent.limit, instrument->price_decimals);
    if (intent.kind == IntentKind::replace) {
      task.kind = Task::Kind::replace;
      return desk_.submit(std::move(task));
    }
    task.symbol = symbol;
    task.side = intent.side == onefold::venue::Side::buy ? "BUY" : "SELL";
    task.type = intent.type == onefold::venue::OrderType::limit ? "LIMIT" : "MARKET";
    bool rests = intent.tif == onefold::venue::TimeInForce::good_till_cancel;
    task.time_in_force = rests ? "GTC" : "IOC";
    desk_.submit(std::move(task));
  }

  onefold::venue::ClientView view() const override {
    onefold::venue::ClientView view;
    view.ready = desk_.ready();
    for (const auto& [symbol, lots] : desk_.positions()) view.positions.push_back({symbol, lots});
    return view;
  }

  bool stopped() const override { return desk_.stopped(); }

 private:
  static DeskOptions options_of(const onefold::ClientBoot& boot, bool new_id_per_retry) {
    DeskOptions options;
    options.session = {boot.venue_host, boot.orders_port, boot.credentials.api_key, boot.credentials.secret,
                       boot.tls_ca};
    options.data_dir = boot.data_dir;
    options.id_prefix = boot.account;
    for (const auto& instrument : boot.instruments)
      options.lot_decimals[instrument.symbol] = instrument.lot_decimals;
    options.new_id_per_retry = new_id_per_retry;
    return options;
  }

  std::string symbol_of(const std::string& placed) const {
    const Task* task = desk_.find(placed);
    return task == nullptr ? std::string() : task->symbol;
  }

  const onefold::venue::Instrument* find(const std::string& symbol) const {
    for (const auto& instrument : instruments_) {
      if (instrument.symbol == symbol) return &instrument;
    }
    return nullptr;
  }

  const std::vector<onefold::venue::Instrument>& instruments_;
  Desk desk_;
};

// It tells its positions, and nothing of what it thinks became of an intent.
onefold::ClientImplementation implementation(const char* name, const char* summary, bool new_id_per_retry) {
  onefold::ClientImplementation client;
  client.name = name;
  client.summary = summary;
  client.make = [new_id_per_retry](onefold::ClientBoot& boot) {
    return std::make_unique<Client>(boot, new_id_per_retry);
  };
  client.level = onefold::AdapterLevel::with_positions;
  return client;
}

}  // namespace

void add_components(onefold::Registry& registry) {
  registry.add(implementation("own-client", "an execution client that nobody at Onefold wrote", false));
  const char* summary = "sends an order again under a new id when no answer came";
  registry.add(implementation("new-id-per-retry", summary, true));
  onefold::PlantedDefect defect;
  defect.name = "new-id-per-retry";
  defect.bug_class = "fresh-id-per-retry";
  defect.summary = summary;
  defect.scenario = "negative/new-id-per-retry.json";
  registry.add(defect);
}

}  // namespace own_client
