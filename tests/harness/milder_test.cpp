// The table of milder forms: what may take a fault's place, and that replacing comes to an end.
#include "harness/milder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace onefold::harness {
namespace {

using sim::FaultKind;
using sim::millisecond_ns;
using sim::Unsynced;

constexpr sim::TimeNs longest_delay_ns = 300 * millisecond_ns;

FaultWords fault_of(FaultKind kind) {
  FaultWords words;
  words.key = "message venue->desk-1 orders accepted I1 #1";
  words.fault.kind = kind;
  return words;
}

std::vector<FaultWords> forms_of(const FaultWords& words) {
  return milder_forms(words, longest_delay_ns);
}

bool has_kind(const std::vector<FaultWords>& forms, FaultKind kind) {
  return std::any_of(forms.begin(), forms.end(),
                     [&](const FaultWords& form) { return form.fault.kind == kind; });
}

// Of every kind, with all its strengths.
std::vector<FaultWords> strong_faults() {
  std::vector<FaultWords> faults;
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    FaultWords words = fault_of(static_cast<FaultKind>(i));
    sim::Fault& fault = words.fault;
    switch (fault.kind) {
      case FaultKind::duplicate:
        fault.copies = 3;
        [[fallthrough]];
      case FaultKind::delay:
      case FaultKind::reorder:
      case FaultKind::stale_query:
        fault.delay_ns = 17 * millisecond_ns;
        break;
      case FaultKind::cut:
      case FaultKind::clock_drift:
      case FaultKind::clock_jump:
        fault.amount = -35 * millisecond_ns;
        break;
      case FaultKind::power_loss:
      case FaultKind::crash:
        fault.power = fault.kind == FaultKind::crash;
        fault.unsynced = Unsynced::torn;
        fault.restart_after_ns = 170 * millisecond_ns;
        break;
      case FaultKind::partition:
      case FaultKind::pause:
        fault.both_ways = fault.kind == FaultKind::partition;
        fault.offset_ns = 3 * millisecond_ns;
        fault.duration_ns = 2'000 * millisecond_ns;
        break;
      default:
        break;
    }
    faults.push_back(words);
  }
  return faults;
}

TEST(Milder, PutsFaultsOfTheDirectModelInPlaceOfThoseThatNeedAGateway) {
  for (FaultKind kind : {FaultKind::drop, FaultKind::duplicate, FaultKind::reorder}) {
    std::vector<FaultWords> forms = forms_of(fault_of(kind));
    for (FaultKind direct : {FaultKind::delay, FaultKind::reset_after, FaultKind::reset_before,
                             FaultKind::cut, FaultKind::silence}) {
      EXPECT_TRUE(has_kind(forms, direct)) << sim::to_string(kind) << " by " << sim::to_string(direct);
    }
  }
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    auto kind = static_cast<FaultKind>(i);
    if (sim::hops_faults.has(kind)) continue;
    for (FaultKind hops : {FaultKind::drop, FaultKind::duplicate, FaultKind::reorder}) {
      EXPECT_FALSE(has_kind(forms_of(fault_of(kind)), hops)) << sim::to_string(kind);
    }
  }
}

TEST(Milder, NamesTheMildestFirst) {
  std::vector<FaultWords> forms = forms_of(fault_of(FaultKind::drop));
  ASSERT_FALSE(forms.empty());
  EXPECT_EQ(forms.front().fault.kind, FaultKind::delay);
  EXPECT_EQ(forms.front().fault.delay_ns, millisecond_ns);
  EXPECT_EQ(forms.back().fault.kind, FaultKind::silence);
  for (const FaultWords& form : forms) EXPECT_LE(form.fault.delay_ns, longest_delay_ns / 2);
}

TEST(Milder, LetsAProcessDieInsteadOfItsMachineAndDataSurvive) {
  FaultWords loss = fault_of(FaultKind::power_loss);
  loss.fault.unsynced = Unsynced::torn;
  loss.fault.restart_after_ns = 50 * millisecond_ns;
  std::vector<FaultWords> forms = forms_of(loss);
  EXPECT_EQ(forms.front().fault.kind, FaultKind::kill);
  EXPECT_EQ(forms.front().fault.unsynced, Unsynced::none);
  EXPECT_EQ(forms.front().fault.restart_after_ns, 50 * millisecond_ns);
  std::set<Unsynced> left;
  for (const FaultWords& form : forms) {
    if (form.fault.kind == FaultKind::power_loss &&
        form.fault.restart_after_ns == loss.fault.restart_after_ns)
      left.insert(form.fault.unsynced);
  }
  EXPECT_EQ(left, (std::set<Unsynced>{Unsynced::all, Unsynced::none, Unsynced::part}));
}

TEST(Milder, ShortensTimesAndKeepsSigns) {
  FaultWords jump = fault_of(FaultKind::clock_jump);
  jump.fault.amount = -12 * millisecond_ns;
  std::vector<std::int64_t> amounts;
  for (const FaultWords& form : forms_of(jump)) amounts.push_back(form.fault.amount / millisecond_ns);
  EXPECT_EQ(amounts, (std::vector<std::int64_t>{-1, -2, -5, -10}));
  EXPECT_EQ(smaller_steps(60, 10, false), (std::vector<std::int64_t>{10, 20, 50}));
  EXPECT_EQ(smaller_steps(10, 10, true), std::vector<std::int64_t>{0});
  EXPECT_TRUE(smaller_steps(0, 10, true).empty());
}

TEST(Milder, ComesToAnEndFromEveryFault) {
  for (const FaultWords& strong : strong_faults()) {
    FaultWords worst = strong;
    int steps = 0;
    // Always the strongest form: the longest way down.
    for (std::vector<FaultWords> forms = forms_of(worst); !forms.empty(); forms = forms_of(worst)) {
      for (const FaultWords& form : forms) {
        ASSERT_FALSE(form == worst) << sim::to_string(strong.fault.kind);
        EXPECT_EQ(form.key, strong.key);
      }
      worst = forms.back();
      ASSERT_LT(++steps, 500) << sim::to_string(strong.fault.kind);
    }
  }
}

}  // namespace
}  // namespace onefold::harness
