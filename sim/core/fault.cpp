#include "sim/core/fault.hpp"

namespace onefold::sim {
namespace {

constexpr std::string_view fault_words[fault_kind_count] = {"drop",
                                                            "duplicate",
                                                            "reorder",
                                                            "delay",
                                                            "cut",
                                                            "reset-before",
                                                            "reset-after",
                                                            "silence",
                                                            "refuse",
                                                            "unanswered",
                                                            "kill",
                                                            "power-loss",
                                                            "short-write",
                                                            "no-space",
                                                            "write-error",
                                                            "fsync-error",
                                                            "lose-disk",
                                                            "old-disk",
                                                            "clock-skew",
                                                            "clock-drift",
                                                            "stale-query",
                                                            "partition",
                                                            "pause",
                                                            "clock-jump",
                                                            "crash",
                                                            "ambiguous-error",
                                                            "stored-error",
                                                            "lost-answer",
                                                            "late-answer",
                                                            "slow-processing",
                                                            "late-fill",
                                                            "evicted-id",
                                                            "freed-id",
                                                            "logout",
                                                            "rollover",
                                                            "bust",
                                                            "lost-ids",
                                                            "lost-orders",
                                                            "lost-event",
                                                            "repeated-event",
                                                            "late-events",
                                                            "overtaken-event",
                                                            "replayed-events",
                                                            "short-page",
                                                            "shifted-page"};

}  // namespace

std::string_view to_string(FaultKind kind) {
  return fault_words[static_cast<int>(kind)];
}

bool parse_fault_kind(std::string_view word, FaultKind& kind) {
  for (int i = 0; i < fault_kind_count; ++i) {
    if (fault_words[i] == word) {
      kind = static_cast<FaultKind>(i);
      return true;
    }
  }
  return false;
}

std::string_view to_string(When when) {
  return when == When::before ? "before" : "after";
}

std::string_view to_string(Unsynced unsynced) {
  switch (unsynced) {
    case Unsynced::none:
      return "none";
    case Unsynced::all:
      return "all";
    case Unsynced::part:
      return "part";
    case Unsynced::torn:
      break;
  }
  return "torn";
}

}  // namespace onefold::sim
