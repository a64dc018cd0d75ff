// One of the gateways in front of an engine: recalls the requests that came through it, and answers their
// copies without the engine.
//
// Models a store of its own, on its own disk, with the profile's time to live: what came through another
// gateway is not known here. A request is known by the profile's key (request_key.hpp). Refusals are recalled
// where the venue stores answers, or where a refused request uses up its id. Ignores other requests than new
// orders and replaces: cancels and queries pass.
//
// Used in the exchange's turns (gateways.hpp): judge() and enter() when a request arrives; judge() again,
// then leave() and remember() when it is executed; commit() before the journal's, so that no effect is ever
// durable whose key is not. Single-threaded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>

#include "venue/profile/profile.hpp"
#include "venue/semantics/id_store.hpp"
#include "venue/semantics/key_store.hpp"
#include "venue/server/key_log.hpp"

namespace onefold::venue {

class Gateway {
 public:
  // Keys beyond so many are not taken: see full().
  static constexpr std::size_t keys_max = 16 * 1024 * 1024;

  // Keeps a reference to the profile.
  explicit Gateway(const Profile& profile);

  // Takes back what it knew; see KeyLog::open.
  std::error_code open(const std::filesystem::path& directory, std::uint64_t records_last,
                       KeyLog::Found& found);

  // What the profile's rules say to the request. Requests without a key are always fresh.
  IdVerdict judge(std::string_view account, const Request& request, TimeNs now_ns);

  // Whether a request with this key is being worked on, if the profile wants that told. Lost when the process
  // dies, as the requests themselves are.
  bool is_in_flight(std::string_view account, const Request& request);
  void enter(std::string_view account, const Request& request);
  void leave(std::string_view account, const Request& request);

  // Recalls how a fresh request ended, if the profile wants that. `record` as in KeyLog::put.
  void remember(std::string_view account, const Request& request, const FirstAnswer& first, TimeNs now_ns,
                std::uint64_t record);

  // No more keys can be recalled: new requests are to be refused, until some expire.
  bool full() const { return keys_.size() >= keys_max; }

  std::error_code commit() { return log_.commit(keys_); }
  void close() { log_.close(); }

 private:
  const Profile* profile_;
  KeyStore keys_;
  KeyLog log_;
  std::unordered_set<std::string> in_flight_;  // looked up only
  std::string key_;                            // of the request at hand; kept for its memory
};

}  // namespace onefold::venue
