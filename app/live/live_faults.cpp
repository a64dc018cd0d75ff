#include "app/live/live_faults.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "harness/scenario/fault_words.hpp"

namespace onefold::app {
namespace {

sim::FaultSet live_kinds(bool hops) {
  sim::FaultSet kinds =
      live_message_faults | live_connection_faults | live_query_faults | sim::conduct_faults;
  if (!hops) kinds.bits &= ~sim::hops_faults.bits;
  return kinds;
}

// As in a simulated network.
sim::FaultSet menu_of(const LiveMessage& message, bool hops) {
  using sim::FaultKind;
  sim::FaultSet menu = live_message_faults;
  if (!hops || message.passage != sim::Passage::free) menu.bits &= ~sim::hops_faults.bits;
  if (message.size <= 1) menu.bits &= ~sim::FaultSet{FaultKind::cut}.bits;
  if (!hops || message.passage == sim::Passage::free || message.passage == sim::Passage::fixed) return menu;
  menu = menu | sim::FaultSet{FaultKind::drop};
  return message.passage == sim::Passage::repeatable ? menu | sim::FaultSet{FaultKind::duplicate} : menu;
}

}  // namespace

LiveFaults::LiveFaults(const harness::Scenario& chaos, std::uint64_t seed, std::int64_t query_lag_ns,
                       const std::string& log, Metrics& metrics)
    : ConductPoints(names_, harness::conduct_named(chaos, nullptr)),
      heal_ns_(chaos.heal_ns),
      hops_(chaos.network.model == harness::Model::hops),
      metrics_(metrics) {
  venue_ = names_.intern(harness::venue_node);
  some_client_ = chaos.clients.size() == 1 ? names_.intern(chaos.clients[0].name) : sim::name_several;
  for (const std::string& account : harness::accounts_of(chaos)) {
    const auto has = [&](const harness::ClientSetup& client) { return client.account == account; };
    const bool alone = std::count_if(chaos.clients.begin(), chaos.clients.end(), has) == 1;
    const auto first = std::find_if(chaos.clients.begin(), chaos.clients.end(), has);
    clients_[account] = names_.intern(alone ? first->name : account);
  }

  const sim::FaultSet kinds = live_kinds(hops_);
  sim::FaultSet wanted;
  std::vector<sim::Fault> listed;
  for (const harness::FaultWords& words : chaos.faults) {
    wanted = wanted | sim::FaultSet{words.fault.kind};
    listed.push_back(harness::bind(names_, words));
  }
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    const auto kind = static_cast<sim::FaultKind>(i);
    if (chaos.chaos.rate[static_cast<std::size_t>(i)].numerator > 0) wanted = wanted | sim::FaultSet{kind};
    if (wanted.has(kind) && !kinds.has(kind)) not_applied_.emplace_back(to_string(kind));
  }
  list_.emplace(names_, std::move(listed));
  sim::Chaos rates = harness::chaos_of(chaos, names_, kinds, query_lag_ns);
  rates.delay_max_ns = chaos.network.longest_delay_ns / 2;  // as in a simulated run
  drawn_.emplace(seed, names_, std::move(rates));
  decider_.emplace(std::vector<sim::Decider*>{&*list_, &*drawn_});

  if (log.empty()) return;
  log_.open(log, std::ios::app);
  if (!log_) throw std::runtime_error(log + ": cannot be written");
}

sim::Name LiveFaults::client_of(std::string_view account) const {
  const auto found = clients_.find(account);
  return found == clients_.end() ? some_client_ : found->second;
}

std::optional<sim::Fault> LiveFaults::at_message(const LiveMessage& message) {
  sim::Name intent = sim::name_none;
  if (message.several) {
    intent = sim::name_several;
  } else if (clients_.contains(message.account)) {
    intent = names_.intern(orders_.name_of(message.account, message.client_order_id));
  }
  const sim::Name client = client_of(message.account);
  return ask(
      {sim::PointKind::message, message.from_client ? client : venue_, message.from_client ? venue_ : client,
       names_.intern(message.channel), names_.intern(message.kind), intent, 0},
      menu_of(message, hops_), message.size);
}

std::optional<sim::Fault> LiveFaults::at_connection(std::string_view channel) {
  return ask({sim::PointKind::connection, some_client_, venue_, names_.intern(channel), sim::name_none,
              sim::name_none, 0},
             live_connection_faults, 0);
}

sim::Name LiveFaults::intent_of(std::string_view account, const venue::Request& request) {
  if (const auto* order = std::get_if<venue::NewOrder>(&request))
    return intent_of(account, order->client_order_id);
  if (const auto* replace = std::get_if<venue::ReplaceOrder>(&request))
    return intent_of(account, replace->client_order_id);
  if (const auto* cancel = std::get_if<venue::CancelOrder>(&request))
    return intent_of(account, cancel->target);
  return sim::name_none;
}

sim::Name LiveFaults::intent_of(std::string_view account, const venue::ExecutionReport& report) {
  return intent_of(account, report.order.client_order_id);
}

sim::Name LiveFaults::intent_of(std::string_view account, std::string_view client_order_id) {
  const std::string order = orders_.name_of(account, client_order_id);
  return order.empty() ? sim::name_none : names_.intern(order);
}

std::optional<sim::Fault> LiveFaults::ask(sim::Key key, sim::FaultSet menu, std::size_t size) {
  const std::uint64_t without_n = hash_without_n(names_, key);
  key.n = counts_.next(without_n);
  const auto now = std::chrono::steady_clock::now() - start_;
  const sim::TimeNs now_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  if (now_ns >= heal_ns_) return std::nullopt;
  given_.clear();
  decider_->decide({key, sim::mix(without_n, key.n), now_ns, static_cast<std::int64_t>(size), menu}, given_);
  if (given_.empty()) return std::nullopt;
  note(given_.front());
  return given_.front();
}

void LiveFaults::note(const sim::Fault& fault) {
  metrics_.on_fault(fault.kind);
  if (!log_.is_open()) return;
  log_ << to_json(harness::words_of(names_, fault), harness::FaultForm::exact).dump() << '\n' << std::flush;
}

std::vector<std::string> LiveFaults::unasked() const {
  std::vector<harness::FaultWords> words;
  for (const sim::Fault& fault : list_->unasked()) words.push_back(harness::words_of(names_, fault));
  return harness::describe(words);
}

}  // namespace onefold::app
