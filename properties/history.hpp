// What happened in one run, recorded outside every node's memory: the only evidence that the properties judge
// by.
//
// The harness feeds it while the run goes on, in the order in which things happen. Nothing here decides or
// fails; a run is judged afterwards by judge(). Times are virtual and never decrease. What a dying node does
// (World::dying) did not happen and must not be recorded. Not thread-safe. Cheap: moves what it is given and
// looks nothing up but intents.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "properties/contract.hpp"
#include "properties/terms.hpp"
#include "venue/api/intent.hpp"
#include "venue/api/messages.hpp"
#include "venue/api/observers.hpp"

namespace onefold::properties {

// Position in the record, over all kinds of records: what came before what, at equal times too.
using Step = std::uint32_t;

struct IssuedIntent {
  ClientIndex client = 0;
  venue::Intent intent;
  TimeNs first_ns = 0;
  Step step = 0;
  int times = 0;  // submissions, repeats included
};

struct RecordedExecution {
  venue::ExecutionReport report;
  TimeNs at_ns = 0;
  Step step = 0;
  bool forgotten = false;  // an earlier life reported it, and a later one does not have it
  TimeNs forgotten_ns = 0;
  bool rewritten = false;  // a later life reported other content under its number
};

struct RecordedTransfer {
  venue::TransferState transfer;
  TimeNs at_ns = 0;
  Step step = 0;
  bool forgotten = false;  // an earlier life made it, and a later one does not have it
};

struct SentRequest {
  ClientIndex client = 0;
  std::uint32_t life = 0;
  std::uint64_t connection = 0;
  venue::Request request;
  TimeNs at_ns = 0;
  Step step = 0;
};

struct SentReply {
  ClientIndex client = 0;  // addressee
  std::uint64_t connection = 0;
  venue::Reply reply;
  TimeNs at_ns = 0;
  Step step = 0;
};

struct RecordedCallback {
  ClientIndex client = 0;
  std::uint32_t life = 0;
  venue::ClientCallback callback;
  TimeNs at_ns = 0;
  Step step = 0;
};

// restart: taken once a restarted client says that it is ready, faults may still last. quiescence: after
// healing, when the run has come to rest.
enum class Moment : std::uint8_t { restart, quiescence };

struct RecordedView {
  ClientIndex client = 0;
  std::uint32_t life = 0;
  venue::ClientView view;
  Moment moment = Moment::restart;
  TimeNs at_ns = 0;
  Step step = 0;
};

// A fault that struck and that the contract does not permit.
struct StruckFault {
  std::string word;  // one entry per word
  std::string_view reason;
};

// rested: healed, then nothing was left to do. overdue: healed, but not at rest when its horizon came; both
// sides must agree by then all the same. cut: a bound was hit or a program failed before healing had its
// time; only what must hold always is judged.
enum class Ending : std::uint8_t { rested, overdue, cut };

class History {
 public:
  explicit History(const Terms& terms);  // borrowed
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  // ---- truth outside all nodes ----
  // Each submission by the intent's source. Repeats have the same content.
  void issued(ClientIndex client, const venue::Intent& intent, TimeNs at_ns);
  // A fault struck. Asked of the contract at once: the texts need not outlive the call.
  void struck(const FaultFact& fact);
  void healed(TimeNs at_ns);
  void ended(Ending ending, TimeNs at_ns);

  // ---- from the venue's observer; accounts of no client (the crowd) are counted only ----
  void execution(const venue::ExecutionReport& report, TimeNs at_ns);
  void venue_recovered(std::uint64_t last_number, TimeNs at_ns);
  void transfer(const venue::TransferState& transfer, TimeNs at_ns);
  void transfers_recovered(std::uint64_t last_transfer);
  // From a venue without an observer: it numbers the account's events anew, after this one.
  void venue_forgot(std::string_view account, std::uint64_t last_seq, TimeNs at_ns);

  // ---- seen on the wire when the sender had completed the frame, before faults strike; of a batch each leg
  // and each leg's answer, as if it had been sent alone ----
  void request_sent(ClientIndex client, std::uint32_t life, std::uint64_t connection, venue::Request request,
                    TimeNs at_ns);
  void reply_sent(ClientIndex client, std::uint64_t connection, venue::Reply reply, TimeNs at_ns);

  // ---- what clients say ----
  void client_started(ClientIndex client, std::uint32_t life, TimeNs at_ns);
  void callback(ClientIndex client, std::uint32_t life, const venue::ClientCallback& callback, TimeNs at_ns);
  void view(ClientIndex client, std::uint32_t life, venue::ClientView view, Moment moment, TimeNs at_ns);

  // ---- for the judge ----
  const Terms& terms() const { return *terms_; }
  const std::vector<IssuedIntent>& intents() const { return intents_; }
  const std::vector<RecordedExecution>& executions() const { return executions_; }
  const std::vector<RecordedTransfer>& transfers() const { return transfers_; }
  const std::vector<SentRequest>& requests() const { return requests_; }
  const std::vector<SentReply>& replies() const { return replies_; }
  const std::vector<RecordedCallback>& callbacks() const { return callbacks_; }
  const std::vector<RecordedView>& views() const { return views_; }
  const std::vector<StruckFault>& beyond() const { return beyond_; }
  PropertySet excused() const { return excused_; }  // properties whose promise the beyond faults took away
  bool duplicated(std::string_view message) const;  // a copy of such a request was made by the network
  std::uint32_t lives(ClientIndex client) const { return lives_[client]; }
  bool venue_clock_moved() const { return venue_clock_moved_; }  // by a jump or a skew
  std::uint64_t number_gaps() const { return number_gaps_; }
  std::uint64_t numbers() const { return execution_by_number_.size(); }  // of executions, the crowd's too
  Step steps() const { return step_; }                                   // so far
  Ending ending() const { return ending_; }
  TimeNs healed_ns() const { return healed_ns_; }  // -1 if never
  TimeNs ended_ns() const { return ended_ns_; }

 private:
  const Terms* terms_;
  std::vector<IssuedIntent> intents_;
  std::vector<RecordedExecution> executions_;
  std::vector<std::uint32_t> execution_by_number_;  // index in executions_, or of_the_crowd
  std::vector<RecordedTransfer> transfers_;
  std::vector<SentRequest> requests_;
  std::vector<SentReply> replies_;
  std::vector<RecordedCallback> callbacks_;
  std::vector<RecordedView> views_;
  std::vector<StruckFault> beyond_;
  PropertySet excused_;
  std::vector<std::string> duplicated_;
  std::vector<std::uint32_t> lives_;  // of each client, so far
  std::uint64_t number_gaps_ = 0;
  bool venue_clock_moved_ = false;
  Step step_ = 0;
  Ending ending_ = Ending::cut;
  TimeNs healed_ns_ = -1;
  TimeNs ended_ns_ = 0;
};

}  // namespace onefold::properties
