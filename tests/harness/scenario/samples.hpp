// Scenarios and faults that the tests of this folder share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/fault_words.hpp"
#include "harness/scenario/loader.hpp"

namespace onefold::harness::samples {

// The example of the manual.
inline constexpr std::string_view lost_acknowledgement = R"({
  // a comment
  "name": "lost acknowledgement, then a retry",
  "purpose": "The venue accepts the order, and the client never hears of it.",
  "venue": { "profile": "reject-for-ever" },
  "clients": [{ "name": "desk-1", "implementation": "reference", "account": "A" }],
  "intents": [
    { "id": "I1", "at": "10ms", "place": { "symbol": "BTC-USD", "side": "buy", "quantity": "1.5", "limit": "101.10" } },
    { "id": "I2", "at": "400ms", "cancel": "I1" }
  ],
  "network": { "model": "hops", "latency": ["1ms", "8ms"], "longest_delay": "2s" },
  "chaos": { "drop": "1/20", "duplicate": "1/30", "reorder": "1/20", "kill": "1/50", "until": "2s" },
  "faults": [{ "drop": { "from": "venue", "to": "desk-1", "message": "accepted", "intent": "I1", "nth": 1 } }],
  "expect": { "verdict": "held", "reach": ["retry", "duplicate-suppressed"] }
})";

// Every key that is not about faults, with values that are no defaults.
inline constexpr std::string_view everything = R"({
  "$schema": "../scenario.schema.json",
  "name": "all of it",
  "purpose": "uses each key",
  "venue": {
    "profile": "stored-response", "implementation": "forgetful", "dialect": "http", "tls": true,
    "instruments": [{ "symbol": "ABC", "price_decimals": 4, "lot_decimals": 0 }, { "symbol": "DEF", "price_step": "0.05", "quantity_step": "0.1", "quantity_min": "0.1" },
                    { "symbol": "GHI", "quantity_step": "0.2", "quantity_min": "0.4" }],
    "crowd": { "period": "3ms", "until": "4s" },
    "window": "10m", "processing": "2ms", "query_lag": "30ms", "rollover": "700ms", "rate_limit": { "requests": 50, "per": "1s" }
  },
  "clients": [
    { "name": "desk", "count": 3, "ids": "ulid", "config": { "b": [1, 2], "a": { "c": "é" } } },
    { "name": "solo", "implementation": "other", "account": "shared" }
  ],
  "intents": [
    { "id": "I1", "client": "desk-2", "at": "10ms", "again": ["20ms", "1s"],
      "place": { "symbol": "ABC", "side": "sell", "quantity": "15", "limit": "0.0001", "time_in_force": "immediate-or-cancel" } },
    { "id": "I1", "client": "solo", "at": "10ms", "place": { "symbol": "DEF", "side": "buy", "type": "market", "quantity": "0.1" } },
    { "id": "I2", "client": "desk-2", "at": "30ms", "replace": { "target": "I1", "quantity": "20", "limit": "0.0002" } },
    { "id": "I3", "client": "desk-2", "at": "40ms", "cancel": "I1" },
    { "id": "I4", "at": "50ms",
      "place": { "symbol": "DEF", "side": "buy", "type": "market", "quantity": "3", "time_in_force": "good-till-cancel" } },
    { "id": "I5", "at": "60ms",
      "place": { "symbol": "GHI", "side": "sell", "type": "stop", "stop": "99.50", "quantity": "2", "self_trade": "decrement" } },
    { "id": "I6", "at": "60ms",
      "place": { "symbol": "GHI", "side": "buy", "quantity": "2", "limit": "5", "post_only": true,
                 "time_in_force": "good-till-time", "expires": "900ms" } }
  ],
  "generate": { "count": 40, "from": "100ms", "to": "2s", "prefix": "bulk", "cancels": "1/4", "replaces": "1/5",
                "twins": "1/6", "again": "1/7" },
  "network": { "model": "direct", "latency": ["50us", "20ms"], "longest_delay": "800ms" },
  "background": { "seed": 77, "calm": true },
  "chaos": { "delay": "1/10", "power-loss": "1/90", "until": "3s", "restart_after": ["1ms", "2ms"],
             "partition_for": ["3ms", "4ms"], "pause_for": ["5ms", "6ms"], "clock_jump_max": "7s",
             "clock_drift_max_ppm": 8, "crash_nodes": ["venue", "desk-3"] },
  "faults": [{ "delay": { "from": "desk-1", "to": "venue", "message": "new-order", "nth": 2, "by": "700ms" } }],
  "heal": "5s", "horizon": "90s", "events_max": 1234, "beyond": true, "unknown_max": 3,
  "expect": { "verdict": "violated", "property": "one-order-per-intent", "blame": "client", "reach": ["retry"] }
})";

// One fault of each kind, in the readable form, for nodes venue and desk-1, account A and intent I1.
inline constexpr std::string_view readable_faults[] = {
    R"({"drop": {"from": "venue", "to": "desk-1", "message": "accepted", "intent": "I1", "nth": 1}})",
    R"({"duplicate": {"from": "desk-1", "to": "venue", "message": "new-order", "nth": 2, "copies": 3, "by": "5ms"}})",
    R"({"reorder": {"from": "venue", "to": "desk-1", "message": "event-filled", "nth": 1, "by": "1s"}})",
    R"({"delay": {"from": "venue", "to": "desk-1", "channel": "events", "message": "rejected", "nth": 1, "by": "1500us"}})",
    R"({"cut": {"from": "venue", "to": "desk-1", "message": "accepted", "intent": "*", "nth": 4, "bytes": 0}})",
    R"({"reset-before": {"from": "desk-1", "to": "venue", "message": "subscribe", "nth": 1}})",
    R"({"reset-after": {"from": "desk-1", "to": "venue", "message": "cancel", "intent": "I1", "nth": 1}})",
    R"({"silence": {"from": "desk-1", "to": "venue", "message": "heartbeat", "nth": 7}})",
    R"({"refuse": {"from": "desk-1", "to": "venue", "channel": "events", "nth": 2}})",
    R"({"unanswered": {"from": "desk-1", "to": "venue", "channel": "orders", "nth": 1}})",
    R"({"kill": {"node": "desk-1", "message": "new-order", "intent": "I1", "nth": 1, "when": "after", "restart": "50ms"}})",
    R"({"power-loss": {"node": "venue", "operation": "fsync", "role": "journal.#", "nth": 3, "when": "before", "unsynced": "torn", "restart": "2s"}})",
    R"({"short-write": {"node": "desk-1", "operation": "write", "role": "ledger.log", "nth": 1, "bytes": 7}})",
    R"({"no-space": {"node": "desk-1", "operation": "open", "role": "ledger.log", "nth": 1}})",
    R"({"write-error": {"node": "desk-1", "operation": "write", "role": "ledger.log", "nth": 9}})",
    R"({"fsync-error": {"node": "desk-1", "operation": "fsync", "role": "ledger.log", "nth": 1, "unsynced": "part"}})",
    R"({"lose-disk": {"node": "desk-1", "life": 2}})",
    R"({"old-disk": {"node": "desk-1", "life": 3}})",
    R"({"clock-skew": {"node": "venue", "life": 1, "by": "-5s"}})",
    R"({"clock-drift": {"node": "venue", "life": 1, "ppm": -40}})",
    R"({"stale-query": {"account": "A", "message": "query-order", "nth": 1, "by": "100ms"}})",
    R"({"partition": {"at": "500ms", "node": "venue", "peer": "desk-1", "both_ways": true, "for": "1s"}})",
    R"({"pause": {"after": {"message": {"from": "venue", "to": "desk-1", "message": "accepted", "intent": "I1", "nth": 1}}, "offset": "3ms", "node": "desk-1", "for": "20ms"}})",
    R"({"clock-jump": {"after": {"boot": {"node": "desk-1", "life": 2}}, "node": "desk-1", "by": "90m"}})",
    R"({"crash": {"after": {"stimulus": {"node": "desk-1", "intent": "I1", "nth": 1}}, "offset": "1ms", "node": "desk-1", "power": true, "unsynced": "all", "restart": "10ms"}})",
    R"({"ambiguous-error": {"account": "A", "message": "new-order", "intent": "I1", "nth": 1, "when": "after", "error": 2}})",
    R"({"stored-error": {"account": "A", "message": "new-order", "intent": "I1", "nth": 2, "when": "before"}})",
    R"({"lost-answer": {"account": "A", "message": "cancel", "intent": "I1", "nth": 1}})",
    R"({"late-answer": {"account": "A", "message": "replace", "nth": 1, "by": "20ms"}})",
    R"({"slow-processing": {"account": "A", "message": "new-order", "intent": "I1", "nth": 3, "by": "3ms"}})",
    R"({"late-fill": {"account": "A", "message": "cancel", "intent": "I1", "nth": 2, "by": "5ms"}})",
    R"({"evicted-id": {"account": "A", "message": "new-order", "intent": "I1", "nth": 4}})",
    R"({"freed-id": {"account": "A", "message": "new-order", "intent": "I1", "nth": 5}})",
    R"({"logout": {"account": "A", "message": "cancel", "intent": "I1", "nth": 3}})",
    R"({"rollover": {"account": "A", "message": "cancel", "intent": "I1", "nth": 4}})",
    R"({"bust": {"account": "A", "message": "new-order", "intent": "I1", "nth": 6}})",
    R"({"lost-ids": {"message": "recovery", "nth": 1}})",
    R"({"lost-orders": {"message": "recovery", "nth": 2, "count": 3}})",
    R"({"lost-event": {"account": "A", "message": "event-filled", "intent": "I1", "nth": 1}})",
    R"({"repeated-event": {"account": "A", "message": "event-filled", "intent": "I1", "nth": 2, "copies": 2}})",
    R"({"late-events": {"account": "A", "message": "event-accepted", "intent": "I1", "nth": 1, "by": "40ms"}})",
    R"({"overtaken-event": {"account": "A", "message": "event-accepted", "intent": "I1", "nth": 2}})",
    R"({"replayed-events": {"account": "A", "message": "subscribe", "nth": 2, "count": 5}})",
    R"({"short-page": {"account": "A", "message": "query-open", "nth": 1, "count": 1}})",
    R"({"shifted-page": {"account": "A", "message": "query-trades", "nth": 1, "count": 2}})",
};

// A scenario that holds them all.
inline std::string with_faults(std::string_view faults) {
  return R"({"name": "n", "venue": {"profile": "p"}, "clients": [{"name": "desk-1", "account": "A"}],
"intents": [{"id": "I1", "at": "10ms", "place": {"symbol": "BTC-USD", "side": "buy", "quantity": "1", "limit": "1"}}],
"faults": [)" +
         std::string(faults) + "]}";
}

inline std::vector<FaultWords> all_faults() {
  std::string list;
  for (std::string_view fault : readable_faults) {
    if (!list.empty()) list += ",\n";
    list += fault;
  }
  return parse_scenario(with_faults(list), "faults").faults;
}

// The errors of a text, one string; "" if it loads.
inline std::string errors_of(std::string_view text, const KnownWords& known = {}) {
  try {
    parse_scenario(text, "t.json", known);
    return {};
  } catch (const ScenarioError& error) {
    return error.what();
  }
}

}  // namespace onefold::harness::samples
