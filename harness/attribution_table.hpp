// Which intent a message on the wire is about: a table of client order ids, learned from the requests that
// clients send, by their terms. Used to name messages in keys; the oracle attributes orders on its own, from
// the venue's truth.
//
// Twins (intents with equal terms) are told apart by the order in which their ids first appear.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/scenario/scenario.hpp"
#include "sim/core/name.hpp"
#include "venue/api/messages.hpp"

namespace onefold::harness {

class AttributionTable {
 public:
  // `scenario` is expanded and outlives the table. Interns the intents' ids.
  AttributionTable(const Scenario& scenario, sim::NameTable& names);

  // The intent of a request that `client` sends, learning its id; name_none if it is about none.
  sim::Name of_request(std::size_t client, const venue::Request& request);
  // The same of a request that was sent before.
  sim::Name of_known(const venue::Request& request) const;
  // Of a reply or event: name_several if it is about more than one.
  sim::Name of_reply(const venue::Reply& reply) const;
  sim::Name of_report(const venue::ExecutionReport& report) const;

 private:
  static constexpr std::uint32_t nobody = UINT32_MAX;

  std::uint32_t intent_of(std::string_view client_order_id) const;
  std::uint32_t match_place(std::size_t client, const venue::NewOrder& order) const;
  std::uint32_t match_transfer(std::size_t client, const venue::Transfer& request) const;
  std::uint32_t match_replace(std::uint32_t place, const venue::ReplaceOrder& request) const;
  // The intent of `kind` that targets this place intent, or the place itself if there is none.
  std::uint32_t follower(std::uint32_t place, venue::IntentKind kind) const;
  // The place intent whose order this intent is about.
  std::uint32_t root(std::uint32_t intent) const;
  sim::Name name(std::uint32_t intent) const { return intent == nobody ? sim::name_none : names_[intent]; }
  void learn(std::string_view client_order_id, std::uint32_t intent);

  const Scenario* scenario_;
  std::vector<std::uint32_t> client_of_;  // of each intent
  std::vector<std::uint32_t> target_of_;  // of each intent; nobody for places
  std::vector<sim::Name> names_;
  std::vector<bool> has_id_;
  std::unordered_map<std::string, std::uint32_t> by_id_;
};

}  // namespace onefold::harness
