// The engine and its journal as one durable exchange, without network or timers.
//
// Work is done in turns: any number of arrive(), execute(), act() and crowd_acts(), then one commit(), and
// only then may anything that they returned, or that engine() says, leave the process. So all that one turn
// did costs one sync.
//
// Duplicates are caught where the profile says: by the gateways before the engine, by the engine, or both.
//
// After a commit that failed the exchange is finished: the engine holds effects of which nobody knows whether
// they are durable, so nothing more may be told. Only opening the journal anew shows what took effect.
#pragma once

#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "venue/api/misbehaviour.hpp"
#include "venue/api/observers.hpp"
#include "venue/engine/engine.hpp"
#include "venue/server/gateways.hpp"
#include "venue/server/journal_file.hpp"
#include "venue/server/venue_options.hpp"

namespace onefold::venue {

class Exchange {
 public:
  // All are not owned and outlive the exchange; `misbehaviour` may be null.
  Exchange(const VenueOptions& options, VenueObserver& observer, Misbehaviour* misbehaviour);

  // Recovers what the journal holds and tells the observer. Errors are those of JournalFile::open, and
  // bad_message for a journal that does not fit this configuration; `failure` then says more.
  std::error_code open(std::string& failure);

  const Engine& engine() const { return *engine_; }

  // As Engine::arrive and Engine::execute, of a request that came by the orders connection of this number
  // (from 0), and so through one of the gateways. The reply is valid until the next call; null: there is
  // none.
  const Arrival& arrive(std::size_t connection, AccountId account, const Request& request, TimeNs now_ns);
  const Reply* execute(std::size_t connection, AccountId account, const Request& request, TimeNs now_ns);

  // As Engine::act. Time passes by itself before each execution; it is for the caller to let it pass at
  // Engine::next_act_ns().
  void act(const VenueAct& act, AccountId account, TimeNs now_ns);

  // The same, misbehaving: of the kinds of conduct those that concern effect and answer, not when it is sent.
  const Reply* execute(std::size_t connection, AccountId account, const Request& request, TimeNs now_ns,
                       const RequestConduct& conduct);

  // One step of the crowd, as CrowdOptions want it.
  void crowd_acts(TimeNs now_ns);

  // Ends the turn: makes it durable, then tells the observer of each execution.
  std::error_code commit();

  void close();

  // Whether the request just executed ends its connection.
  bool logs_out() const { return execution_.logs_out; }

 private:
  void reset_sequence(const Login& login, TimeNs now_ns);
  std::error_code recover(JournalFile::Content& content, std::string& failure);
  void let_time_pass(TimeNs now_ns);
  // The last trade among the reports behind that number.
  void bust_last(std::uint64_t number_before, TimeNs now_ns);
  void tell_paths(const path::Names& paths, std::string_view client_order_id);
  void tell_executions();

  const VenueOptions& options_;
  VenueObserver& observer_;
  Misbehaviour* misbehaviour_;
  std::optional<Profile> engine_profile_;  // where the engine does not compare ids by the venue's own
  Gateways gateways_;
  std::optional<Engine> engine_;
  JournalFile journal_;
  Arrival arrival_;
  Execution execution_;
  Reply error_;  // an ambiguous one that was told last
  std::vector<Request> crowd_requests_;
  std::uint64_t crowd_step_last_ = 0;
  std::uint64_t told_number_ = 0;   // the observer knows of all up to this one
  std::size_t told_transfers_ = 0;  // and of so many transfers
};

}  // namespace onefold::venue
