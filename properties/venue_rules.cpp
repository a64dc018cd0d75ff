// venue-keeps-its-contract, fourth part: rules beside ids and states. A cancel that stands keeps its id from
// making an order; what a sequenced session says that it has received is what it has received; a code means
// what the profile's table says.
//
// Models neither resets of a session's numbers (after one, they are not judged), nor a venue's clock that was
// moved. That a refusal has a code at all is not asked for: dialects have codes of their own.
#include <algorithm>

#include "properties/venue_checks.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

// 0 means never.
bool outlives(TimeNs expires_ns, TimeNs buried_ns) {
  return expires_ns == 0 || expires_ns > buried_ns;
}

std::uint64_t sequence_of(const venue::Request& request) {
  return std::visit(
      [](const auto& message) -> std::uint64_t {
        if constexpr (requires { message.seq; }) return message.seq;
        return 0;
      },
      request);
}

// Whether the venue said that the cancel is done, before that step.
bool was_confirmed(const Evidence& evidence, const SentRequest& sent, std::uint64_t number, Step before) {
  const auto& replies = evidence.history().replies();
  return std::any_of(replies.begin(), replies.end(), [&](const SentReply& reply) {
    const auto* done = std::get_if<venue::Cancelled>(&reply.reply);
    return done != nullptr && done->request == number && reply.connection == sent.connection &&
           reply.step < before;
  });
}

void check_buried(const Evidence& evidence, Index index, Findings& findings) {
  const OrderFacts& order = evidence.orders()[index];
  const RecordedExecution& made = evidence.history().executions()[order.reports.front()];
  for (const SentRequest& sent : evidence.history().requests()) {
    if (sent.step > order.accepted_step) return;
    const auto* cancel = std::get_if<venue::CancelOrder>(&sent.request);
    if (cancel == nullptr || cancel->target != order.first->client_order_id) continue;
    if (evidence.account_of(sent.client) != order.account) continue;
    const TimeNs until_ns = cancel->valid_until_ns;
    if (made.report.time_ns >= until_ns || outlives(order.first->expires_ns, until_ns)) continue;
    if (!was_confirmed(evidence, sent, cancel->request, order.accepted_step)) continue;
    return findings.add(breach_of_order(
        evidence, index, made.at_ns,
        join({"The venue made an order (", order_text(evidence.terms(), *order.first),
              ") under an id whose cancel it had confirmed, and which stood for longer than the order."}),
        "the venue made an order that a standing cancel forbade"));
  }
}

void check_standing_cancels(const Evidence& evidence, Findings& findings) {
  const venue::Profile& profile = evidence.terms().profile;
  if (profile.duplicate != venue::DuplicateAnswer::upsert || evidence.history().venue_clock_moved()) return;
  if (profile.cancel.never_seen != venue::DeadTarget::tombstone) return;
  for (Index i = 0; i < evidence.orders().size(); ++i) check_buried(evidence, i, findings);
}

// What a login may say of the numbers that were received: not less than what orders came of, not more than
// was sent.
struct Numbers {
  std::uint64_t done = 0;
  std::uint64_t sent = 0;
  bool anew = false;
};

Numbers numbers_before(const Evidence& evidence, Index account, Step step) {
  Numbers numbers;
  for (const SentRequest& sent : evidence.history().requests()) {
    if (sent.step > step) break;
    if (evidence.account_of(sent.client) != account) continue;
    const auto* login = std::get_if<venue::Login>(&sent.request);
    numbers.anew = numbers.anew || (login != nullptr && login->reset_seq);
    numbers.sent = std::max(numbers.sent, sequence_of(sent.request));
  }
  for (const OrderFacts& order : evidence.orders()) {
    const RecordedExecution& made = evidence.history().executions()[order.reports.front()];
    if (order.account != account || made.forgotten || made.step > step) continue;
    // Of several copies any one may have been taken: the lowest number is certain.
    std::uint64_t lowest = 0;
    for (const IdUse& use : evidence.uses_of(account, order.first->client_order_id)) {
      const std::uint64_t number = sequence_of(evidence.history().requests()[use.request].request);
      if (number != 0 && (lowest == 0 || number < lowest)) lowest = number;
    }
    numbers.done = std::max(numbers.done, lowest);
  }
  return numbers;
}

void check_session_numbers(const Evidence& evidence, Findings& findings) {
  const venue::SequenceRules& rules = evidence.terms().profile.sequence;
  if (!rules.numbered || !rules.tells_last_received) return;
  for (const SentReply& sent : evidence.history().replies()) {
    const auto* logged_in = std::get_if<venue::LoggedIn>(&sent.reply);
    if (logged_in == nullptr) continue;
    const auto& requests = evidence.history().requests();
    const auto asked = std::find_if(requests.begin(), requests.end(), [&](const SentRequest& request) {
      const auto* login = std::get_if<venue::Login>(&request.request);
      return login != nullptr && request.connection == sent.connection &&
             login->request == logged_in->request;
    });
    if (asked == requests.end()) continue;  // a subscription
    const Index account = evidence.account_of(sent.client);
    const Numbers then = numbers_before(evidence, account, asked->step);
    if (then.anew) continue;
    const std::uint64_t sent_last = numbers_before(evidence, account, sent.step).sent;
    if (logged_in->last_received >= then.done && logged_in->last_received <= sent_last) continue;
    findings.add(breach_of_account(
        evidence, account, sent.at_ns,
        join({"The venue said that it had received message ", std::to_string(logged_in->last_received),
              " of the session; it had taken ", std::to_string(then.done), ", and was sent ",
              std::to_string(sent_last), "."}),
        "the venue miscounted the messages of a session"));
  }
}

void check_codes(const Evidence& evidence, Findings& findings) {
  const venue::Profile& profile = evidence.terms().profile;
  if (profile.codes.empty()) return;
  for (const SentReply& sent : evidence.history().replies()) {
    const auto* rejected = std::get_if<venue::Rejected>(&sent.reply);
    if (rejected == nullptr || rejected->code.empty()) continue;
    const venue::ErrorCode* row = venue::find_code(profile, rejected->code);
    const bool fits = row != nullptr && (row->ambiguous || std::find(row->reasons.begin(), row->reasons.end(),
                                                                     rejected->reason) != row->reasons.end());
    if (fits) continue;
    findings.add(breach_of_account(
        evidence, evidence.account_of(sent.client), sent.at_ns,
        join({"The venue refused a request (", venue::to_string(rejected->reason), ") with the code ",
              rejected->code, ", which its table does not have for that."}),
        "the venue used a code for what it does not mean"));
  }
}

}  // namespace

void check_venue_rules(const Evidence& evidence, Findings& findings) {
  check_standing_cancels(evidence, findings);
  check_session_numbers(evidence, findings);
  check_codes(evidence, findings);
}

}  // namespace onefold::properties
