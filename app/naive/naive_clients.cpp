#include "app/naive/naive_clients.hpp"

#include <memory>

#include "app/naive/naive_policies.hpp"
#include "app/naive/naive_requests.hpp"
#include "app/reference_client.hpp"

namespace onefold::app {
namespace {

using Change = void (*)(client::ClientParts& parts, const client::ClientOptions& options);

struct NaiveClient {
  std::string_view name;
  std::string_view summary;
  Change change;
};

template <class Policy>
void decide_by(client::ClientParts& parts, const client::ClientOptions& options) {
  parts.resolution = std::make_unique<Policy>(options.profile, options.bounds);
}

void forget_ids(client::ClientParts& parts) {
  parts.ids = std::make_unique<NewIdPerAttempt>(std::move(parts.ids));
}

constexpr NaiveClient naive[] = {
    {"naive-new-id", "naive: no answer in time, and the order is sent again under a new id",
     [](client::ClientParts& parts, const client::ClientOptions& options) {
       forget_ids(parts);
       decide_by<SendsAgain>(parts, options);
     }},
    {"naive-same-id", "naive: no answer in time, and the same request is sent again, on any venue",
     decide_by<SendsAgain>},
    {"naive-query-new-id",
     "naive: no answer in time, one query, and if that finds nothing the order is sent under a new id",
     [](client::ClientParts& parts, const client::ClientOptions& options) {
       forget_ids(parts);
       decide_by<AsksOnceThenSends>(parts, options);
     }},
    {"naive-never-retry", "naive: each order is sent once, and no answer in time counts as refused",
     decide_by<NeverRetries>},
    {"naive-refresh", "naive: as naive-same-id, each time with a fresh deadline, timestamp, expiry and nonce",
     [](client::ClientParts& parts, const client::ClientOptions& options) {
       parts.requests = std::make_unique<RefreshesRequest>(options);
       decide_by<SendsAgain>(parts, options);
     }},
    {"naive-duplicate-reject",
     "naive: as naive-same-id, and \"duplicate id\" counts as proof that the order is there",
     decide_by<TrustsDuplicateReject>},
};

}  // namespace

void add_naive_clients(harness::Registry& registry) {
  for (const NaiveClient& one : naive) {
    registry.add(harness::ClientImplementation{
        std::string(one.name),
        std::string(one.summary),
        [change = one.change](harness::ClientBoot& boot) {
          return make_reference_client(boot, [&](const client::ClientOptions& options) {
            client::ClientParts parts = client::default_parts(options);
            change(parts, options);
            return parts;
          });
        },
        {},
        check_configuration});
  }
}

bool is_naive(std::string_view client) {
  for (const NaiveClient& one : naive) {
    if (one.name == client) return true;
  }
  return false;
}

}  // namespace onefold::app
