// Defects in reading what the venue answers, and in the pace of trying again.
#include "tests/defects/client_defect.hpp"

namespace onefold::defects {
namespace {

using client::Reading;
using venue::IntentKind;
using venue::Reason;

class DuplicateAsReject final : public client::ReplyReader {
 public:
  Reading read(IntentKind kind, Reason reason) const override {
    return reason == Reason::duplicate_id ? Reading::refused : ReplyReader::read(kind, reason);
  }
};

// Asks no further once an answer has refused, whatever was sent before.
class TakesRefusalsAtTheirWord final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  client::Action place(const client::Standing& standing, client::SteadyNs now_ns) const override {
    if (standing.refusal != Reason::none)
      return client::Action::finish(venue::Outcome::refused, standing.refusal, {});
    return ResolutionPolicy::place(standing, now_ns);
  }
};

// "Still working on it" and "something went wrong here" say nothing about the effect.
class ServerErrorAsReject final : public client::ReplyReader {
 public:
  Reading read(IntentKind kind, Reason reason) const override {
    bool server_error = reason == Reason::in_flight || reason == Reason::internal_error;
    return server_error ? Reading::refused : ReplyReader::read(kind, reason);
  }
};

class ThrottledAsFailure final : public client::ReplyReader {
 public:
  Reading read(IntentKind kind, Reason reason) const override {
    return reason == Reason::throttled ? Reading::unclear : ReplyReader::read(kind, reason);
  }
};

class NoBackoff final : public client::RetryPolicy {
 public:
  using RetryPolicy::RetryPolicy;
  std::int64_t backoff_ns(int) override { return 0; }
};

// Sends as long as there is no answer, whatever the budget.
class Impatient final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  client::Action place(const client::Standing& standing, client::SteadyNs now_ns) const override {
    if (!standing.exists && standing.refusal == Reason::none) return client::Action::send(now_ns);
    return ResolutionPolicy::place(standing, now_ns);
  }
};

constexpr const char* storm = "tries again at once and without end when asked to slow down";

// Does not know the documented rate limit either.
std::unique_ptr<harness::ClientUnderTest> make_storming(harness::ClientBoot& boot) {
  venue::Profile unlimited = boot.profile;
  unlimited.rate_limit = {};
  harness::ClientBoot bold{boot.io,
                           boot.observer,
                           unlimited,
                           boot.instruments,
                           boot.name,
                           boot.account,
                           boot.venue_host,
                           boot.orders_port,
                           boot.events_port,
                           boot.data_dir,
                           boot.id_scheme,
                           boot.late_delivery_bound_ns,
                           boot.configuration,
                           boot.dialect,
                           boot.credentials,
                           boot.tls_ca};
  return app::make_reference_client(bold, [](const client::ClientOptions& options) {
    client::ClientParts parts = client::default_parts(options);
    parts.replies = std::make_unique<ThrottledAsFailure>();
    parts.retry = std::make_unique<NoBackoff>(options.bounds, *parts.random);
    parts.resolution = std::make_unique<Impatient>(options.profile, options.bounds);
    return parts;
  });
}

}  // namespace

void add_reply_defects(harness::Registry& registry) {
  add_client_defect(registry, "dup-reject-as-reject", "dup-reject-as-reject", 2,
                    "the venue's \"duplicate id\" counts as a refusal of the order",
                    [](client::ClientParts& parts, const client::ClientOptions& options) {
                      parts.replies = std::make_unique<DuplicateAsReject>();
                      parts.resolution =
                          std::make_unique<TakesRefusalsAtTheirWord>(options.profile, options.bounds);
                    });
  add_client_defect(registry, "server-error-as-reject", "http5xx-as-reject", 1,
                    "an answer that says nothing about the effect counts as a refusal",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.replies = std::make_unique<ServerErrorAsReject>();
                    });
  registry.add(
      harness::ClientImplementation{"retry-storm", std::string("defective: ") + storm, make_storming});
  registry.add(
      harness::PlantedDefect{"retry-storm", "retry-storm-429", storm, "negative/retry-storm.json", 0});
}

}  // namespace onefold::defects
