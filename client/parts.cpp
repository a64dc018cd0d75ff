// The correct parts.
#include "client/parts.hpp"

#include "venue/profile/transfer_rules.hpp"

#include "client/ledger_file.hpp"

namespace onefold::client {

ClientParts default_parts(const ClientOptions& options) {
  ClientParts parts;
  parts.random = std::make_unique<RandomSource>();
  parts.ids =
      std::make_unique<SchemeIdSource>(options.ids, options.profile.id, options.account, *parts.random);
  parts.ledger = std::make_unique<FileLedger>(options.data_dir);
  parts.resolution = std::make_unique<ResolutionPolicy>(options.profile, options.bounds);
  if (options.profile.transfers.supported) {
    parts.transfers =
        std::make_unique<ResolutionPolicy>(venue::transfer_rules(options.profile), options.bounds);
  }
  parts.retry = std::make_unique<RetryPolicy>(options.bounds, *parts.random);
  parts.replies = std::make_unique<ReplyReader>();
  parts.orders = std::make_unique<OrderMerger>();
  parts.fills = std::make_unique<FillBook>();
  parts.stream = std::make_unique<StreamTracker>();
  parts.requests = std::make_unique<RequestWriter>();
  parts.reconciler = std::make_unique<Reconciler>();
  parts.outbox = std::make_unique<Outbox>();
  return parts;
}

}  // namespace onefold::client
