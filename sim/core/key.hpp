// Keys: the name, in words a tester knows, of each point where a run could have gone another way.
//
// Whatever is decided at a point is a function of seed and key, never of how many decisions came before; so
// taking one fault out of a run leaves the others where they were. A key has one canonical text and one
// 64-bit hash of its parts' hashes; both are guarded by golden tests, because capsules in users' repositories
// depend on them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/name.hpp"

namespace onefold::sim {

// message:    `from` has completed a frame for `to`. parts: from, to, channel, kind, intent, n
// connection: `from` connects to `to`.               parts: from, to, channel, n
// effect:     node is about to make an effect.       parts: node, operation, role (file role or message),
// intent, n query:      `to` asks the venue `from` something.  parts: as message, of the reply boot: node
// starts its n-th life (from 1).    parts: node, n stimulus:   an intent is handed to a client.       parts:
// node, intent, n start:      virtual time 0.                        no parts
// conduct:    the venue `from` may misbehave towards the account `to` (or, at a recovery, "-"): at a request,
//             an event, a page, or a recovery.       parts: from, to, kind, intent, n
enum class PointKind : std::uint8_t { message, connection, effect, query, boot, stimulus, start, conduct };
std::string_view to_string(PointKind kind);

// Unused parts are the name "-". n counts, from 1, how often these parts came up in the whole run, what the
// sender made: retries, connections and lives included, copies made by the network excluded.
struct Key {
  PointKind point = PointKind::start;
  Name a;       // from, or node
  Name b;       // to
  Name c;       // channel, or operation of an effect
  Name d;       // message kind, or role of an effect
  Name intent;  // "-" none, "*" several
  std::uint32_t n = 0;

  friend bool operator==(const Key&, const Key&) = default;
};

// Raised by one whenever the hash function or the parts change: capsules state it, and replay refuses
// another.
inline constexpr std::uint32_t key_hash_version = 1;

// Of the parts without n (for counting), and of the whole key.
std::uint64_t hash_without_n(const NameTable& names, const Key& key);
std::uint64_t hash_of(const NameTable& names, const Key& key);

// "message venue->desk-1 orders accepted I1 #1", "connection desk-1->venue orders #2",
// "effect desk-1 fsync ledger.log - #3", "boot venue #2", "stimulus desk-1 I1 #1", "start".
std::string to_text(const NameTable& names, const Key& key);

// The inverse; interns what it reads. Nothing if the text is not canonical.
std::optional<Key> parse_key(NameTable& names, std::string_view text);

}  // namespace onefold::sim
