// The parts that decide, each behind a narrow interface, so that one can be replaced without touching the
// others.
#pragma once

#include <memory>

#include "client/fill_book.hpp"
#include "client/id_source.hpp"
#include "client/ledger_store.hpp"
#include "client/options.hpp"
#include "client/order_merger.hpp"
#include "client/outbox.hpp"
#include "client/random_source.hpp"
#include "client/reconciler.hpp"
#include "client/reply_reader.hpp"
#include "client/request_writer.hpp"
#include "client/resolution_policy.hpp"
#include "client/retry_policy.hpp"
#include "client/stream_tracker.hpp"

namespace onefold::client {

// All but `transfers` are required. A set serves one life of one client.
struct ClientParts {
  std::unique_ptr<RandomSource> random;
  std::unique_ptr<IdSource> ids;        // which id an attempt carries
  std::unique_ptr<LedgerStore> ledger;  // what survives a crash
  std::unique_ptr<ResolutionPolicy>
      resolution;  // what silence, refusals and empty queries mean, and what to do next
  std::unique_ptr<ResolutionPolicy> transfers;  // the same of transfers; null: the venue has none
  std::unique_ptr<RetryPolicy> retry;           // how long to wait
  std::unique_ptr<ReplyReader> replies;         // what a refusal means
  std::unique_ptr<OrderMerger> orders;          // how news of an order changes what is known of it
  std::unique_ptr<FillBook> fills;              // executions once, and positions
  std::unique_ptr<StreamTracker> stream;        // events in order, gaps seen
  std::unique_ptr<RequestWriter> requests;      // what is sent
  std::unique_ptr<Reconciler> reconciler;       // orphans, adoptions, orders to ask about
  std::unique_ptr<Outbox> outbox;               // how the user is told
};

// The correct parts.
ClientParts default_parts(const ClientOptions& options);

}  // namespace onefold::client
