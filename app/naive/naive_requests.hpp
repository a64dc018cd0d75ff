// What naive clients put into the requests of a retry.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "client/id_source.hpp"
#include "client/options.hpp"
#include "client/request_writer.hpp"

namespace onefold::app {

// Makes another id for every attempt.
class NewIdPerAttempt final : public client::IdSource {
 public:
  explicit NewIdPerAttempt(std::unique_ptr<client::IdSource> source) : source_(std::move(source)) {}
  venue::ClientOrderId id_for(const venue::Intent& intent, int attempt, const venue::ClientOrderId& stamped,
                              venue::TimeNs wall_ns) override;
  void taken(const venue::ClientOrderId& id) override { source_->taken(id); }

 private:
  std::unique_ptr<client::IdSource> source_;
};

// Signs every attempt anew: what should be the same bytes again is another request with the same id.
class RefreshesRequest final : public client::RequestWriter {
 public:
  explicit RefreshesRequest(const client::ClientOptions& options);
  venue::NewOrder place(const venue::Intent& intent, const client::RequestStamped& stamp) const override;

 private:
  std::int64_t deadline_ns_ = 0;            // lies so far ahead of each retry, where there is one
  std::int64_t life_ns_ = 600'000'000'000;  // of an order whose venue wants an expiry, from each retry on
  mutable std::uint64_t nonce_ = 0;         // the highest that was used
};

}  // namespace onefold::app
