#include "harness/oracle_state.hpp"

#include <string>
#include <string_view>

#include "harness/contract_filter.hpp"
#include "venue/wire/native.hpp"

namespace onefold::harness {
namespace {

using sim::Digest;

void add(Digest& digest, std::int64_t value) {
  digest.add(static_cast<std::uint64_t>(value));
}

template <typename Record>
void add_when(Digest& digest, const Record& record) {
  add(digest, record.client);
  add(digest, record.at_ns);
  digest.add(record.step);
}

// As on the wire: whatever it says is in there.
template <typename Message>
void add_message(Digest& digest, const Message& message, std::string& bytes) {
  bytes.clear();
  venue::native::encode(message, bytes);
  digest.add_text(bytes);
}

void add_order(Digest& digest, const venue::OrderState& order, std::string& bytes) {
  add_message(digest, venue::Reply(venue::Accepted{0, order, false}), bytes);
}

void add_intent(Digest& digest, const properties::IssuedIntent& issued) {
  digest.add_text(issued.intent.id);
  add(digest, issued.client);
  add(digest, issued.first_ns);
  digest.add(issued.step);
  add(digest, issued.times);
}

void add_callback(Digest& digest, const properties::RecordedCallback& record) {
  const venue::ClientCallback& callback = record.callback;
  add_when(digest, record);
  digest.add(record.life);
  digest.add(callback.number);
  digest.add(static_cast<std::uint64_t>(callback.kind));
  digest.add_text(callback.intent);
  digest.add(static_cast<std::uint64_t>(callback.outcome));
  digest.add(static_cast<std::uint64_t>(callback.reason));
  std::string bytes;
  add_message(digest, venue::Reply(venue::Trades{0, {callback.fill}, false}), bytes);
}

void add_view(Digest& digest, const properties::RecordedView& record, std::string& bytes) {
  const venue::ClientView& view = record.view;
  add_when(digest, record);
  digest.add(record.life);
  digest.add(static_cast<std::uint64_t>(record.moment));
  digest.add(view.ready ? 1 : 0);
  for (const venue::IntentView& intent : view.intents) {
    digest.add_text(intent.id);
    digest.add(static_cast<std::uint64_t>(intent.outcome));
    digest.add(static_cast<std::uint64_t>(intent.reason));
    digest.add_text(std::string_view(intent.client_order_id));
    add(digest, static_cast<std::int64_t>(intent.order_id));
    digest.add(static_cast<std::uint64_t>(intent.status));
    add(digest, intent.filled);
    add(digest, intent.attempts);
  }
  for (const venue::PositionView& position : view.positions) {
    digest.add_text(position.symbol);
    add(digest, position.quantity);
  }
  for (const venue::OrderState& order : view.open_orders) add_order(digest, order, bytes);
  for (venue::OrderId orphan : view.orphans) add(digest, static_cast<std::int64_t>(orphan));
  for (const std::string& ghost : view.ghosts) digest.add_text(ghost);
}

}  // namespace

void add_oracle_state(Digest& digest, const properties::History& history) {
  std::string bytes;
  for (const auto& intent : history.intents()) add_intent(digest, intent);
  digest.add(history.executions().size());
  for (const auto& execution : history.executions()) {
    add_message(digest, venue::Reply(execution.report), bytes);
    digest.add(execution.report.number);
    digest.add_text(execution.report.account);
    add(digest, execution.at_ns);
    digest.add(execution.step);
    digest.add((execution.forgotten ? 1u : 0u) | (execution.rewritten ? 2u : 0u));
    add(digest, execution.forgotten_ns);
  }
  digest.add(history.requests().size());
  for (const auto& sent : history.requests()) {
    add_when(digest, sent);
    digest.add(sent.life);
    digest.add(sent.connection);
    add_message(digest, sent.request, bytes);
  }
  digest.add(history.replies().size());
  for (const auto& sent : history.replies()) {
    add_when(digest, sent);
    digest.add(sent.connection);
    add_message(digest, sent.reply, bytes);
  }
  digest.add(history.callbacks().size());
  for (const auto& callback : history.callbacks()) add_callback(digest, callback);
  digest.add(history.views().size());
  for (const auto& view : history.views()) add_view(digest, view, bytes);
  for (std::size_t client = 0; client < history.terms().clients.size(); ++client)
    digest.add(history.lives(client));
  digest.add(history.number_gaps());
  digest.add(history.numbers());
  digest.add(history.steps());
}

void add_struck_state(Digest& digest, const properties::Terms& terms, const sim::NameTable& names,
                      const std::vector<sim::Fault>& struck, sim::Name venue) {
  std::uint64_t sum = 0;
  for (const sim::Fault& fault : struck) {
    const properties::FaultFact fact = fact_of(names, fault, venue);
    bool told = fault.kind == sim::FaultKind::duplicate || fault.kind == sim::FaultKind::clock_jump ||
                fault.kind == sim::FaultKind::clock_skew || !properties::permitted(terms, fact).permitted;
    if (!told) continue;
    std::uint64_t one = sim::mix(sim::hash_bytes(fact.word), sim::hash_bytes(fact.message));
    one = sim::mix(one, static_cast<std::uint64_t>(fact.where));
    one = sim::mix(one, static_cast<std::uint64_t>(fact.delay_ns));
    sum += sim::mix(one, static_cast<std::uint64_t>(fact.amount));
  }
  digest.add(sum);
}

}  // namespace onefold::harness
