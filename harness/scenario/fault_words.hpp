// A fault outside any world: the same fault as sim::Fault, its names as words. What scenarios and capsules
// hold, what shrinking takes away, what reports print; and the only codec of it.
//
// JSON: one object with one key, the kind's word, e.g. {"kill": {...}}. Where it strikes is written in one of
// two ways:
//   exact     "key": the canonical text of the key, as in capsules
//   readable  by kind of point: "from", "to", "message", "intent", "nth" ... (docs/scenario-format.md lists
//   them)
// Both read back to the same value. How hard it strikes has the same words in both.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/fault.hpp"
#include "sim/core/key.hpp"

namespace onefold::harness {

struct FaultWords {
  std::string key;   // canonical text of the key
  std::string node;  // anchored kinds: whom it strikes; else empty
  std::string peer;  // partition; else empty
  sim::Fault fault;  // all the rest; its key, node and peer stay unset

  friend bool operator==(const FaultWords&, const FaultWords&) = default;
};

FaultWords words_of(const sim::NameTable& names, const sim::Fault& fault);

// Interns the words. The key must be canonical text (it is, in whatever was loaded or came from words_of);
// aborts if not.
sim::Fault bind(sim::NameTable& names, const FaultWords& words);

// Whether the fault strikes this node, or at a point of which it is an end.
bool concerns_node(const FaultWords& words, std::string_view node);

// For reports, one line each, in columns that are aligned over the list: kind, where, what.
//   drop   venue -> desk-1   accepted I1 #1
//   kill   desk-1            after send new-order I1 #1; restart after 50 ms
std::vector<std::string> describe(const std::vector<FaultWords>& faults);

// The channel on which messages of this kind travel by rule: requests and replies on "orders", subscribe and
// event-* on "events". Empty for a word that is no message.
std::string_view channel_of(std::string_view message);

enum class FaultForm : unsigned char { exact, readable };

// Stable key order, fields with their default left out.
nlohmann::ordered_json to_json(const FaultWords& words, FaultForm form);

// A list of faults as one line of JSON, exact, and back. Reading throws ScenarioError, which calls the text
// `name`.
std::string list_text(const std::vector<FaultWords>& faults);
std::vector<FaultWords> parse_list(std::string_view json, std::string_view name);

}  // namespace onefold::harness
