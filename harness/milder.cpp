#include "harness/milder.hpp"

#include <cstdlib>
#include <utility>

namespace onefold::harness {
namespace {

using sim::Fault;
using sim::FaultKind;
using sim::Unsynced;

constexpr std::int64_t cut_bytes = 1;

// Mildest first.
constexpr Unsynced unsynced_ranks[] = {Unsynced::all, Unsynced::none, Unsynced::part, Unsynced::torn};
constexpr FaultKind direct_message_ranks[] = {FaultKind::delay, FaultKind::reset_after,
                                              FaultKind::reset_before, FaultKind::cut, FaultKind::silence};

class Forms {
 public:
  explicit Forms(const FaultWords& words) : words_(words), fault_(words.fault) {}

  std::vector<FaultWords> all(sim::TimeNs longest_delay_ns) {
    other_kinds(longest_delay_ns);
    flags();
    sizes();
    return std::move(forms_);
  }

 private:
  void add(const Fault& form) {
    forms_.push_back(words_);
    forms_.back().fault = form;
  }

  template <typename Change>
  void with(Change change) {
    Fault form = fault_;
    change(form);
    add(form);
  }

  static Fault of_kind(FaultKind kind) {
    Fault form;
    form.kind = kind;
    return form;
  }

  void other_kinds(sim::TimeNs longest_delay_ns) {
    switch (fault_.kind) {
      case FaultKind::unanswered:
        return add(of_kind(FaultKind::refuse));
      case FaultKind::lose_disk:
        return add(of_kind(FaultKind::old_disk));
      case FaultKind::power_loss:
        return with([](Fault& form) {
          form.kind = FaultKind::kill;
          form.unsynced = Unsynced::none;
        });
      case FaultKind::drop:
      case FaultKind::duplicate:
      case FaultKind::reorder:
      case FaultKind::silence:
      case FaultKind::cut:
      case FaultKind::reset_before:
      case FaultKind::reset_after:
        return other_message_kinds(longest_delay_ns);
      default:
        return;
    }
  }

  void other_message_kinds(sim::TimeNs longest_delay_ns) {
    for (FaultKind kind : direct_message_ranks) {
      if (kind == fault_.kind) return;
      Fault form = of_kind(kind);
      if (kind == FaultKind::delay) {
        for (std::int64_t time_ns : smaller_steps(longest_delay_ns / 2 + 1, sim::millisecond_ns, false)) {
          form.delay_ns = time_ns;
          add(form);
        }
        continue;
      }
      if (kind == FaultKind::cut) form.amount = cut_bytes;
      add(form);
    }
  }

  void flags() {
    if (fault_.kind == FaultKind::crash && fault_.power) {
      with([](Fault& form) {
        form.power = false;
        form.unsynced = Unsynced::none;
      });
    }
    if (fault_.both_ways) with([](Fault& form) { form.both_ways = false; });
    bool loses_data = fault_.kind == FaultKind::power_loss || fault_.kind == FaultKind::fsync_error ||
                      (fault_.kind == FaultKind::crash && fault_.power);
    for (Unsynced milder : unsynced_ranks) {
      if (!loses_data || milder == fault_.unsynced) break;
      with([=](Fault& form) { form.unsynced = milder; });
    }
  }

  void sizes() {
    if (fault_.copies > 1) with([](Fault& form) { form.copies = 1; });
    times(&Fault::delay_ns, fault_.kind == FaultKind::duplicate);
    times(&Fault::duration_ns, false);
    times(&Fault::restart_after_ns, false);
    times(&Fault::offset_ns, true);
    amounts();
  }

  void times(sim::TimeNs Fault::*field, bool with_zero) {
    if (fault_.*field <= 0) return;
    for (std::int64_t time_ns : smaller_steps(fault_.*field, sim::millisecond_ns, with_zero)) {
      with([=](Fault& form) { form.*field = time_ns; });
    }
  }

  // Of a short write a smaller amount is no milder.
  void amounts() {
    bool is_time = fault_.kind == FaultKind::clock_skew || fault_.kind == FaultKind::clock_jump;
    constexpr sim::FaultSet counted{FaultKind::clock_drift, FaultKind::cut,
                                    FaultKind::lost_orders, FaultKind::replayed_events,
                                    FaultKind::short_page,  FaultKind::shifted_page};
    if (!is_time && !counted.has(fault_.kind)) return;
    if (fault_.amount == 0) return;
    std::int64_t sign = fault_.amount < 0 ? -1 : 1;
    std::int64_t unit = is_time ? sim::millisecond_ns : 1;
    for (std::int64_t amount : smaller_steps(sign * fault_.amount, unit, false)) {
      with([=](Fault& form) { form.amount = sign * amount; });
    }
  }

  const FaultWords& words_;
  const Fault& fault_;
  std::vector<FaultWords> forms_;
};

}  // namespace

std::vector<FaultWords> milder_forms(const FaultWords& fault, sim::TimeNs longest_delay_ns) {
  return Forms(fault).all(longest_delay_ns);
}

std::vector<std::int64_t> smaller_steps(std::int64_t value, std::int64_t unit, bool with_zero) {
  std::vector<std::int64_t> steps;
  if (with_zero && value > 0) steps.push_back(0);
  for (std::int64_t step = unit; step < value; step *= 10) {
    for (std::int64_t factor : {1, 2, 5}) {
      if (factor * step < value) steps.push_back(factor * step);
    }
  }
  return steps;
}

}  // namespace onefold::harness
