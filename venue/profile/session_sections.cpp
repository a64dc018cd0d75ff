// The objects of a profile's file that speak of sessions, of what is traded, and of codes.
#include <algorithm>

#include "venue/profile/profile_sections.hpp"

namespace onefold::venue {
namespace {

// The reasons that a code can stand for: all but none and malformed, which ends the connection.
Reason read_reason(const JsonFields& fields, std::size_t place, std::string_view word) {
  for (int i = static_cast<int>(Reason::none) + 1; i <= static_cast<int>(Reason::replace_half_done); ++i) {
    auto reason = static_cast<Reason>(i);
    if (reason != Reason::malformed && to_string(reason) == word) return reason;
  }
  throw fields.document().error(json_pointer(json_pointer(fields.pointer(), "reasons"), place),
                                "expected the word of a reason, found \"" + std::string(word) + "\"");
}

ErrorCode read_code(JsonFields fields, SourceTable& table) {
  ErrorCode code;
  code.code = fields.text("code", 1, code_size_max);
  if (fields.has("http")) code.http_status = static_cast<int>(fields.integer("http", 100, 599));
  if (fields.has("message")) code.message = fields.text("message", 1, 256);
  if (fields.has("reasons")) {
    for (const std::string& word : fields.texts("reasons", 32, 32))
      code.reasons.push_back(read_reason(fields, code.reasons.size(), word));
  }
  code.effect = fields.choice<Effect>(
      "effect", {{"never", Effect::never}, {"maybe", Effect::maybe}, {"always", Effect::always}});
  code.retry = fields.choice<RetryAdvice>("retry", {{"no", RetryAdvice::no},
                                                    {"same-id", RetryAdvice::same_id},
                                                    {"after-query", RetryAdvice::after_query},
                                                    {"later", RetryAdvice::later}});
  if (fields.has("ambiguous")) code.ambiguous = fields.boolean("ambiguous");
  if (code.ambiguous && code.effect != Effect::maybe)
    throw fields.error("ambiguous", "expected false, as effect is not \"maybe\"");
  if (code.effect == Effect::always && code.retry != RetryAdvice::no)
    throw fields.error("retry", "expected \"no\", as effect is \"always\"");
  for (const std::string& citation : table.cited(fields)) {
    if (!code.source.empty()) code.source += "; ";
    code.source += citation;
  }
  fields.finish();
  return code;
}

}  // namespace

SequenceRules read_sequence(SourcedFields fields) {
  using Low = SequenceRules::Low;
  using Gap = SequenceRules::Gap;
  SequenceRules rules;
  rules.numbered = fields.boolean("numbered");
  if (!rules.numbered) {
    fields.refuse({"low", "gap", "tells_last_received", "fences", "reset_permitted"}, "numbered is false");
  }
  fields.choice<Low>("low", {{"ignore", Low::ignore}, {"reject", Low::reject}, {"logout", Low::logout}},
                     rules.low);
  fields.choice<Gap>("gap",
                     {{"apply", Gap::apply},
                      {"reject", Gap::reject},
                      {"not-applied", Gap::not_applied},
                      {"logout", Gap::logout}},
                     rules.gap);
  fields.boolean("tells_last_received", rules.tells_last_received);
  fields.boolean("fences", rules.fences);
  fields.boolean("reset_permitted", rules.reset_permitted);
  fields.finish();
  return rules;
}

Rollover read_rollover(SourcedFields fields) {
  Rollover rollover;
  rollover.daily = fields.boolean("daily");
  if (!rollover.daily) fields.refuse({"at"}, "daily is false");
  if (rollover.daily) rollover.at_ns = fields.time_span_ns("at", 0, day_ns - 1);
  fields.finish();
  return rollover;
}

CancelOnDisconnect read_cancel_on_disconnect(SourcedFields fields) {
  using Kind = CancelOnDisconnect::Kind;
  CancelOnDisconnect rules;
  rules.kind = fields.choice<Kind>(
      "kind", {{"off", Kind::off}, {"on-disconnect", Kind::on_disconnect}, {"timer", Kind::timer}});
  if (rules.kind != Kind::on_disconnect) fields.refuse({"delay"}, "kind is not \"on-disconnect\"");
  fields.time_span_ns("delay", 0, hour_ns, rules.delay_ns);
  if (rules.kind == Kind::timer) {
    rules.timer_min_ns = fields.time_span_ns("timer_min", 1, day_ns);
    rules.timer_max_ns = fields.time_span_ns("timer_max", 1, day_ns);
    if (rules.timer_max_ns < rules.timer_min_ns)
      throw fields.error("timer_max", "expected at least \"timer_min\"");
  } else {
    fields.refuse({"timer_min", "timer_max"}, "kind is not \"timer\"");
  }
  fields.finish();
  return rules;
}

OrderRules read_orders(SourcedFields fields) {
  const SourcedFields::Words<SelfTrade> words = {{"allow", SelfTrade::allow},
                                                 {"cancel-taker", SelfTrade::cancel_taker},
                                                 {"cancel-maker", SelfTrade::cancel_maker},
                                                 {"cancel-both", SelfTrade::cancel_both},
                                                 {"decrement", SelfTrade::decrement}};
  OrderRules rules;
  fields.boolean("stops", rules.stops);
  fields.boolean("fill_or_kill", rules.fill_or_kill);
  fields.boolean("day", rules.day);
  fields.boolean("good_till_time", rules.good_till_time);
  fields.boolean("post_only", rules.post_only);
  fields.choice("self_trade", words, rules.self_trade);
  if (fields.has("self_trade_modes")) rules.self_trade_modes = fields.choices("self_trade_modes", words);
  fields.boolean("mass_cancel", rules.mass_cancel);
  fields.size("batch_max", 1, static_cast<std::int64_t>(batch_legs_max), rules.batch_max);
  fields.finish();
  return rules;
}

TransferRules read_transfers(SourcedFields fields) {
  TransferRules rules;
  rules.supported = fields.boolean("supported");
  if (!rules.supported) {
    fields.refuse({"retention", "window", "duplicate", "mismatch"}, "supported is false");
    fields.finish();
    return rules;
  }
  rules.retention = fields.choice<Retention>(
      "retention",
      {{"none", Retention::none}, {"window", Retention::window}, {"for-ever", Retention::for_ever}});
  if (rules.retention == Retention::window) {
    rules.window_ns = fields.time_span_ns("window", 1, window_max_ns);
  } else {
    fields.refuse({"window"}, "retention is not \"window\"");
  }
  rules.duplicate =
      fields.choice<DuplicateAnswer>("duplicate", {{"accept-new", DuplicateAnswer::accept_new},
                                                   {"reject", DuplicateAnswer::reject},
                                                   {"return-original", DuplicateAnswer::return_original},
                                                   {"stored-response", DuplicateAnswer::stored_response}});
  check_duplicate_fits(rules.retention, rules.duplicate, fields);
  fields.choice<MismatchAnswer>(
      "mismatch", {{"ignore", MismatchAnswer::ignore}, {"reject", MismatchAnswer::reject}}, rules.mismatch);
  if (rules.retention == Retention::none && rules.mismatch == MismatchAnswer::reject)
    throw fields.error("mismatch", "expected \"ignore\", as retention is \"none\"");
  fields.finish();
  return rules;
}

DeduplicationPlace read_place(SourcedFields fields) {
  using Key = DeduplicationPlace::Key;
  DeduplicationPlace place;
  fields.boolean("at_engine", place.at_engine);
  fields.boolean("at_gateway", place.at_gateway);
  if (!place.at_engine && !place.at_gateway)
    throw fields.error("at_engine", "expected true, as ids are not looked up at the gateway either");
  if (fields.has("gateways")) place.gateways = static_cast<int>(fields.integer("gateways", 1, 16));
  fields.choice<Key>(
      "key", {{"client-id", Key::client_id}, {"fingerprint", Key::fingerprint}, {"terms", Key::terms}},
      place.key);
  fields.finish();
  return place;
}

std::vector<ErrorCode> read_codes(JsonFields& fields, SourceTable& table) {
  std::vector<ErrorCode> codes;
  for (const JsonFields& row : fields.objects("codes", 256)) {
    ErrorCode code = read_code(row, table);
    for (const ErrorCode& other : codes) {
      if (other.code == code.code)
        throw row.error("code", "expected each code once, found \"" + code.code + "\" again");
    }
    codes.push_back(std::move(code));
  }
  return codes;
}

}  // namespace onefold::venue
