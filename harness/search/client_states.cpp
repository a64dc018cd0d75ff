#include "harness/search/client_states.hpp"

#include <algorithm>

namespace onefold::harness {

ClientStates::ClientStates(const properties::History& history)
    : history_(&history), clients_(history.terms().clients.size()) {}

void ClientStates::follow() {
  for (; intents_ < history_->intents().size(); ++intents_) {
    ++clients_[history_->intents()[intents_].client].issued;
  }
  for (; requests_ < history_->requests().size(); ++requests_) {
    const properties::SentRequest& sent = history_->requests()[requests_];
    ++clients_[sent.client].requests;
    clients_[sent.client].asked = static_cast<std::uint32_t>(sent.request.index());
  }
  for (; executions_ < history_->executions().size(); ++executions_) {
    const properties::RecordedExecution& execution = history_->executions()[executions_];
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      if (history_->terms().clients[i].account == execution.report.account)
        clients_[i].executed = execution.step;
    }
  }
  for (; callbacks_ < history_->callbacks().size(); ++callbacks_) {
    const properties::RecordedCallback& told = history_->callbacks()[callbacks_];
    Client& client = clients_[told.client];
    using Kind = venue::ClientCallback::Kind;
    if (told.callback.kind != Kind::accepted) client.told = told.step;
    if (told.callback.kind == Kind::outcome) ++client.decided;
  }
}

// A callback may come twice, after a restart: more decided than issued is possible, and means none is open.
bool ClientStates::answer_open(std::size_t client) const {
  const Client& one = clients_[client];
  return one.requests > 0 && one.issued > one.decided;
}

bool ClientStates::told_open(std::size_t client) const {
  return clients_[client].executed > clients_[client].told;
}

bool ClientStates::any_open() const {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    if (open(i)) return true;
  }
  return false;
}

std::uint64_t ClientStates::state_of(std::size_t client) const {
  const Client& one = clients_[client];
  const std::uint32_t undecided = one.issued > one.decided ? one.issued - one.decided : 0;
  std::uint64_t state = std::min<std::uint32_t>(undecided, 3);
  state = state * 2 + static_cast<std::uint64_t>(told_open(client));
  state = state * 16 + one.asked;
  return state * 4 + std::min<std::uint32_t>(history_->lives(client), 3);
}

}  // namespace onefold::harness
