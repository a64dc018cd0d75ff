// What a venue documents about client order ids, as data: the engine enforces it, clients choose their
// retries by it, the oracle's contract is derived from it.
//
// One JSON file per venue in venue/profile/NAME.json. Models the rules below; ignores fees and margins.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "venue/api/messages.hpp"
#include "venue/api/types.hpp"

namespace onefold::venue {

// How long the venue recalls a client order id.
enum class Retention : std::uint8_t {
  none,        // ids are labels: nothing is de-duplicated
  while_open,  // free again once the order is filled or cancelled
  window,      // for window_ns after the first request with it
  for_ever,
  session,       // until the account's session ends, and while the order is open
  day,           // until the venue's next rollover, and while the order is open
  until_expiry,  // until the expiry that the order, or its cancel, carries (expires_ns, valid_until_ns)
};

// What a NewOrder gets whose id is recalled, when terms are equal or mismatch is ignored.
enum class DuplicateAnswer : std::uint8_t {
  accept_new,       // another order (retention none)
  reject,           // Rejected, duplicate_id
  return_original,  // Accepted with `original`, the order in its present state
  stored_response,  // the bytes of the first answer again, an error included
  ignore,           // nothing at all: no answer, no effect
  amend,   // the open order takes the new terms (Replaced, under its own id); a closed one: as reject
  upsert,  // expires_ns later than the order's: replaces it, and brings a cancelled one back when later
           // than its cancel's too; else Rejected, expired_before. A filled one: as reject
};

enum class MismatchAnswer : std::uint8_t { ignore, reject };

// What an id must be beside its format.
enum class IdOrder : std::uint8_t {
  any,
  increasing,  // above every id that the scope has used, compared as numbers; else the duplicate answer
};

struct IdFormat {
  std::size_t length_min = 1;
  std::size_t length_max = 36;
  std::string alphabet = {};  // each permitted byte once; empty: any printable ASCII but space
  bool per_account = true;    // scope in which ids are compared; false: the whole venue
  std::string field = {};     // what the venue calls it, e.g. "newClientOrderId"
  bool required = true;       // false: one that is empty is made up by the venue
  bool case_sensitive = true;
  IdOrder order = IdOrder::any;
};

// A guard on the signed bytes of a request instead of, or beside, one on its id.
struct NonceRule {
  std::size_t recalled = 0;    // 0: none. So many of the highest nonces of an account; one of them again is
                               // refused (nonce_used), one below all of them too (nonce_too_old)
  std::int64_t ahead_ns = 0;   // a nonce is the signer's clock in milliseconds: how far it may be ahead
  std::int64_t behind_ns = 0;  // and behind the venue's; 0: any. Else nonce_too_old
};

// What becomes of a cancel or replace whose target is not open.
enum class DeadTarget : std::uint8_t {
  reject,     // already_closed or unknown_order
  success,    // Cancelled with its state; of an id never seen: unknown_order
  ignore,     // no answer
  tombstone,  // accepted, and it stops a place of that id which comes before the cancel's valid_until_ns
};

// Which orders a cancel by client order id means where several have it.
enum class LabelTarget : std::uint8_t { newest_open, only_one, all };

struct CancelRules {
  bool by_client_id = true;  // else by the venue's order id alone: unsupported
  DeadTarget filled = DeadTarget::reject;
  DeadTarget cancelled = DeadTarget::reject;
  DeadTarget never_seen = DeadTarget::reject;
  LabelTarget label = LabelTarget::newest_open;
  bool renames = false;  // a cancelled order loses its client order id: it is found by its order id alone
};

enum class ReplaceWay : std::uint8_t {
  atomic,           // one order goes on under the same order id
  cancel_then_new,  // the old one is cancelled, then a new one made; if that is refused: replace_half_done
  unsupported,
};

struct ReplaceRules {
  ReplaceWay way = ReplaceWay::atomic;
  bool chained_id = true;            // client_order_id becomes the order's; false: it keeps its own, and the
                                     // request's must be equal to the target
  bool total_quantity = true;        // quantity is the total, executed part included; false: what is left
  bool cancel_failure_stops = true;  // cancel_then_new: a dead target ends it; false: the new one is made
};

// How queries look back.
struct QueryRules {
  enum class Shape : std::uint8_t { all, latest, unsupported };  // of what is asked by client order id
  Shape by_client_id = Shape::all;
  std::int64_t closed_for_ns = 0;  // closed orders are found for so long; 0: for ever
  std::size_t closed_max = 0;      // and so many of them; 0: all
  bool purge_unfilled = false;     // an order cancelled without any fill is not found at all
  std::int64_t list_lag_ns = 0;    // as query_lag_ns, of open orders
  std::int64_t trades_lag_ns = 0;  // of trades
  std::size_t page_max = 0;  // orders in one list, the oldest first, without a sign that there are more;
                             // 0: all
};

enum class StreamStart : std::uint8_t {
  replay,    // all from Subscribe::from_seq
  nothing,   // only what happens from now on
  snapshot,  // one report of each open order in its present state, then what happens
};
struct StreamRules {
  StreamStart on_connect = StreamStart::replay;
  bool cumulative_fills = false;  // last_quantity and last_price are not told: `filled` is
  bool ordered = true;            // false: reports of one turn may come in another order
};

// How late a request may come. `field` is what the venue calls it.
struct LateBound {
  enum class Kind : std::uint8_t {
    none,
    absolute,  // valid_until_ns
    window,    // sent_ns and a span: valid_until_ns is their sum; sent_ns too far ahead is refused too
  };
  Kind kind = Kind::none;
  std::string field = {};
  std::int64_t default_ns = 0;  // of a client that says nothing; 0: it is not checked then
  std::int64_t max_ns = 0;      // valid_until_ns further ahead is refused; 0: any
  std::int64_t ahead_ns = 0;    // window: how far sent_ns may be ahead of the venue's clock; 0: any
  bool at_gateway = true;       // checked on arrival
  bool at_engine = true;        // and again before the effect
  bool for_place = true, for_replace = true, for_cancel = false;
};

// Numbers of a session's messages (new-order, cancel, replace, mass-cancel), apart from ids.
struct SequenceRules {
  enum class Low : std::uint8_t { ignore, reject, logout };
  enum class Gap : std::uint8_t {
    apply,        // a gap means nothing
    reject,       // sequence_gap, the message has no effect
    not_applied,  // the missing ones are declared void and this one is taken
    logout,
  };
  bool numbered = false;  // false: no sequenced session, and no other member has a meaning
  Low low = Low::ignore;
  Gap gap = Gap::reject;
  bool tells_last_received = true;  // LoggedIn::last_received
  bool fences = true;               // a login makes what is under way on the account's older connections void
  bool reset_permitted = false;     // Login::reset_seq
};

// When days, sessions and day orders end: once a day, at `at_ns` after midnight UTC of the venue's clock.
struct Rollover {
  bool daily = false;
  std::int64_t at_ns = 0;
};

struct RateLimit {
  std::int64_t requests = 0;  // 0: no limit. Per account, orders and queries alike
  std::int64_t per_ns = 0;
  bool cancels_exempt = false;
  std::int64_t ban_after = 0;   // refusals in a row that earn a ban; 0: none
  std::int64_t ban_ns = 0;      // of the first; doubled with each further one
  std::int64_t ban_max_ns = 0;  // up to this
};

struct CancelOnDisconnect {
  enum class Kind : std::uint8_t { off, on_disconnect, timer };  // timer: CancelAfter
  Kind kind = Kind::off;
  std::int64_t delay_ns = 0;  // on_disconnect: after the last orders connection of the account
  std::int64_t timer_min_ns = 0, timer_max_ns = 0;  // timer
};

// What orders the venue takes; others are refused (unsupported).
struct OrderRules {
  bool stops = false;
  bool fill_or_kill = false, day = false, good_till_time = false;
  bool post_only = false;
  SelfTrade self_trade = SelfTrade::cancel_taker;  // where the request leaves it to the venue
  std::vector<SelfTrade> self_trade_modes = {};    // that a request may choose
  bool mass_cancel = false;
  std::size_t batch_max = 0;  // legs of NewOrders; 0: there are no batches
};

// What an answer to a request means that is not the effect itself.
enum class Acknowledgement : std::uint8_t {
  effect,    // the answer is sent after the effect
  accepted,  // sent on arrival: the effect, or a refusal as an event, comes later
};

// Ids of transfers and withdrawals.
struct TransferRules {
  bool supported = false;
  Retention retention = Retention::for_ever;  // none, window or for_ever
  std::int64_t window_ns = 0;
  DuplicateAnswer duplicate = DuplicateAnswer::reject;  // reject, return_original, stored_response
  MismatchAnswer mismatch = MismatchAnswer::ignore;
};

// Where ids are looked up. Several gateways stand in front of one engine; a client reaches any of them.
struct DeduplicationPlace {
  bool at_engine = true;
  bool at_gateway = false;  // by a store of each gateway's own: an id is recalled there alone
  int gateways = 1;
  enum class Key : std::uint8_t {
    client_id,
    fingerprint,  // of the request, id and terms, within window_ns: the same again is caught; twins, which
                  // have ids of their own, pass, and so does an id with other terms
    terms,        // of the terms alone, within window_ns: a copy under another id is caught, and so is a twin
  };
  Key key = Key::client_id;
};

// One error code of the venue, and what it says of the request that it answers.
enum class Effect : std::uint8_t { never, maybe, always };
enum class RetryAdvice : std::uint8_t {
  no,           // the same request will be refused again
  same_id,      // the same bytes again
  after_query,  // only once a query has shown that nothing took effect
  later,        // the same request after a pause
};
struct ErrorCode {
  int http_status = 0;    // 0: not HTTP, or not documented
  std::string code = {};  // as it stands in Rejected::code; not empty, unique in the profile
  std::string message = {};
  std::vector<Reason> reasons =
      {};  // what this venue says with it; the first row that names a reason is used
  Effect effect = Effect::never;
  RetryAdvice retry = RetryAdvice::no;
  bool ambiguous =
      false;  // the venue may say it though the effect happened: a misbehaviour that is permitted
  std::string source = {};
};

// Where one value of the file comes from.
struct Provenance {
  std::string path = {};                  // in the file, e.g. "id.length_max"
  std::vector<std::string> sources = {};  // empty: undocumented
  std::string assumption = {};            // undocumented: what is assumed, and why
};

struct Profile {
  std::string name = {};  // file name without .json, e.g. "reject-while-open"; of a variant with its suffix
  std::string title = {};
  std::string source = {};  // where the rules are documented
  std::string family = {};  // word of the family of id rules, e.g. "reject-while-open" (docs/profiles.md)
  IdFormat id;
  Retention retention = Retention::for_ever;
  std::int64_t window_ns = 0;  // retention window and key fingerprint only; else 0
  DuplicateAnswer duplicate = DuplicateAnswer::reject;
  MismatchAnswer mismatch = MismatchAnswer::ignore;
  bool refused_claims_id = false;   // a refused order uses up its id
  bool in_flight_conflict = false;  // a copy that comes while the first is worked on gets in_flight
  bool deadline_checked = false;    // valid_until_ns is honoured: late_bound.kind is not none
  std::int64_t processing_ns = 0;   // from arrival of an order request to its effect and answer
  std::int64_t query_lag_ns = 0;    // L: queries may answer from a state this much older
  RateLimit rate_limit;
  Acknowledgement acknowledgement = Acknowledgement::effect;
  NonceRule nonce;
  CancelRules cancel;
  ReplaceRules replace;
  QueryRules query;
  StreamRules stream;
  LateBound late_bound;
  SequenceRules sequence;
  Rollover rollover;
  CancelOnDisconnect cancel_on_disconnect;
  OrderRules orders;
  TransferRules transfers;
  DeduplicationPlace place;
  std::vector<ErrorCode> codes = {};
  std::vector<Provenance> provenance = {};  // of every value that is given, in the order of the file
};

// The row of `codes` with which the venue tells `reason`; null: it has no code of its own for that.
const ErrorCode* code_for(const Profile& profile, Reason reason);
// The row with this code; null: not listed.
const ErrorCode* find_code(const Profile& profile, std::string_view code);

// The longest of the venue's lags: a query sent so long after an effect sees it.
std::int64_t query_lag_max_ns(const Profile& profile);

// An undocumented value may have a stricter and a laxer form; `as_assumed` is what the file says first.
enum class Variant : std::uint8_t { as_assumed, stricter, laxer };

// Words of the JSON files: the names of the values with hyphens ("while-open", "return-original").
std::string_view to_string(Retention retention);
std::string_view to_string(DuplicateAnswer answer);

// what(): "file:line:column: what was expected".
class ProfileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws ProfileError, while loading configuration only.
Profile load_profile(const std::filesystem::path& file, Variant variant = Variant::as_assumed);

// `text` of `file_name` (for messages). As load_profile.
Profile parse_profile(std::string_view text, std::string_view file_name,
                      Variant variant = Variant::as_assumed);

// The profiles that are part of the program, sorted: the files of venue/profile, embedded when it is built.
std::vector<std::string> built_in_profiles();

// One of them, or a variant: "binance-spot", "binance-spot:stricter", "binance-spot:laxer". Throws
// ProfileError for another name.
Profile built_in_profile(std::string_view name);

// Nothing if the id fits the format; else why not, e.g. "37 bytes, at most 36".
std::string check_id(const IdFormat& format, std::string_view id);

}  // namespace onefold::venue
