// The strict loader of profile files, and the profiles that come with the program.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <system_error>

#include "venue/profile/embedded_profiles.hpp"
#include "venue/profile/find_profile.hpp"
#include "venue/profile/profile_sections.hpp"

namespace onefold::venue {

void check_duplicate_fits(Retention retention, DuplicateAnswer duplicate, const SourcedFields& fields) {
  const bool recalled = retention != Retention::none;
  if (recalled == (duplicate != DuplicateAnswer::accept_new)) return;
  throw fields.error("duplicate", recalled
                                      ? "expected an answer other than \"accept-new\", as ids are recalled"
                                      : "expected \"accept-new\", as retention is \"none\"");
}

namespace {

constexpr std::size_t file_size_max = 256 * 1024;

// Whether ids are free again by what only the engine knows: the end of an order, a session or a day.
bool ends_with_orders(Retention retention) {
  return retention == Retention::while_open || retention == Retention::session ||
         retention == Retention::day || retention == Retention::until_expiry;
}

// A store of keys in front of the engine learns of no order's end, and changes no order.
void check_place_fits(const Profile& profile, const SourcedFields& fields) {
  const bool in_front = profile.place.at_gateway || profile.place.key != DeduplicationPlace::Key::client_id;
  if (!in_front) return;
  const bool amends =
      profile.duplicate == DuplicateAnswer::amend || profile.duplicate == DuplicateAnswer::upsert;
  if (!ends_with_orders(profile.retention) && profile.retention != Retention::none && !amends) return;
  const bool by_retention = !amends || ends_with_orders(profile.retention);
  const std::string_view word = by_retention ? to_string(profile.retention) : to_string(profile.duplicate);
  throw fields.error("place", "expected that the engine compares client order ids, and no gateway, as " +
                                  std::string(by_retention ? "retention" : "duplicate") + " is \"" +
                                  std::string(word) + '"');
}

// What no venue can document, because the parts contradict each other.
void check_consistent(const Profile& profile, const SourcedFields& fields) {
  auto expect = [&](bool holds, std::string_view key, std::string_view message) {
    if (!holds) throw fields.error(key, message);
  };
  const bool recalled = profile.retention != Retention::none;
  check_duplicate_fits(profile.retention, profile.duplicate, fields);
  check_place_fits(profile, fields);
  expect(recalled || profile.mismatch == MismatchAnswer::ignore, "mismatch",
         "expected \"ignore\", as retention is \"none\"");
  expect(recalled || !profile.in_flight_conflict, "in_flight_conflict",
         "expected false, as retention is \"none\"");
  expect(recalled || profile.id.order == IdOrder::any, "id",
         "expected ids in any order, as retention is \"none\"");
  const bool compares_itself =
      profile.duplicate == DuplicateAnswer::amend || profile.duplicate == DuplicateAnswer::upsert;
  expect(!compares_itself || profile.mismatch == MismatchAnswer::ignore, "mismatch",
         "expected \"ignore\", as other terms under an id are what it is used for");
  expect(profile.duplicate != DuplicateAnswer::upsert || profile.retention == Retention::until_expiry,
         "duplicate", "expected another answer than \"upsert\", as retention is not \"until-expiry\"");
  const bool entombs = profile.cancel.filled == DeadTarget::tombstone ||
                       profile.cancel.cancelled == DeadTarget::tombstone ||
                       profile.cancel.never_seen == DeadTarget::tombstone;
  expect(!entombs || profile.retention == Retention::until_expiry, "cancel",
         "expected no \"tombstone\", as retention is not \"until-expiry\"");
  expect(profile.rollover.daily || profile.retention != Retention::day, "retention",
         "expected another than \"day\", as there is no daily rollover");
  expect(profile.rollover.daily || !profile.orders.day, "orders",
         "expected no day orders, as there is no daily rollover");
  expect(profile.orders.self_trade_modes.empty() ||
             std::ranges::count(profile.orders.self_trade_modes, profile.orders.self_trade) != 0,
         "orders", "expected \"self_trade\" among \"self_trade_modes\"");
  expect(profile.cancel.by_client_id || profile.cancel.never_seen != DeadTarget::tombstone, "cancel",
         "expected no \"tombstone\", as orders are not cancelled by client order id");
  for (std::size_t i = 0; i < profile.codes.size(); ++i) {
    for (Reason reason : profile.codes[i].reasons)
      expect(code_for(profile, reason) == &profile.codes[i], "codes",
             "expected each reason in one row, found \"" + std::string(to_string(reason)) + "\" again");
  }
}

SourceTable read_sources(JsonFields& fields, Variant variant) {
  SourceTable table{.variant = variant};
  if (!fields.has("sources")) return table;
  JsonFields sources = fields.object("sources");
  for (const std::string& key : sources.keys())
    table.sources.emplace(key, SourceTable::Entry{.citation = sources.text(key, 1, 512)});
  return table;
}

void check_sources_used(const SourceTable& table, JsonFields& fields) {
  if (table.sources.empty()) return;
  JsonFields sources = fields.object("sources");
  for (const auto& [key, source] : table.sources) {
    if (!source.used)
      throw sources.error(key, "expected that something comes from it, found no \"from\" with this key");
  }
}

void read_rules_of_ids(Profile& profile, SourcedFields& fields) {
  profile.id = read_id_format(fields.object("id"));
  profile.retention = fields.choice<Retention>("retention", {{"none", Retention::none},
                                                             {"while-open", Retention::while_open},
                                                             {"window", Retention::window},
                                                             {"for-ever", Retention::for_ever},
                                                             {"session", Retention::session},
                                                             {"day", Retention::day},
                                                             {"until-expiry", Retention::until_expiry}});
  const bool by_content = fields.has("place") && (profile.place = read_place(fields.object("place"))).key !=
                                                     DeduplicationPlace::Key::client_id;
  if (profile.retention == Retention::window || by_content) {
    profile.window_ns = fields.time_span_ns("window", 1, window_max_ns);
  } else {
    fields.refuse({"window"}, "retention is not \"window\"");
  }
  profile.duplicate =
      fields.choice<DuplicateAnswer>("duplicate", {{"accept-new", DuplicateAnswer::accept_new},
                                                   {"reject", DuplicateAnswer::reject},
                                                   {"return-original", DuplicateAnswer::return_original},
                                                   {"stored-response", DuplicateAnswer::stored_response},
                                                   {"ignore", DuplicateAnswer::ignore},
                                                   {"amend", DuplicateAnswer::amend},
                                                   {"upsert", DuplicateAnswer::upsert}});
  fields.choice<MismatchAnswer>(
      "mismatch", {{"ignore", MismatchAnswer::ignore}, {"reject", MismatchAnswer::reject}}, profile.mismatch);
  fields.boolean("refused_claims_id", profile.refused_claims_id);
  fields.boolean("in_flight_conflict", profile.in_flight_conflict);
}

void read_rules_of_time(Profile& profile, SourcedFields& fields) {
  fields.boolean("deadline_checked", profile.deadline_checked);
  if (fields.has("late_bound")) {
    fields.refuse({"deadline_checked"}, "\"late_bound\" says more");
    profile.late_bound = read_late_bound(fields.object("late_bound"));
    profile.deadline_checked = profile.late_bound.kind != LateBound::Kind::none;
  } else {
    if (profile.deadline_checked) profile.late_bound.kind = LateBound::Kind::absolute;
    profile.late_bound.at_gateway = false;
  }
  fields.time_span_ns("processing", 0, 60 * second_ns, profile.processing_ns);
  fields.time_span_ns("query_lag", 0, hour_ns, profile.query_lag_ns);
  profile.query.list_lag_ns = profile.query.trades_lag_ns = profile.query_lag_ns;
}

template <class Section>
void read_section(SourcedFields& fields, std::string_view key, Section (*read)(SourcedFields),
                  Section& section) {
  if (fields.has(key)) section = read(fields.object(key));
}

Profile read_profile(JsonFields plain, Variant variant) {
  Profile profile;
  if (plain.has("$schema")) plain.text("$schema", 1, 256);
  profile.name = plain.text("name", 1, 64);
  profile.title = plain.text("title", 1, 256);
  profile.source = plain.text("source", 1, 1024);
  if (plain.has("family")) profile.family = plain.text("family", 1, 64);
  SourceTable table = read_sources(plain, variant);
  SourcedFields fields(std::move(plain), table);
  read_rules_of_ids(profile, fields);
  read_rules_of_time(profile, fields);
  fields.choice<Acknowledgement>(
      "acknowledgement", {{"effect", Acknowledgement::effect}, {"accepted", Acknowledgement::accepted}},
      profile.acknowledgement);
  read_section(fields, "rate_limit", read_rate_limit, profile.rate_limit);
  read_section(fields, "nonce", read_nonce, profile.nonce);
  read_section(fields, "cancel", read_cancel, profile.cancel);
  read_section(fields, "replace", read_replace, profile.replace);
  if (fields.has("query")) read_query(fields.object("query"), profile.query);
  read_section(fields, "stream", read_stream, profile.stream);
  read_section(fields, "sequence", read_sequence, profile.sequence);
  read_section(fields, "rollover", read_rollover, profile.rollover);
  read_section(fields, "cancel_on_disconnect", read_cancel_on_disconnect, profile.cancel_on_disconnect);
  read_section(fields, "orders", read_orders, profile.orders);
  read_section(fields, "transfers", read_transfers, profile.transfers);
  if (fields.has("codes")) profile.codes = read_codes(fields.plain(), table);
  fields.finish();
  check_consistent(profile, fields);
  check_sources_used(table, fields.plain());
  profile.provenance = std::move(table.provenance);
  return profile;
}

constexpr std::array<Variant, 3> variants = {Variant::as_assumed, Variant::stricter, Variant::laxer};

std::string suffix_of(Variant variant) {
  switch (variant) {
    case Variant::as_assumed:
      return "";
    case Variant::stricter:
      return ":stricter";
    case Variant::laxer:
      return ":laxer";
  }
  return "?";
}

std::string read_file(const std::filesystem::path& file) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rb"), std::fclose);
  auto fail = [&](const std::string& why) { return ProfileError(file.string() + ":1:1: expected " + why); };
  if (!stream) throw fail("a readable file: " + std::generic_category().message(errno));
  std::string text(file_size_max + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), stream.get()));
  if (std::ferror(stream.get()) != 0)
    throw fail("a readable file: " + std::generic_category().message(errno));
  if (text.size() > file_size_max) throw fail("at most " + std::to_string(file_size_max) + " bytes");
  return text;
}

}  // namespace

Profile parse_profile(std::string_view text, std::string_view file_name, Variant variant) {
  try {
    JsonDocument document(text, file_name, {.size_max = file_size_max, .depth_max = 8});
    Profile wanted;
    for (Variant each : variants) {
      Profile profile = read_profile(JsonFields(document, ""), each);
      if (each == variant) wanted = std::move(profile);
    }
    return wanted;
  } catch (const JsonError& error) {
    throw ProfileError(error.what());
  }
}

namespace {

Profile named_profile(std::string_view text, const std::filesystem::path& file, Variant variant) {
  Profile profile = parse_profile(text, file.string(), variant);
  if (profile.name != file.stem().string()) {
    throw ProfileError(file.string() + ":1:1: expected the name \"" + file.stem().string() +
                       "\", as the file is called, found \"" + profile.name + "\"");
  }
  profile.name += suffix_of(variant);
  return profile;
}

}  // namespace

Profile load_profile(const std::filesystem::path& file, Variant variant) {
  return named_profile(read_file(file), file, variant);
}

std::vector<std::string> built_in_profiles() {
  std::vector<std::string> names;
  for (const EmbeddedProfile& profile : embedded_profiles()) names.emplace_back(profile.name);
  return names;
}

Profile built_in_profile(std::string_view name) {
  for (const EmbeddedProfile& profile : embedded_profiles()) {
    for (Variant variant : variants) {
      if (std::string(profile.name) + suffix_of(variant) != name) continue;
      Profile parsed = parse_profile(profile.text, std::string(profile.name) + ".json", variant);
      parsed.name = name;
      return parsed;
    }
  }
  std::string message = std::string(name) + ":1:1: expected one of";
  for (const EmbeddedProfile& profile : embedded_profiles()) message += ' ' + std::string(profile.name);
  throw ProfileError(message);
}

std::vector<std::string> generic_profiles() {
  std::vector<std::string> names = built_in_profiles();
  std::erase_if(names, [](const std::string& name) { return !built_in_profile(name).family.empty(); });
  return names;
}

namespace {

struct FileAsked {
  std::filesystem::path file;
  Variant variant = Variant::as_assumed;
};

std::optional<FileAsked> file_asked(std::string_view name) {
  for (Variant variant : variants) {
    const std::string suffix = suffix_of(variant);
    if (name.ends_with(".json" + suffix))
      return FileAsked{name.substr(0, name.size() - suffix.size()), variant};
  }
  return std::nullopt;
}

}  // namespace

bool names_file(std::string_view name) {
  return file_asked(name).has_value();
}

Profile find_profile(std::string_view name, const std::filesystem::path& directory) {
  const std::optional<FileAsked> asked = file_asked(name);
  return asked ? load_profile(directory / asked->file, asked->variant) : built_in_profile(name);
}

std::string profile_document(std::string_view name, const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / file_asked(name).value().file;
  try {
    return JsonDocument(read_file(file), file.string(), {.size_max = file_size_max, .depth_max = 8})
        .root()
        .dump(-1, ' ', true);
  } catch (const JsonError& error) {
    throw ProfileError(error.what());
  }
}

Profile profile_in_document(std::string_view document, std::string_view name) {
  const FileAsked asked = file_asked(name).value();
  return named_profile(document, asked.file, asked.variant);
}

}  // namespace onefold::venue
