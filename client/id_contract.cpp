// The venue's rules for client order ids in words.
#include "client/id_scheme.hpp"
#include "client/venue_promises.hpp"

namespace onefold::client {
namespace {

std::string seconds(std::int64_t ns) {
  std::string text = std::to_string(ns / 1'000'000'000);
  const std::int64_t rest = ns % 1'000'000'000 / 1'000'000;
  if (rest != 0) {
    std::string digits = std::to_string(1000 + rest).substr(1);
    while (digits.back() == '0') digits.pop_back();
    text += "." + digits;
  }
  return text + " s";
}

std::string_view lifetime(venue::Retention retention) {
  switch (retention) {
    case venue::Retention::none:
      return "ids are labels: the venue de-duplicates nothing";
    case venue::Retention::while_open:
      return "until the order is filled or cancelled; then the id is free again";
    case venue::Retention::window:
      return "for a time after the first request with it: ";
    case venue::Retention::for_ever:
      return "for ever";
    case venue::Retention::session:
      return "until the session ends, and while the order is open";
    case venue::Retention::day:
      return "until the venue's rollover, and while the order is open";
    case venue::Retention::until_expiry:
      return "until the expiry that the order carries";
  }
  return "?";
}

std::string_view duplicate(venue::DuplicateAnswer answer) {
  switch (answer) {
    case venue::DuplicateAnswer::accept_new:
      return "another order";
    case venue::DuplicateAnswer::reject:
      return "a reject with reason duplicate-id, which proves that an order exists";
    case venue::DuplicateAnswer::return_original:
      return "the original order, in its present state";
    case venue::DuplicateAnswer::stored_response:
      return "the first answer again, byte for byte, an error included";
    case venue::DuplicateAnswer::ignore:
      return "no answer and no effect";
    case venue::DuplicateAnswer::amend:
      return "the open order, amended to the new terms; a reject once it is closed";
    case venue::DuplicateAnswer::upsert:
      return "the order replaced if its expiry is later, else a reject";
  }
  return "?";
}

std::string_view after_silence(const venue::Profile& profile) {
  switch (safe_resend(profile)) {
    case SafeResend::always:
      return profile.nonce.recalled > 0 ? "send the same signed bytes again until an answer comes"
                                        : "send the same id again until an answer comes";
    case SafeResend::in_window:
      return "send the same id again while the window surely lasts; then wait until nothing can arrive any "
             "more, query, "
             "and send only if the query finds nothing";
    case SafeResend::before_rollover:
      return "send the same id again well before the rollover; near and after it wait until nothing can "
             "arrive any more, query, and send only if the query finds nothing";
    case SafeResend::before_expiry:
      return "send the same bytes again until the expiry that they carry, which never moves; then query, and "
             "send only if the query finds nothing";
    case SafeResend::never:
      break;
  }
  return "do not send again before the late-delivery bound has passed and a query after it has found "
         "nothing";
}

std::string_view dead(venue::DeadTarget answer) {
  switch (answer) {
    case venue::DeadTarget::reject:
      return "a reject";
    case venue::DeadTarget::success:
      return "success, without effect";
    case venue::DeadTarget::ignore:
      return "no answer";
    case venue::DeadTarget::tombstone:
      return "success, and it stops a place that comes before its expiry";
  }
  return "?";
}

std::string cancels(const venue::CancelRules& rules) {
  if (!rules.by_client_id) return "by the venue's order id only";
  std::string text = "by client order id";
  if (rules.label == venue::LabelTarget::all) text += ", of all open orders that have it";
  if (rules.label == venue::LabelTarget::only_one) text += ", if one open order has it";
  if (rules.renames) text += ", which the order loses";
  text += "; of a filled order: " + std::string(dead(rules.filled));
  text += "; of a cancelled one: " + std::string(dead(rules.cancelled));
  return text + "; of one never seen: " + std::string(dead(rules.never_seen));
}

std::string queries(const venue::Profile& profile) {
  std::string text;
  switch (profile.query.by_client_id) {
    case venue::QueryRules::Shape::all:
      text = "by client order id, all orders that had it";
      break;
    case venue::QueryRules::Shape::latest:
      text = "by client order id, the newest order that had it";
      break;
    case venue::QueryRules::Shape::unsupported:
      text = "not by client order id";
      break;
  }
  if (profile.query.purge_unfilled) text += "; an order cancelled without a fill is not found";
  return text + "; a miss proves nothing for " + seconds(venue::query_lag_max_ns(profile));
}

// What only some venues have: a line each.
std::string particulars(const venue::Profile& profile) {
  std::string text;
  if (!profile.id.required) text += "omitted    the venue makes an id up: a copy is another order\n";
  if (!profile.id.case_sensitive) text += "case       does not matter\n";
  if (profile.id.order == venue::IdOrder::increasing)
    text += "order      each id is above all that were used before, compared as numbers\n";
  if (profile.refused_claims_id) text += "refusals   use up their id\n";
  if (profile.in_flight_conflict) text += "in flight  a copy that comes too early gets in-flight\n";
  if (profile.nonce.recalled != 0)
    text += "nonce      the last " + std::to_string(profile.nonce.recalled) +
            " of the signed bytes are recalled: the same bytes are refused, signed anew they are another "
            "request\n";
  if (profile.late_bound.kind != venue::LateBound::Kind::none)
    text += "too late   a request that comes after " +
            (profile.late_bound.field.empty() ? "its deadline" : profile.late_bound.field) +
            " has no effect\n";
  if (profile.acknowledgement == venue::Acknowledgement::accepted)
    text += "answer     means that the request came, not that it took effect\n";
  if (profile.sequence.numbered) text += "session    its messages are numbered, apart from ids\n";
  return text;
}

}  // namespace

std::string describe_contract(const venue::Profile& profile) {
  std::string text = "venue      " + profile.name + " (" + profile.title + ")\n";
  text += "format     " + std::to_string(profile.id.length_min) + " to " +
          std::to_string(profile.id.length_max) + " bytes of " +
          (profile.id.alphabet.empty() ? std::string("printable ASCII without blank") : profile.id.alphabet) +
          "\n";
  text += std::string("scope      ids are compared within ") +
          (profile.id.per_account ? "one account" : "the whole venue") + "\n";
  text += "lifetime   " + std::string(lifetime(profile.retention)) +
          (profile.retention == venue::Retention::window ? seconds(profile.window_ns) : std::string()) + "\n";
  text += "duplicate  gets " + std::string(duplicate(profile.duplicate)) + "\n";
  text += std::string("compared   ") +
          (profile.mismatch == venue::MismatchAnswer::reject
               ? "id and terms: the same id with other terms is refused with payload-mismatch"
           : profile.duplicate == venue::DuplicateAnswer::amend ||
                   profile.duplicate == venue::DuplicateAnswer::upsert
               ? "the id alone: other terms are what the order gets"
               : "the id alone: other terms under the same id are ignored") +
          "\n";
  text += "cancel     " + cancels(profile.cancel) + "\n";
  text += "query      " + queries(profile) + "\n";
  text += particulars(profile);
  text += "no answer  " + std::string(after_silence(profile)) + "\n";
  return text;
}

}  // namespace onefold::client
