// Defects in making and keeping client order ids.
#include <fmt/format.h>

#include <set>

#include "tests/defects/client_defect.hpp"

namespace onefold::defects {
namespace {

// A retry layer below the client gives each attempt an id of its own.
class FreshIdPerRetry final : public client::IdSource {
 public:
  FreshIdPerRetry(const client::ClientOptions& options, client::RandomSource& random)
      : correct_(client::IdScheme::nano_id, options.profile.id, options.account, random) {}

  venue::ClientOrderId id_for(const venue::Intent& intent, int attempt, const venue::ClientOrderId&,
                              venue::TimeNs wall_ns) override {
    return correct_.id_for(intent, attempt, {}, wall_ns);
  }

 private:
  client::SchemeIdSource correct_;
};

// Ids come from a counter in memory, which begins anew with each life.
class CounterFromOne final : public client::IdSource {
 public:
  venue::ClientOrderId id_for(const venue::Intent&, int, const venue::ClientOrderId& stamped,
                              venue::TimeNs) override {
    if (!stamped.empty()) return stamped;
    return fmt::format("{:012}", ++last_);
  }

 private:
  int last_ = 0;
};

// Cancels by the client order id alone.
class CancelsById final : public client::RequestWriter {
 public:
  venue::CancelOrder cancel(const venue::OrderState& order) const override {
    venue::CancelOrder request = RequestWriter::cancel(order);
    request.order_id = 0;
    return request;
  }
};

// What the ledger holds without an outcome is sent again after a restart, as if it had never been sent.
class FreshIdPerLife final : public client::IdSource {
 public:
  FreshIdPerLife(const client::ClientOptions& options, client::RandomSource& random)
      : correct_(client::IdScheme::nano_id, options.profile.id, options.account, random) {}

  venue::ClientOrderId id_for(const venue::Intent& intent, int attempt, const venue::ClientOrderId& stamped,
                              venue::TimeNs wall_ns) override {
    bool of_this_life = !made_.insert(intent.id).second;
    return correct_.id_for(intent, attempt, of_this_life ? stamped : venue::ClientOrderId(), wall_ns);
  }

 private:
  client::SchemeIdSource correct_;
  std::set<std::string> made_;
};

class SendsAgainOnRecovery final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;

  client::Action place(const client::Standing& standing, client::SteadyNs now_ns) const override {
    bool of_an_earlier_life = standing.open > 0 && standing.first_open_ns == client::never_ns;
    return of_an_earlier_life ? client::Action::send_afresh(now_ns)
                              : ResolutionPolicy::place(standing, now_ns);
  }
};

// Ids are a digest of what is asked for, so that no order can be placed twice; nor can two that are alike.
class DigestOfTerms final : public client::IdSource {
 public:
  venue::ClientOrderId id_for(const venue::Intent& intent, int, const venue::ClientOrderId& stamped,
                              venue::TimeNs) override {
    if (!stamped.empty()) return stamped;
    std::uint64_t digest = 14'695'981'039'346'656'037u;  // FNV-1a
    for (char c : fmt::format("{} {} {} {} {}", intent.symbol, static_cast<int>(intent.side),
                              static_cast<int>(intent.type), intent.quantity, intent.limit))
      digest = (digest ^ static_cast<unsigned char>(c)) * 1'099'511'628'211u;
    return fmt::format("{:016x}", digest);
  }
};

// Whatever the venue has under the id is the order.
class TakesWhatItHas final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  client::Action place(const client::Standing& standing, client::SteadyNs now_ns) const override {
    if (standing.exists || standing.refusal == venue::Reason::duplicate_id)
      return client::Action::finish(venue::Outcome::done, venue::Reason::none, {});
    return ResolutionPolicy::place(standing, now_ns);
  }
};

}  // namespace

void add_id_defects(harness::Registry& registry) {
  add_client_defect(registry, "fresh-id-per-retry", "fresh-id-per-retry", 2,
                    "each attempt gets an id of its own",
                    [](client::ClientParts& parts, const client::ClientOptions& options) {
                      parts.ids = std::make_unique<FreshIdPerRetry>(options, *parts.random);
                    });
  add_client_defect(registry, "id-counter-rollback", "id-counter-rollback", 1,
                    "the id counter begins anew after a restart",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.ids = std::make_unique<CounterFromOne>();
                    });
  add_client_defect(
      registry, "reused-id-cross-cancel", "reused-id-cross-cancel", 1,
      "ids begin anew after a restart, and the cancel of an old order hits the new one of its id",
      [](client::ClientParts& parts, const client::ClientOptions&) {
        parts.ids = std::make_unique<CounterFromOne>();
        parts.requests = std::make_unique<CancelsById>();
      });
  add_client_defect(registry, "blind-resend-on-recovery", "blind-resend-on-recovery", 2,
                    "undecided intents are sent again after a restart, under new ids, without asking",
                    [](client::ClientParts& parts, const client::ClientOptions& options) {
                      parts.ids = std::make_unique<FreshIdPerLife>(options, *parts.random);
                      parts.resolution =
                          std::make_unique<SendsAgainOnRecovery>(options.profile, options.bounds);
                    });
  add_client_defect(registry, "id-from-terms", "content-dedup-drops-legit", 0,
                    "ids are made from the order's terms, and whatever the venue has under one counts as it",
                    [](client::ClientParts& parts, const client::ClientOptions& options) {
                      parts.ids = std::make_unique<DigestOfTerms>();
                      parts.resolution = std::make_unique<TakesWhatItHas>(options.profile, options.bounds);
                    });
}

}  // namespace onefold::defects
