#include "harness/certificate.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "harness/finding.hpp"
#include "harness/scenario/scenario_error.hpp"
#include "harness/scenario/scenario_json.hpp"
#include "harness/scenario/strict_reader.hpp"
#include "properties/contract.hpp"
#include "venue/profile/time_span.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t certificate_size_max = std::size_t{1} << 30;
constexpr std::int64_t count_max = INT64_MAX;

constexpr std::string_view keys[] = {"certificate",  "onefold",        "key_hash_version",
                                     "verdict",      "incomplete_why", "search",
                                     "contract",     "menu",           "heal",
                                     "horizon",      "runs",           "beyond",
                                     "inconclusive", "digest",         "alternatives",
                                     "merged",       "found",          "left",
                                     "scenario"};
constexpr std::string_view depth_keys[] = {"faults",       "sets",   "merged", "points",
                                           "alternatives", "fewest", "most",   "followed"};
constexpr std::string_view found_keys[] = {"property",      "blame", "intent", "explanation",
                                           "money_at_risk", "cause", "runs",   "path"};
constexpr std::string_view left_keys[] = {"parent", "child", "parents", "next", "states"};

// What two searches must have in common for one to go on where the other stopped.
ordered_json search_json(const ExploreOptions& options) {
  ordered_json kinds = ordered_json::array();
  ordered_json beyond = ordered_json::array();
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    auto kind = static_cast<sim::FaultKind>(i);
    if (options.menu.kinds.has(kind)) kinds.push_back(to_string(kind));
    if (options.menu.beyond.has(kind)) beyond.push_back(to_string(kind));
  }
  ordered_json out;
  out["faults"] = options.faults;
  out["kinds"] = kinds;
  out["beyond"] = beyond;
  out["retry_after"] = venue::format_time_span(options.menu.retry_after_ns);
  out["all"] = options.all;
  out["merge"] = options.merge;
  return out;
}

ordered_json scenario_of(const Plan& plan) {
  Scenario scenario = plan.scenario;
  scenario.faults.clear();
  return scenario_json(scenario);
}

ordered_json contract_json(const Plan& plan) {
  ordered_json out;
  out["family"] = properties::to_string(properties::family_of(plan.profile));
  out["model"] = to_string(plan.scenario.network.model);
  out["longest_delay"] = venue::format_time_span(plan.scenario.network.longest_delay_ns);
  out["late_delivery_bound"] = venue::format_time_span(plan.late_delivery_bound_ns);
  return out;
}

std::string path_text(const FaultPath& path) {
  return fmt::format("{}", fmt::join(path, "."));
}

// "12/143=17.203" for each: so many children of so many alternatives, and the path. One text, because there
// can be millions.
std::string sets_text(const std::vector<ParentSet>& sets) {
  fmt::memory_buffer out;
  for (const ParentSet& set : sets) {
    fmt::format_to(std::back_inserter(out), "{}{}/{}={}", out.size() == 0 ? "" : " ", set.children,
                   set.alternatives, path_text(set.path));
  }
  return fmt::to_string(out);
}

// 16 hexadecimal digits each, ascending.
std::string states_text(const StateSet& states) {
  std::vector<std::uint64_t> sorted(states.begin(), states.end());
  std::sort(sorted.begin(), sorted.end());
  fmt::memory_buffer out;
  for (std::uint64_t state : sorted) fmt::format_to(std::back_inserter(out), "{:016x}", state);
  return fmt::to_string(out);
}

bool read_states(std::string_view text, StateSet& states) {
  constexpr std::size_t digits = 16;
  if (text.size() % digits != 0) return false;
  for (; !text.empty(); text.remove_prefix(digits)) {
    std::uint64_t state = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + digits, state, 16);
    if (error != std::errc() || end != text.data() + digits) return false;
    states.insert(state);
  }
  return true;
}

bool read_numbers(std::string_view text, FaultPath& path) {
  path.clear();
  while (!text.empty()) {
    std::uint32_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return false;
    path.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return true;
    if (text[0] != '.' || text.size() == 1) return false;
    text.remove_prefix(1);
  }
  return true;
}

bool read_set(std::string_view text, std::size_t length, ParentSet& set) {
  const char* end = text.data() + text.size();
  auto [slash, error] = std::from_chars(text.data(), end, set.children);
  if (error != std::errc() || slash == end || *slash != '/') return false;
  auto [equals, second_error] = std::from_chars(slash + 1, end, set.alternatives);
  if (second_error != std::errc() || equals == end || *equals != '=') return false;
  std::string_view path(equals + 1, static_cast<std::size_t>(end - equals - 1));
  return read_numbers(path, set.path) && set.path.size() == length && set.children > 0 &&
         set.children <= set.alternatives && set.alternatives <= UINT32_MAX;
}

bool read_sets(std::string_view text, std::size_t length, std::vector<ParentSet>& sets) {
  while (!text.empty()) {
    std::size_t end = std::min(text.find(' '), text.size());
    if (sets.size() == explore_parents_max) return false;
    if (!read_set(text.substr(0, end), length, sets.emplace_back())) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

ordered_json depth_json(std::size_t faults, const DepthTally& tally) {
  ordered_json out;
  out["faults"] = faults;
  out["sets"] = tally.sets;
  out["merged"] = tally.merged;
  out["points"] = tally.points;
  out["alternatives"] = tally.alternatives;
  out["fewest"] = tally.alternatives_fewest;
  out["most"] = tally.alternatives_most;
  out["followed"] = tally.children;
  return out;
}

ordered_json found_json(const FoundFailure& found) {
  const ExploreFailure& failure = found.failure;
  ordered_json out;
  out["property"] = failure.property;
  out["blame"] = failure.blame;
  if (!failure.intent.empty()) out["intent"] = failure.intent;
  out["explanation"] = failure.explanation;
  if (!failure.money_at_risk.empty()) out["money_at_risk"] = failure.money_at_risk;
  out["cause"] = failure.cause;
  out["runs"] = failure.count;
  if (!found.path.empty()) out["path"] = path_text(found.path);
  return out;
}

std::string_view verdict_of(const Exploration& exploration) {
  if (!exploration.state.failures.empty()) return "violated";
  return exploration.complete ? "held" : "incomplete";
}

class Reader {
 public:
  Reader(const std::string& text, const std::string& file)
      : document_(text, file, {.size_max = certificate_size_max}), complaints_(document_) {}

  ExploreState read(const Plan& plan, const ExploreOptions& options) {
    judge_versions();
    ObjectReader in(complaints_, document_.root(), "", keys);
    same(in, "search", search_json(options), "the options of this search: it can go on only with the same");
    same(in, "scenario", scenario_of(plan), "this scenario as it is now: a search cannot go on with another");
    complaints_.throw_if_any();
    ExploreState state;
    read_counts(in, state);
    read_depths(in, state);
    read_found(in, state);
    read_left(in, state);
    complaints_.throw_if_any();
    return state;
  }

 private:
  // A version other than ours means that nothing else can be trusted.
  void judge_versions() {
    const json& root = document_.root();
    auto judge = [&](const char* key, const json& ours, const char* pointer) {
      auto found = root.is_object() ? root.find(key) : root.end();
      if (root.is_object() && found != root.end() && *found == ours) return;
      std::string shown = root.is_object() && found != root.end() ? show(*found) : "none";
      complaints_.add(pointer,
                      fmt::format("expected {} (only the version of Onefold that wrote a certificate can "
                                  "go on with it; explore anew), found {}",
                                  ours.dump(), shown));
      complaints_.throw_if_any();
    };
    judge("certificate", certificate_version, "/certificate");
    judge("onefold", std::string(onefold_version()), "/onefold");
    judge("key_hash_version", sim::key_hash_version, "/key_hash_version");
  }

  void same(ObjectReader& in, std::string_view key, const ordered_json& ours, std::string_view what) {
    const json* value = in.need(key);
    if (value && *value != json::parse(ours.dump())) in.complain(key, what);
  }

  static void count(ObjectReader& in, std::string_view key, std::uint64_t& value) {
    std::int64_t number = 0;
    if (in.need(key) && in.number(key, number, 0, count_max)) value = static_cast<std::uint64_t>(number);
  }

  void read_counts(ObjectReader& in, ExploreState& state) {
    count(in, "runs", state.runs);
    count(in, "beyond", state.beyond);
    count(in, "inconclusive", state.inconclusive);
    std::string digest;
    if (!in.need("digest") || !in.text("digest", digest, 16)) return;
    auto [end, error] = std::from_chars(digest.data(), digest.data() + digest.size(), state.digest, 16);
    if (error != std::errc() || end != digest.data() + digest.size())
      in.complain("digest", "16 hexadecimal digits");
  }

  void read_depths(ObjectReader& in, ExploreState& state) {
    const json* list = in.need("alternatives");
    if (!list) return;
    if (!list->is_array() || list->empty() || list->size() > explore_faults_max + 1) {
      in.complain("alternatives", "one entry for each number of faults");
      return;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
      ObjectReader row(complaints_, (*list)[i], venue::json_pointer("/alternatives", i), depth_keys);
      DepthTally& tally = state.depths.emplace_back();
      count(row, "sets", tally.sets);
      count(row, "merged", tally.merged);
      count(row, "points", tally.points);
      count(row, "alternatives", tally.alternatives);
      count(row, "fewest", tally.alternatives_fewest);
      count(row, "most", tally.alternatives_most);
      count(row, "followed", tally.children);
    }
  }

  void read_found(ObjectReader& in, ExploreState& state) {
    const json* list = in.need("found");
    if (!list) return;
    if (!list->is_array()) return in.complain("found", "a list");
    for (std::size_t i = 0; i < list->size(); ++i) {
      ObjectReader row(complaints_, (*list)[i], venue::json_pointer("/found", i), found_keys);
      FoundFailure& found = state.failures.emplace_back();
      ExploreFailure& failure = found.failure;
      if (row.need("property")) row.text("property", failure.property, text_size_max);
      if (row.need("blame")) row.text("blame", failure.blame, text_size_max);
      row.text("intent", failure.intent, text_size_max);
      row.text("explanation", failure.explanation, text_size_max);
      row.text("money_at_risk", failure.money_at_risk, text_size_max);
      row.text("cause", failure.cause, text_size_max);
      count(row, "runs", failure.count);
      std::string path;
      if (row.has("path") && row.text("path", path, text_size_max) && !read_numbers(path, found.path))
        row.complain("path", "numbers, with dots between");
    }
  }

  void read_left(ObjectReader& in, ExploreState& state) {
    const json* value = in.find("left");
    state.done = value == nullptr;
    if (state.done || state.depths.empty()) return;
    ObjectReader left(complaints_, *value, "/left", left_keys);
    count(left, "parent", state.parent);
    count(left, "child", state.child);
    read_sets_of(left, "parents", state.faults() == 0 ? 0 : state.faults() - 1, state.parents);
    read_sets_of(left, "next", state.faults(), state.next);
    const json* states = left.need("states");
    if (states && (!states->is_string() || !read_states(states->get_ref<const std::string&>(), state.states)))
      left.complain("states", "16 hexadecimal digits for each");
    bool inside = state.parent <= state.parents.size() &&
                  (state.parent < state.parents.size() ? state.child < state.parents[state.parent].children
                                                       : state.child == 0);
    if (complaints_.empty() && state.faults() > 0 && !inside)
      left.complain("parent", "the number of a parent");
  }

  void read_sets_of(ObjectReader& in, std::string_view key, std::size_t length,
                    std::vector<ParentSet>& sets) {
    const json* value = in.need(key);
    if (!value) return;
    if (!value->is_string() || !read_sets(value->get_ref<const std::string&>(), length, sets))
      in.complain(key, "sets of faults, CHILDREN/ALTERNATIVES=PATH each");
  }

  venue::JsonDocument document_;
  Complaints complaints_;
};

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || !text)
    throw ScenarioError(
        {file.string() + ": cannot be read: expected a certificate that explore has written"});
  return std::move(text).str();
}

}  // namespace

std::string write_certificate(const Plan& plan, const ExploreOptions& options,
                              const Exploration& exploration) {
  const ExploreState& state = exploration.state;
  ordered_json out;
  out["certificate"] = certificate_version;
  out["onefold"] = onefold_version();
  out["key_hash_version"] = sim::key_hash_version;
  out["verdict"] = verdict_of(exploration);
  if (!exploration.complete) out["incomplete_why"] = exploration.incomplete_why;
  out["search"] = search_json(options);
  out["contract"] = contract_json(plan);
  out["menu"] = menu_words(plan, options.menu);
  out["heal"] = venue::format_time_span(plan.scenario.heal_ns);
  out["horizon"] = venue::format_time_span(plan.scenario.horizon_ns);
  out["runs"] = state.runs;
  out["beyond"] = state.beyond;
  out["inconclusive"] = state.inconclusive;
  out["digest"] = reports::hex(state.digest);
  out["alternatives"] = ordered_json::array();
  for (std::size_t i = 0; i < state.depths.size(); ++i)
    out["alternatives"].push_back(depth_json(i, state.depths[i]));
  out["merged"] = options.merge ? merged_why : "nothing: every set ran to its end";
  out["found"] = ordered_json::array();
  for (const FoundFailure& found : state.failures) out["found"].push_back(found_json(found));
  if (!state.done) {
    out["left"] = {{"parent", state.parent},
                   {"child", state.child},
                   {"parents", sets_text(state.parents)},
                   {"next", sets_text(state.next)},
                   {"states", states_text(state.states)}};
  }
  out["scenario"] = scenario_of(plan);
  return readable_text(out);
}

ExploreState load_certificate(const std::filesystem::path& file, const Plan& plan,
                              const ExploreOptions& options) {
  std::string text = read_text(file);
  try {
    return Reader(text, file.string()).read(plan, options);
  } catch (const venue::JsonError& error) {
    throw ScenarioError({error.what()});
  }
}

}  // namespace onefold::harness
