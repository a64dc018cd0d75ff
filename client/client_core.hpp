// The execution client without its input and output: events in, calls to a ClientHost out.
//
// Every entry point runs the same cycle: take in what happened, step the intents that it touched, write the
// records that this made with one sync, and only then let their effects out (callbacks, and requests that
// place, replace or cancel). What is not durable has no effect. Single-threaded.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include "client/client_host.hpp"
#include "client/client_state.hpp"
#include "client/counters.hpp"
#include "client/deadline_queue.hpp"
#include "client/options.hpp"
#include "client/parts.hpp"
#include "client/rate_gate.hpp"
#include "venue/api/intent.hpp"
#include "venue/api/observers.hpp"

namespace onefold::client {

class ClientCore {
 public:
  // `host` and `observer` are not owned and outlive the core.
  ClientCore(ClientOptions options, ClientParts parts, venue::ClientObserver& observer, ClientHost& host);

  // See ExecutionClient for the meaning of these.
  std::error_code start();
  void stop();
  void submit(const venue::Intent& intent);
  void lead_until(SteadyNs until_ns);
  void submit_copy(const venue::Intent& intent);
  void conclude(std::string_view intent, venue::Outcome outcome, venue::Reason reason);
  std::vector<venue::Intent> pending() const;
  std::optional<Resolution> resolution_of(std::string_view intent) const;
  venue::ClientView view() const;
  const Counters& counters() const { return counters_; }
  const std::string& complaint() const { return complaint_; }

  void on_connected(LinkKind link);
  void on_closed(LinkKind link);
  void on_reply(LinkKind link, venue::Reply&& reply);
  void on_drained(LinkKind link);
  void on_wake();
  void on_turn();

 private:
  enum class Ask : std::uint8_t { login, ping, subscribe, open_orders, trades, send, query, probe };
  enum class Source : std::uint8_t { stream, answer, query, snapshot };

  struct Pending {  // a request that was sent
    Ask ask = Ask::query;
    LinkKind link = LinkKind::orders;
    IntentIndex intent = no_intent;
    SteadyNs sent_ns = 0;
    std::uint64_t stream_seq = 0;  // events told of when it was sent
    bool expired = false;          // timed out; a late answer is still understood
  };
  struct Work {  // what is under way for one intent
    Standing standing;
    std::uint64_t request = 0;  // awaited; 0: none
    SteadyNs wake_ns = never_ns;
    bool touched = false;
    bool queued = false;
    bool verify = false;  // place: ask what became of the order
    bool ghost = false;   // place: the venue does not know the order
    bool copied = false;  // led: the other instance may have sent it, which no stamp of ours says yet
    SteadyNs order_ns = never_ns;  // place: when this life first knew the order
  };
  enum class LinkState : std::uint8_t { down, connecting, opening, open };
  struct Link {
    LinkState state = LinkState::down;
    int failures = 0;
    SteadyNs deadline_ns = never_ns;  // down: connect then; else: give up then
    SteadyNs heard_ns = never_ns;
    bool was_open = false;  // in this life
  };
  struct Outgoing {  // leaves when its RequestStamped is durable
    IntentIndex intent = no_intent;
    std::uint64_t number = 0;
    venue::Request request;
  };
  using Effect = std::variant<venue::ClientCallback, Outgoing>;

  // ---- the cycle (client_core.cpp) ----
  void begin();
  void settle();
  void step_touched();
  void flush();
  void record(const Record& record);
  void accept(const venue::Intent& intent);
  std::uint64_t next_callback() const { return state_.callbacks() + 1; }
  void report(std::string_view path, IntentIndex intent = no_intent);
  void touch(IntentIndex intent);
  std::error_code open_ledger();
  void restore_work();
  void break_ledger();
  void reopen_ledger();
  void compact_if_grown();

  // ---- the lead (client_lead.cpp) ----
  bool leads(SteadyNs at_ns) const { return !options_.led || at_ns < lead_until_ns_; }
  void follow_lead();
  void leave_to_other(IntentIndex intent);
  void assume_sent(IntentIndex intent);
  void ask_for_turn();

  // ---- links (client_links.cpp) ----
  Link& link(LinkKind kind) { return kind == LinkKind::orders ? orders_ : events_; }
  void connect(LinkKind kind);
  void drop(LinkKind kind);
  void on_logged_in(const venue::LoggedIn& reply, const Pending& pending);
  void begin_reconciling(std::uint64_t last_seq);
  void ask_open_orders();
  void ask_trades();
  venue::TradeId trades_from() const;
  void reconcile_later(std::int64_t at_least_ns);
  void ping();
  void set_deadline(SteadyNs& slot, SteadyNs at_ns, Deadline::Kind kind, std::uint64_t id);
  void on_deadline(const Deadline& deadline);
  bool is_moot(const Deadline& deadline) const;
  void on_timeout(std::uint64_t number);
  void arm_timer();
  std::uint64_t ask(Ask ask, LinkKind kind, venue::Request request, IntentIndex intent);
  void release(Pending& pending);
  bool usable() const { return orders_.state == LinkState::open && have_open_orders_ && have_trades_; }
  void become_usable();

  // ---- steps (client_steps.cpp) ----
  void step(IntentIndex intent);
  std::optional<Action> decide(IntentIndex intent);
  std::optional<Action> decide_dependent(IntentIndex intent);
  bool is_first_unresolved(IntentIndex dependent) const;
  void perform(IntentIndex intent, const Action& action);
  void perform_send(IntentIndex intent, const Action& action);
  void perform_query(IntentIndex intent);
  void perform_probe(IntentIndex intent);
  bool asks_by_id() const;
  bool may_send(IntentIndex intent, bool urgent);
  RequestStamped make_stamp(IntentIndex intent, bool afresh);
  void stamp_bytes(const venue::Intent& intent, venue::TimeNs wall_ns, RequestStamped& stamp) const;
  void date_standing(const RequestStamped& stamp, Standing& standing) const;
  void resume_session(std::uint64_t last_received);
  venue::Request make_request(IntentIndex intent, const RequestStamped& stamp);
  void gather(Outgoing& outgoing);
  void transmit(std::vector<Outgoing>& batch);
  void expect_answer(const Outgoing& outgoing, SteadyNs sent_ns);
  void resolve(IntentIndex intent, venue::Outcome outcome, venue::Reason reason);
  void back_off(IntentIndex intent, std::int64_t at_least_ns);
  void pump();

  // ---- answers (client_answers.cpp, of transfers and batches client_transfers.cpp) ----
  std::optional<Pending> take_pending(std::uint64_t number);
  void on_one(const venue::LoggedIn& reply);
  void on_one(const venue::Accepted& reply);
  void on_one(const venue::Cancelled& reply);
  void on_one(const venue::Replaced& reply);
  void on_one(const venue::Rejected& reply);
  void on_one(const venue::OrderReport& reply);
  void on_one(const venue::OpenOrders& reply);
  void on_one(const venue::Trades& reply);
  void on_one(venue::ExecutionReport& report);
  void on_one(const venue::Heartbeat&) {}
  void on_one(const venue::BatchAnswer& reply);
  void on_one(const venue::Transferred& reply);
  void on_one(const venue::TransferReport& reply);
  // Answers to requests that it does not make.
  void on_one(const venue::MassCancelled&) {}
  void on_one(const venue::CancelAfterSet&) {}
  void take_order_answer(std::uint64_t number, const venue::OrderState& order, bool original);
  void end_request(const Pending& pending);
  void take_refusal(const Pending& pending, const venue::Rejected& reply);
  void take_order_report(const Pending& pending, const venue::OrderReport& reply);
  void take_target_report(IntentIndex place, const Pending& pending, const venue::OrderReport& reply);
  IntentIndex learn_transfer(const venue::TransferState& transfer);
  void found_no_order(IntentIndex intent, const Pending& pending, bool other_owner);

  // ---- evidence (client_evidence.cpp) ----
  IntentIndex learn_order(const venue::OrderState& order, Source source);
  void learn_dependents(IntentIndex place);
  void report_resolution(IntentIndex place, Source source);
  void take_fill(const venue::Fill& fill, std::uint64_t seq);
  void take_bust(const venue::Fill& fill, const venue::OrderState& order);
  void count_anew(IntentIndex place, venue::OrderState& order) const;
  void take_event(const venue::ExecutionReport& report);
  void note_foreign(const venue::OrderState& order, Source source);
  void take_stream();
  void watch_gap();
  void close_gap();
  void roll_back_stream();
  void note_stream_end(std::uint64_t last_seq, SteadyNs asked_ns);
  void check_whole();
  void skip_stream_to(std::uint64_t seq);
  bool lacks_fills() const;
  void back_fill();

  const ClientOptions options_;
  ClientParts parts_;
  venue::ClientObserver& observer_;
  ClientHost& host_;
  RateGate gate_;
  ClientState state_;
  Counters counters_;
  std::string complaint_;

  SteadyNs now_ns_ = 0;  // of this turn
  SteadyNs started_ns_ = 0;
  std::deque<Work> work_;  // by intent
  std::vector<IntentIndex> touched_;
  std::deque<IntentIndex> urgent_;  // waiting for room or a token: cancels and queries
  std::deque<IntentIndex> normal_;  // and the rest

  std::vector<Effect> effects_;
  bool appended_ = false;
  std::uint64_t delivered_ = 0;  // callbacks given to the user
  std::uint64_t delivered_recorded_ = 0;
  bool broken_ = false;  // the ledger failed; nothing goes on before it is read again
  bool stopped_ = true;
  bool turn_asked_ = false;
  SteadyNs lead_until_ns_ = never_ns;
  bool lead_taken_ = false;
  int ledger_failures_ = 0;
  std::vector<venue::Intent> unsynced_;                 // accepted in this turn
  std::deque<venue::Intent> waiting_;                   // submitted while broken
  std::set<std::string, std::less<>> cancelled_early_;  // targets of cancels that came before their place

  Link orders_;
  Link events_;
  std::map<std::uint64_t, Pending> pending_;
  std::uint64_t next_request_ = 1;
  int in_flight_ = 0;
  bool have_open_orders_ = false;
  bool have_trades_ = false;
  bool back_fill_again_ = false;  // ask for open orders and trades once more when the lag is over
  std::uint64_t whole_seq_ = 0;   // the end of the stream, as told to a question that was asked at
  SteadyNs whole_asked_ns_ = never_ns;
  SteadyNs whole_ns_ = never_ns;  // the last question up to whose answer the stream is whole
  std::set<venue::OrderId> orphans_;
  std::vector<Outgoing> batch_;        // new orders of this turn that leave in one message
  std::vector<IntentIndex> draining_;  // whose request the kernel took last

  DeadlineQueue deadlines_;
  SteadyNs armed_ns_ = never_ns;
  SteadyNs ping_ns_ = never_ns;
  SteadyNs gap_ns_ = never_ns;
  std::uint64_t gap_seq_ = 0;  // events taken when the gap was seen
  bool gap_reported_ = false;
  int silent_pings_ = 0;
  SteadyNs rate_ns_ = never_ns;
  SteadyNs reconcile_ns_ = never_ns;
  SteadyNs ledger_ns_ = never_ns;
  std::uint64_t compacted_size_ = 0;  // of the ledger when it was last rewritten
};

}  // namespace onefold::client
