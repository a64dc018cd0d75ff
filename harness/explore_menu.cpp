#include "harness/explore_menu.hpp"

#include <fmt/format.h>
#include <algorithm>

#include "harness/contract_filter.hpp"
#include "venue/profile/time_span.hpp"

namespace onefold::harness {
namespace {

using sim::Fault;
using sim::FaultKind;
using sim::PointKind;
using sim::Unsynced;
using sim::When;

// Just under a bound, and just past something.
constexpr TimeNs hair_ns = sim::microsecond_ns;
// More than any margin of a clock, and as much as a clock can be off.
constexpr TimeNs skew_within_ns = sim::second_ns;
constexpr TimeNs skew_beyond_ns = 2 * 86'400 * sim::second_ns;
constexpr std::int64_t drift_beyond_ppm = 100'000;
// Within what the longest delay of a plan leaves for processing.
constexpr TimeNs slow_ns = 50 * sim::millisecond_ns;

Fault fault_at(const MenuPoint& point, FaultKind kind) {
  Fault fault;
  fault.key = point.key;
  fault.kind = kind;
  return fault;
}

TimeNs restart_soon_ns(const Plan& plan) {
  return plan.scenario.chaos.restart_min_ns;
}
// When all that was sent before the crash has arrived or never will.
TimeNs restart_late_ns(const Plan& plan) {
  return plan.scenario.network.longest_delay_ns + plan.scenario.network.latency_max_ns;
}
TimeNs delay_longest_ns(const Plan& plan) {
  return plan.scenario.network.longest_delay_ns - plan.scenario.network.latency_max_ns - hair_ns;
}

}  // namespace

void Menu::add_alternatives(const std::vector<MenuPoint>& points, std::size_t index,
                            std::vector<Fault>& out) const {
  const MenuPoint& point = points[index];
  std::uint64_t kinds = (point.menu & (options_->kinds | options_->beyond)).bits;
  for (; kinds != 0; kinds &= kinds - 1) {
    auto kind = static_cast<FaultKind>(__builtin_ctzll(kinds));
    Fault fault = fault_at(point, kind);
    switch (kind) {
      case FaultKind::delay:
        add_delays(points, index, out);
        break;
      case FaultKind::reorder:
        fault.delay_ns = delay_longest_ns(*plan_);
        add(fault, out);
        break;
      case FaultKind::duplicate:
        fault.copies = 1;
        add(fault, out);
        fault.delay_ns = delay_longest_ns(*plan_);
        add(fault, out);
        break;
      case FaultKind::cut:
      case FaultKind::short_write:
        fault.amount = point.size / 2;
        add(fault, out);
        break;
      case FaultKind::kill:
      case FaultKind::power_loss:
        add_crashes(point, kind, out);
        break;
      case FaultKind::fsync_error:
        for (Unsynced unsynced : {Unsynced::none, Unsynced::all, Unsynced::torn}) {
          fault.unsynced = unsynced;
          if (point.unsynced || unsynced == Unsynced::none) add(fault, out);
        }
        break;
      case FaultKind::stale_query:
        fault.delay_ns = plan_->profile.query_lag_ns;
        if (fault.delay_ns > 0) add(fault, out);
        break;
      case FaultKind::clock_skew:
      case FaultKind::clock_drift:
        add_boot(point, kind, out);
        break;
      default:
        if (sim::conduct_faults.has(kind)) {
          add_conduct(point, kind, out);
        } else {
          add(fault, out);
        }
    }
  }
}

// When the next message of the same direction on another channel arrives, counted from when this one does;
// 0: there is none.
TimeNs Menu::until_other_channel(const std::vector<MenuPoint>& points, std::size_t index) const {
  const MenuPoint& point = points[index];
  for (std::size_t i = index + 1; i < points.size(); ++i) {
    const sim::Key& key = points[i].key;
    if (key.point == PointKind::message && key.a == point.key.a && key.b == point.key.b &&
        !(key.c == point.key.c))
      return points[i].now_ns - point.now_ns + hair_ns;
  }
  return 0;
}

void Menu::add_delays(const std::vector<MenuPoint>& points, std::size_t index,
                      std::vector<Fault>& out) const {
  Fault fault = fault_at(points[index], FaultKind::delay);
  const TimeNs longest_ns = delay_longest_ns(*plan_);
  const TimeNs overtaken_ns = until_other_channel(points, index);
  TimeNs last_ns = 0;
  for (TimeNs delay_ns : {std::min(overtaken_ns, options_->retry_after_ns), options_->retry_after_ns}) {
    if (delay_ns <= last_ns || delay_ns >= longest_ns) continue;
    last_ns = fault.delay_ns = delay_ns;
    add(fault, out);
  }
  fault.delay_ns = longest_ns;
  add(fault, out);
  if (!options_->beyond.has(FaultKind::delay)) return;
  fault.delay_ns = 2 * plan_->late_delivery_bound_ns;
  add(fault, out);
}

bool Menu::writes(const sim::Key& effect) const {
  std::string_view operation = names_->text(effect.c);
  return operation != "send" && operation != "fsync";
}

void Menu::add_crashes(const MenuPoint& point, FaultKind kind, std::vector<Fault>& out) const {
  Fault fault = fault_at(point, kind);
  for (When when : {When::before, When::after}) {
    if (when == When::before && point.follows_effect) continue;
    const bool loses =
        kind == FaultKind::power_loss && (point.unsynced || (when == When::after && writes(point.key)));
    fault.when = when;
    for (Unsynced unsynced : {Unsynced::none, Unsynced::all, Unsynced::torn}) {
      if (!loses && unsynced != Unsynced::none) continue;
      fault.unsynced = unsynced;
      fault.restart_after_ns = restart_soon_ns(*plan_);
      add(fault, out);
      fault.restart_after_ns = restart_late_ns(*plan_);
      add(fault, out);
    }
  }
}

void Menu::add_boot(const MenuPoint& point, FaultKind kind, std::vector<Fault>& out) const {
  Fault fault = fault_at(point, kind);
  const bool skew = kind == FaultKind::clock_skew;
  const std::int64_t within = skew ? skew_within_ns : properties::clock_drift_ppm_max;
  for (std::int64_t amount : {within, -within}) {
    fault.amount = amount;
    add(fault, out);
  }
  if (!options_->beyond.has(kind)) return;
  const std::int64_t beyond = skew ? skew_beyond_ns : drift_beyond_ppm;
  for (std::int64_t amount : {beyond, -beyond}) {
    fault.amount = amount;
    add(fault, out);
  }
}

void Menu::add_conduct(const MenuPoint& point, FaultKind kind, std::vector<Fault>& out) const {
  Fault fault = fault_at(point, kind);
  switch (kind) {
    case FaultKind::ambiguous_error:
    case FaultKind::stored_error:
      for (When when : {When::before, When::after}) {
        fault.when = when;
        add(fault, out);
      }
      return;
    case FaultKind::late_answer:
    case FaultKind::late_events:
    case FaultKind::late_fill:
      fault.delay_ns = options_->retry_after_ns;
      return add(fault, out);
    case FaultKind::slow_processing:
      fault.delay_ns = slow_ns;
      return add(fault, out);
    case FaultKind::repeated_event:
      fault.copies = 1;
      return add(fault, out);
    case FaultKind::lost_orders:
    case FaultKind::replayed_events:
    case FaultKind::short_page:
    case FaultKind::shifted_page:
      fault.amount = 1;
      return add(fault, out);
    default:
      return add(fault, out);
  }
}

void Menu::add(Fault fault, std::vector<Fault>& out) const {
  const bool permitted = properties::permitted(plan_->terms, fact_of(*names_, fault, venue_)).permitted;
  const sim::FaultSet& kinds = permitted ? options_->kinds : options_->beyond;
  if (kinds.has(fault.kind)) out.push_back(fault);
}

std::vector<std::string> menu_words(const Plan& plan, const MenuOptions& options) {
  auto time = [](TimeNs time_ns) { return venue::format_time_span(time_ns); };
  std::vector<std::string> words;
  auto row = [&](FaultKind kind, std::string_view how) {
    bool within = options.kinds.has(kind);
    bool beyond = options.beyond.has(kind);
    if (!within && !beyond) return;
    std::string_view where = within && beyond ? ", beyond the contract too"
                             : beyond         ? ", beyond the contract"
                                              : "";
    words.push_back(fmt::format("{}{}{}", sim::to_string(kind), how, where));
  };
  const std::string longest = time(delay_longest_ns(plan));
  const std::string restarts = fmt::format("before and after; restart after {} or {}",
                                           time(restart_soon_ns(plan)), time(restart_late_ns(plan)));
  row(FaultKind::drop, "");
  row(FaultKind::duplicate, fmt::format(": one copy, at once or after {}", longest));
  row(FaultKind::reorder, fmt::format(": behind the next message, or by {}", longest));
  row(FaultKind::delay,
      fmt::format(": past the other channel's next message, by {} (past the retry timer), by {} "
                  "(just under the longest delay)",
                  time(options.retry_after_ns), longest));
  row(FaultKind::cut, ": in the middle");
  row(FaultKind::reset_before, "");
  row(FaultKind::reset_after, "");
  row(FaultKind::silence, "");
  row(FaultKind::refuse, "");
  row(FaultKind::unanswered, "");
  row(FaultKind::kill, fmt::format(": {}", restarts));
  row(FaultKind::power_loss, fmt::format(": {}; of unsynced data, where there is any, none, all, or the last "
                                         "record halved",
                                         restarts));
  row(FaultKind::short_write, ": half");
  row(FaultKind::no_space, "");
  row(FaultKind::write_error, "");
  row(FaultKind::fsync_error, ": of unsynced data none, all, or the last record halved is on disk");
  row(FaultKind::stale_query, fmt::format(": state of {} ago", time(plan.profile.query_lag_ns)));
  row(FaultKind::clock_skew, ": by a second; beyond the contract by two days");
  row(FaultKind::clock_drift, ": by a hundredth; beyond the contract by a tenth");
  row(FaultKind::lose_disk, "");
  row(FaultKind::old_disk, "");
  row(FaultKind::ambiguous_error, ": before and after the effect");
  row(FaultKind::stored_error, ": before and after the effect");
  const std::string late = fmt::format(": by {} (past the retry timer)", time(options.retry_after_ns));
  for (FaultKind kind : {FaultKind::late_answer, FaultKind::late_fill, FaultKind::late_events})
    row(kind, late);
  row(FaultKind::slow_processing, fmt::format(": by {}", time(slow_ns)));
  row(FaultKind::repeated_event, ": once");
  for (FaultKind kind :
       {FaultKind::lost_orders, FaultKind::replayed_events, FaultKind::short_page, FaultKind::shifted_page})
    row(kind, ": one");
  for (FaultKind kind : {FaultKind::lost_answer, FaultKind::evicted_id, FaultKind::freed_id,
                         FaultKind::logout, FaultKind::rollover, FaultKind::bust, FaultKind::lost_ids,
                         FaultKind::lost_event, FaultKind::overtaken_event})
    row(kind, "");
  return words;
}

}  // namespace onefold::harness
