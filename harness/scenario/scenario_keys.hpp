// The keys of each object in a scenario file: what the loader accepts, the schema describes and the writer
// writes. Private to harness/scenario. The keys of faults stand with their codec.
#pragma once

#include <string_view>

namespace onefold::harness::keys {

// "$schema" is for editors, and ignored.
inline constexpr std::string_view scenario[] = {"$schema",     "name",     "purpose", "venue",      "clients",
                                                "intents",     "generate", "network", "background", "chaos",
                                                "faults",      "heal",     "horizon", "events_max", "beyond",
                                                "unknown_max", "expect"};
inline constexpr std::string_view venue[] = {"profile",    "profile_document", "implementation", "dialect",
                                             "tls",        "instruments",      "crowd",          "window",
                                             "processing", "query_lag",        "rate_limit",     "rollover"};
inline constexpr std::string_view instrument[] = {"symbol",     "price_decimals", "lot_decimals",
                                                  "price_step", "quantity_step",  "quantity_min"};
inline constexpr std::string_view crowd[] = {"period", "until"};
inline constexpr std::string_view rate_limit[] = {"requests", "per"};
inline constexpr std::string_view client[] = {"name", "implementation", "account", "acts_for",
                                              "ids",  "config",         "command", "count"};
inline constexpr std::string_view intent[] = {"id",    "client", "at",      "again",
                                              "place", "cancel", "replace", "transfer"};
inline constexpr std::string_view place[] = {"symbol", "side", "type",    "time_in_force", "quantity",
                                             "limit",  "stop", "expires", "post_only",     "self_trade"};
inline constexpr std::string_view transfer[] = {"asset", "amount", "to"};
inline constexpr std::string_view replace[] = {"target", "quantity", "limit"};
inline constexpr std::string_view generate[] = {"count",   "from",     "to",    "prefix",
                                                "cancels", "replaces", "twins", "again"};
inline constexpr std::string_view network[] = {"model", "latency", "longest_delay"};
// As in capsules.
inline constexpr std::string_view background[] = {"seed", "calm"};
// And one rate for each kind of fault.
inline constexpr std::string_view chaos[] = {"until",      "restart_after",  "partition_for",
                                             "pause_for",  "clock_jump_max", "clock_drift_max_ppm",
                                             "crash_nodes"};
inline constexpr std::string_view expect[] = {"verdict", "property", "blame", "reach"};

}  // namespace onefold::harness::keys
