#include "harness/wire_tap.hpp"

#include <utility>

namespace onefold::harness {

void WireTap::sent(std::uint64_t connection, const venue::Request& request) {
  if (const auto* subscribe = std::get_if<venue::Subscribe>(&request))
    subscriber_[connection] = subscribe->account;
}

void WireTap::sent(std::uint64_t connection, const venue::Reply& reply, properties::TimeNs now_ns) {
  if (const auto* report = std::get_if<venue::ExecutionReport>(&reply)) return event(*report, now_ns);
  const auto* logged_in = std::get_if<venue::LoggedIn>(&reply);
  if (logged_in == nullptr) return;
  auto account = subscriber_.find(connection);
  if (account != subscriber_.end()) stands_at(account->second, logged_in->last_seq, now_ns);
}

// The first telling of the event that comes next.
void WireTap::believe(Stream& stream, venue::ExecutionReport report, properties::TimeNs now_ns) {
  stream.number_of[report.seq] = report.number = ++last_number_;
  stream.next_seq = report.seq + 1;
  history_->execution(report, now_ns);
}

void WireTap::event(const venue::ExecutionReport& report, properties::TimeNs now_ns) {
  Stream& stream = streams_[report.account];
  venue::ExecutionReport numbered = report;
  if (report.seq > stream.next_seq) {
    if (stream.early.size() < early_max) stream.early.emplace(report.seq, std::move(numbered));
    return;
  }
  if (report.seq < stream.next_seq) {
    auto known = stream.number_of.find(report.seq);
    if (known == stream.number_of.end()) return;
    numbered.number = known->second;
    history_->execution(numbered, now_ns);
    return;
  }
  believe(stream, std::move(numbered), now_ns);
  for (auto next = stream.early.begin(); next != stream.early.end() && next->first <= stream.next_seq;
       next = stream.early.erase(next)) {
    if (next->first == stream.next_seq) believe(stream, std::move(next->second), now_ns);
  }
}

// A subscriber of the account was told where its stream stands.
void WireTap::stands_at(std::string_view account, std::uint64_t last_seq, properties::TimeNs now_ns) {
  auto found = streams_.find(account);
  if (found == streams_.end() || last_seq + 1 >= found->second.next_seq) return;
  Stream& stream = found->second;
  history_->venue_forgot(account, last_seq, now_ns);
  stream.next_seq = last_seq + 1;
  stream.number_of.erase(stream.number_of.upper_bound(last_seq), stream.number_of.end());
  stream.early.clear();
}

std::uint64_t WireTap::next_seq(std::string_view account) const {
  auto found = streams_.find(account);
  return found == streams_.end() ? 1 : found->second.next_seq;
}

}  // namespace onefold::harness
