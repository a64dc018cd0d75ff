// All places in front of the engine where an exchange catches duplicates: its gateways, each with a store of
// its own, and, where the engine compares fingerprints, the one store at its door.
//
// A request passes its gateway, then the door. The first that knows it answers; nothing behind is asked, and
// no rate limit counts it. Directories under the venue's: gateway-1, gateway-2 ... and engine-keys.
#pragma once

#include <deque>
#include <filesystem>
#include <string>
#include <system_error>

#include "venue/engine/engine.hpp"
#include "venue/server/id_gateway.hpp"

namespace onefold::venue {

class Gateways {
 public:
  // Keeps a reference to the profile.
  explicit Gateways(const Profile& profile);

  // Takes back what they knew, `engine` being recovered. `tail_cut`: a torn end was cut off.
  std::error_code open(const std::filesystem::path& data_dir, const Engine& engine, bool& tail_cut,
                       std::string& failure);

  // How a request that came by connection number `connection` (from 0) is answered without the engine.
  // nothing: not at all, the venue is silent; answer: with `reply`; execute: it is for the engine.
  Arrival answer(std::size_t connection, AccountId account, const Request& request, TimeNs now_ns,
                 const Engine& engine);

  // False: duplicates are caught by the engine alone, or by nobody; then there is nothing to ask.
  bool any() const { return !gateways_.empty() || !door_.empty(); }

  // Whether one of them recalls the request.
  bool knows(std::size_t connection, std::string_view account, const Request& request, TimeNs now_ns);

  // The engine took the request: it is being worked on from now on.
  void enter(std::size_t connection, std::string_view account, const Request& request);
  // Its work is done without the engine, because a copy was done before it.
  void leave(std::size_t connection, std::string_view account, const Request& request);
  // Its work is done, as `execution` says.
  void executed(std::size_t connection, std::string_view account, const Request& request,
                const Execution& execution, TimeNs now_ns, const Engine& engine);

  // Before the journal's commit of the same turn.
  std::error_code commit();
  void close();

 private:
  template <class Do>
  void each(std::size_t connection, Do visit);

  const Profile* profile_;
  std::deque<Gateway> gateways_;  // by their number; empty: they do not compare
  std::deque<Gateway> door_;      // one or none
};

}  // namespace onefold::venue
