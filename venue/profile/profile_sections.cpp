#include "venue/profile/profile_sections.hpp"

namespace onefold::venue {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// "a-f0-9_" means each byte of the ranges and _. A dash that is not between two letters or digits means
// itself.
std::string expand_alphabet(const SourcedFields& fields, std::string_view text) {
  std::string alphabet;
  auto add = [&](char c) {
    if (c <= ' ' || c > '~') throw fields.error("alphabet", "expected printable ASCII without blanks");
    if (alphabet.find(c) == std::string::npos) alphabet += c;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool range =
        i + 2 < text.size() && text[i + 1] == '-' && is_alphanumeric(text[i]) && is_alphanumeric(text[i + 2]);
    if (!range) {
      add(text[i]);
      continue;
    }
    if (text[i] > text[i + 2])
      throw fields.error("alphabet", "expected ranges from a lower byte to a higher one");
    for (char c = text[i]; c <= text[i + 2]; ++c) add(c);
    i += 2;
  }
  return alphabet;
}

}  // namespace

IdFormat read_id_format(SourcedFields fields) {
  IdFormat format;
  const auto size_max = static_cast<std::int64_t>(client_order_id_size_max);
  format.length_min = static_cast<std::size_t>(fields.integer("length_min", 1, size_max));
  format.length_max = static_cast<std::size_t>(fields.integer("length_max", 1, size_max));
  if (format.length_min > format.length_max) {
    throw fields.error("length_min", "expected at most length_max, " + std::to_string(format.length_max));
  }
  if (fields.has("alphabet")) format.alphabet = expand_alphabet(fields, fields.text("alphabet", 1, 256));
  format.per_account = fields.choice<bool>("scope", {{"account", true}, {"venue", false}});
  fields.text("field", 64, format.field);
  fields.boolean("required", format.required);
  fields.boolean("case_sensitive", format.case_sensitive);
  fields.choice<IdOrder>("order", {{"any", IdOrder::any}, {"increasing", IdOrder::increasing}}, format.order);
  fields.finish();
  return format;
}

RateLimit read_rate_limit(SourcedFields fields) {
  RateLimit limit;
  limit.requests = fields.integer("requests", 1, 1'000'000'000);
  limit.per_ns = fields.time_span_ns("per", 1, day_ns);
  if (limit.per_ns < limit.requests)
    throw fields.error("per", "expected at least one nanosecond per request");
  fields.boolean("cancels_exempt", limit.cancels_exempt);
  if (fields.has("ban_after")) {
    limit.ban_after = fields.integer("ban_after", 1, 1'000'000);
    limit.ban_ns = fields.time_span_ns("ban", 1, window_max_ns);
    limit.ban_max_ns = fields.time_span_ns("ban_max", 1, window_max_ns);
    if (limit.ban_max_ns < limit.ban_ns) throw fields.error("ban_max", "expected at least \"ban\"");
  } else {
    fields.refuse({"ban", "ban_max"}, "there is no \"ban_after\"");
  }
  fields.finish();
  return limit;
}

NonceRule read_nonce(SourcedFields fields) {
  NonceRule rule;
  fields.size("recalled", 1, 100'000, rule.recalled);
  if (rule.recalled == 0) throw fields.error("recalled", "expected the key \"recalled\" in this object");
  fields.time_span_ns("ahead", 0, window_max_ns, rule.ahead_ns);
  fields.time_span_ns("behind", 0, window_max_ns, rule.behind_ns);
  fields.finish();
  return rule;
}

CancelRules read_cancel(SourcedFields fields) {
  const SourcedFields::Words<DeadTarget> words = {{"reject", DeadTarget::reject},
                                                  {"success", DeadTarget::success},
                                                  {"ignore", DeadTarget::ignore},
                                                  {"tombstone", DeadTarget::tombstone}};
  CancelRules rules;
  fields.boolean("by_client_id", rules.by_client_id);
  fields.choice("filled", words, rules.filled);
  fields.choice("cancelled", words, rules.cancelled);
  fields.choice("never_seen", words, rules.never_seen);
  fields.choice<LabelTarget>("label",
                             {{"newest-open", LabelTarget::newest_open},
                              {"only-one", LabelTarget::only_one},
                              {"all", LabelTarget::all}},
                             rules.label);
  fields.boolean("renames", rules.renames);
  fields.finish();
  return rules;
}

ReplaceRules read_replace(SourcedFields fields) {
  ReplaceRules rules;
  fields.choice<ReplaceWay>("way",
                            {{"atomic", ReplaceWay::atomic},
                             {"cancel-then-new", ReplaceWay::cancel_then_new},
                             {"unsupported", ReplaceWay::unsupported}},
                            rules.way);
  if (rules.way == ReplaceWay::unsupported) {
    fields.refuse({"chained_id", "total_quantity"}, "way is \"unsupported\"");
  }
  if (rules.way != ReplaceWay::cancel_then_new) {
    fields.refuse({"cancel_failure_stops"}, "way is not \"cancel-then-new\"");
  }
  fields.boolean("chained_id", rules.chained_id);
  fields.boolean("total_quantity", rules.total_quantity);
  fields.boolean("cancel_failure_stops", rules.cancel_failure_stops);
  fields.finish();
  return rules;
}

void read_query(SourcedFields fields, QueryRules& rules) {
  using Shape = QueryRules::Shape;
  fields.choice<Shape>("by_client_id",
                       {{"all", Shape::all}, {"latest", Shape::latest}, {"unsupported", Shape::unsupported}},
                       rules.by_client_id);
  fields.time_span_ns("closed_for", 1, window_max_ns, rules.closed_for_ns);
  fields.size("closed_max", 1, 1'000'000, rules.closed_max);
  fields.boolean("purge_unfilled", rules.purge_unfilled);
  fields.time_span_ns("list_lag", 0, hour_ns, rules.list_lag_ns);
  fields.time_span_ns("trades_lag", 0, hour_ns, rules.trades_lag_ns);
  fields.size("page_max", 1, 1'000'000, rules.page_max);
  fields.finish();
}

StreamRules read_stream(SourcedFields fields) {
  StreamRules rules;
  fields.choice<StreamStart>("on_connect",
                             {{"replay", StreamStart::replay},
                              {"nothing", StreamStart::nothing},
                              {"snapshot", StreamStart::snapshot}},
                             rules.on_connect);
  fields.boolean("cumulative_fills", rules.cumulative_fills);
  fields.boolean("ordered", rules.ordered);
  fields.finish();
  return rules;
}

LateBound read_late_bound(SourcedFields fields) {
  using Kind = LateBound::Kind;
  LateBound bound;
  bound.kind = fields.choice<Kind>(
      "kind", {{"none", Kind::none}, {"absolute", Kind::absolute}, {"window", Kind::window}});
  if (bound.kind == Kind::none) {
    fields.refuse({"field", "default", "max", "ahead", "at_gateway", "at_engine", "for_place", "for_replace",
                   "for_cancel"},
                  "kind is \"none\"");
  }
  if (bound.kind != Kind::window) fields.refuse({"ahead"}, "kind is not \"window\"");
  fields.text("field", 64, bound.field);
  fields.time_span_ns("default", 1, window_max_ns, bound.default_ns);
  fields.time_span_ns("max", 1, window_max_ns, bound.max_ns);
  fields.time_span_ns("ahead", 1, window_max_ns, bound.ahead_ns);
  if (bound.max_ns != 0 && bound.default_ns > bound.max_ns) {
    throw fields.error("default", "expected at most \"max\"");
  }
  fields.boolean("at_gateway", bound.at_gateway);
  fields.boolean("at_engine", bound.at_engine);
  if (!bound.at_gateway && !bound.at_engine)
    throw fields.error("at_engine", "expected true, as it is not checked at the gateway either");
  fields.boolean("for_place", bound.for_place);
  fields.boolean("for_replace", bound.for_replace);
  fields.boolean("for_cancel", bound.for_cancel);
  fields.finish();
  return bound;
}

}  // namespace onefold::venue
