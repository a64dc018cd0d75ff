#include "properties/history.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace onefold::properties {

namespace {
constexpr std::uint32_t of_the_crowd = std::numeric_limits<std::uint32_t>::max();
}

std::string_view to_string(Model model) {
  return model == Model::direct ? "direct" : "hops";
}

History::History(const Terms& terms) : terms_(&terms), lives_(terms.clients.size()) {
  // A usual run, so that few of them grow.
  intents_.reserve(8);
  executions_.reserve(32);
  execution_by_number_.reserve(128);
  requests_.reserve(64);
  replies_.reserve(64);
  callbacks_.reserve(32);
  views_.reserve(8);
}

void History::issued(ClientIndex client, const venue::Intent& intent, TimeNs at_ns) {
  ++step_;
  for (IssuedIntent& known : intents_) {
    if (known.client != client || known.intent.id != intent.id) continue;
    ++known.times;
    return;
  }
  intents_.push_back({client, intent, at_ns, step_, 1});
}

void History::struck(const FaultFact& fact) {
  if (fact.word == "duplicate" && fact.where == Where::towards_venue &&
      std::find(duplicated_.begin(), duplicated_.end(), fact.message) == duplicated_.end()) {
    duplicated_.emplace_back(fact.message);
  }
  if (fact.where == Where::at_venue && (fact.word == "clock-jump" || fact.word == "clock-skew")) {
    venue_clock_moved_ = true;
  }
  Permission permission = permitted(*terms_, fact);
  if (permission.permitted) return;
  for (int i = 0; i < property_count; ++i) {
    auto property = static_cast<Property>(i);
    if (promise(property, *terms_, fact).promise != Promise::kept) excused_.add(property);
  }
  auto same = [&](const StruckFault& known) { return known.word == fact.word; };
  if (std::none_of(beyond_.begin(), beyond_.end(), same)) {
    beyond_.push_back({std::string(fact.word), permission.reason});
  }
}

void History::healed(TimeNs at_ns) {
  if (healed_ns_ < 0) healed_ns_ = at_ns;
}

void History::ended(Ending ending, TimeNs at_ns) {
  ending_ = ending;
  ended_ns_ = at_ns;
}

void History::execution(const venue::ExecutionReport& report, TimeNs at_ns) {
  ++step_;
  if (report.number >= 1 && report.number <= execution_by_number_.size()) {
    std::uint32_t known = execution_by_number_[report.number - 1];
    if (known != of_the_crowd && executions_[known].report != report) executions_[known].rewritten = true;
    return;
  }
  if (report.number != execution_by_number_.size() + 1) {
    // Without its place in the sequence it cannot be recognised when it comes again.
    ++number_gaps_;
    return;
  }
  const auto& clients = terms_->clients;
  bool known_account = std::any_of(clients.begin(), clients.end(), [&](const ClientTerms& client) {
    return client.account == report.account;
  });
  if (!known_account) {
    execution_by_number_.push_back(of_the_crowd);
    return;
  }
  execution_by_number_.push_back(static_cast<std::uint32_t>(executions_.size()));
  executions_.push_back({report, at_ns, step_});
}

void History::venue_recovered(std::uint64_t last_number, TimeNs at_ns) {
  ++step_;
  for (std::size_t number = last_number; number < execution_by_number_.size(); ++number) {
    std::uint32_t index = execution_by_number_[number];
    if (index == of_the_crowd) continue;
    executions_[index].forgotten = true;
    executions_[index].forgotten_ns = at_ns;
  }
  if (last_number < execution_by_number_.size()) execution_by_number_.resize(last_number);
}

void History::transfer(const venue::TransferState& transfer, TimeNs at_ns) {
  ++step_;
  const auto known = std::find_if(transfers_.begin(), transfers_.end(), [&](const RecordedTransfer& one) {
    return !one.forgotten && one.transfer.transfer_id == transfer.transfer_id;
  });
  if (known == transfers_.end()) transfers_.push_back({transfer, at_ns, step_});
}

void History::transfers_recovered(std::uint64_t last_transfer) {
  for (RecordedTransfer& one : transfers_) {
    if (one.transfer.transfer_id > last_transfer) one.forgotten = true;
  }
}

void History::venue_forgot(std::string_view account, std::uint64_t last_seq, TimeNs at_ns) {
  ++step_;
  for (RecordedExecution& execution : executions_) {
    if (execution.forgotten || execution.report.account != account || execution.report.seq <= last_seq)
      continue;
    execution.forgotten = true;
    execution.forgotten_ns = at_ns;
  }
}

void History::request_sent(ClientIndex client, std::uint32_t life, std::uint64_t connection,
                           venue::Request request, TimeNs at_ns) {
  if (std::holds_alternative<venue::Heartbeat>(request)) return;
  if (auto* batch = std::get_if<venue::NewOrders>(&request)) {
    for (venue::NewOrder& leg : batch->legs) {
      requests_.push_back({client, life, connection, std::move(leg), at_ns, ++step_});
    }
    return;
  }
  requests_.push_back({client, life, connection, std::move(request), at_ns, ++step_});
}

void History::reply_sent(ClientIndex client, std::uint64_t connection, venue::Reply reply, TimeNs at_ns) {
  if (std::holds_alternative<venue::Heartbeat>(reply)) return;
  if (auto* batch = std::get_if<venue::BatchAnswer>(&reply)) {
    for (venue::LegAnswer& leg : batch->legs) {
      venue::Reply alone;
      if (leg.reason == venue::Reason::none) {
        alone = venue::Accepted{leg.request, std::move(leg.order), leg.original};
      } else {
        alone =
            venue::Rejected{leg.request, leg.reason, std::move(leg.client_order_id), 0, std::move(leg.code)};
      }
      replies_.push_back({client, connection, std::move(alone), at_ns, ++step_});
    }
    return;
  }
  replies_.push_back({client, connection, std::move(reply), at_ns, ++step_});
}

void History::client_started(ClientIndex client, std::uint32_t life, TimeNs) {
  ++step_;
  lives_[client] = std::max(lives_[client], life);
}

void History::callback(ClientIndex client, std::uint32_t life, const venue::ClientCallback& callback,
                       TimeNs at_ns) {
  callbacks_.push_back({client, life, callback, at_ns, ++step_});
}

void History::view(ClientIndex client, std::uint32_t life, venue::ClientView view, Moment moment,
                   TimeNs at_ns) {
  views_.push_back({client, life, std::move(view), moment, at_ns, ++step_});
}

bool History::duplicated(std::string_view message) const {
  return std::find(duplicated_.begin(), duplicated_.end(), message) != duplicated_.end();
}

}  // namespace onefold::properties
