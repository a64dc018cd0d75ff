// The naive clients: what their replaced parts decide, and that each program has them.
#include <gtest/gtest.h>

#include <set>

#include "app/complete_registry.hpp"
#include "app/naive/naive_clients.hpp"
#include "app/naive/naive_policies.hpp"
#include "app/naive/naive_requests.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::app {
namespace {

using client::Action;
using client::Standing;
using venue::Outcome;
using venue::Reason;

constexpr client::SteadyNs now_ns = 10'000'000'000;

template <class Policy>
Action decide(const Standing& standing) {
  return Policy(venue::built_in_profile("no-deduplication"), client::Bounds()).place(standing, now_ns);
}

// Sent a second ago, and no answer since.
Standing unanswered() {
  Standing standing;
  standing.attempts = standing.spent = standing.open = 1;
  standing.first_open_ns = standing.last_open_ns = now_ns - 1'000'000'000;
  return standing;
}

TEST(NaiveClients, SendAgainWhereTheReferenceAsksFirst) {
  EXPECT_EQ(decide<client::ResolutionPolicy>(unanswered()).kind, Action::Kind::query);
  EXPECT_EQ(decide<SendsAgain>(unanswered()).kind, Action::Kind::send);
  EXPECT_EQ(decide<TrustsDuplicateReject>(unanswered()).kind, Action::Kind::send);
}

TEST(NaiveClients, KeepToTheirBudget) {
  Standing standing = unanswered();
  standing.spent = client::Bounds().attempts_max;
  EXPECT_NE(decide<SendsAgain>(standing).kind, Action::Kind::send);
}

TEST(NaiveClients, BelieveAnEarlyQuery) {
  EXPECT_EQ(decide<AsksOnceThenSends>(unanswered()).kind, Action::Kind::query);
  Standing asked = unanswered();
  asked.found_nothing_ns = asked.last_open_ns + 1;
  EXPECT_EQ(decide<AsksOnceThenSends>(asked).kind, Action::Kind::send);
  EXPECT_EQ(decide<client::ResolutionPolicy>(asked).kind, Action::Kind::query);
}

TEST(NaiveClients, TakeNoAnswerForARefusal) {
  EXPECT_EQ(decide<NeverRetries>(Standing()).kind, Action::Kind::send);
  const Action action = decide<NeverRetries>(unanswered());
  EXPECT_EQ(action.kind, Action::Kind::finish);
  EXPECT_EQ(action.outcome, Outcome::refused);
}

TEST(NaiveClients, TakeADuplicateForTheirOwnOrder) {
  Standing standing = unanswered();
  standing.exists = true;
  const Action action = decide<TrustsDuplicateReject>(standing);
  EXPECT_EQ(action.kind, Action::Kind::finish);
  EXPECT_EQ(action.outcome, Outcome::done);
  EXPECT_EQ(decide<SendsAgain>(standing).kind, Action::Kind::query);
}

class Counting final : public client::IdSource {
 public:
  venue::ClientOrderId id_for(const venue::Intent&, int, const venue::ClientOrderId& stamped,
                              venue::TimeNs) override {
    return stamped.empty() ? "id-" + std::to_string(++last_) : stamped;
  }

 private:
  int last_ = 0;
};

TEST(NaiveClients, MakeAnotherIdForEveryAttempt) {
  NewIdPerAttempt ids(std::make_unique<Counting>());
  EXPECT_EQ(ids.id_for({}, 1, {}, 0), "id-1");
  EXPECT_EQ(ids.id_for({}, 2, "id-1", 0), "id-2");
}

TEST(NaiveClients, SignRetriesAnewAndFirstAttemptsAsTheyAre) {
  const RefreshesRequest requests({});
  client::RequestStamped stamp;
  stamp.client_order_id = "a";
  stamp.attempt = 1;
  stamp.valid_until_ns = 77;
  EXPECT_EQ(requests.place({}, stamp).valid_until_ns, 77);
  stamp.attempt = 2;
  EXPECT_GT(requests.place({}, stamp).valid_until_ns, 77);
  EXPECT_EQ(requests.place({}, stamp).client_order_id, "a");
  stamp.valid_until_ns = 0;
  EXPECT_EQ(requests.place({}, stamp).valid_until_ns, 0);
}

TEST(NaiveClients, ArePartOfEveryProgramAndTheirNamesAreTaken) {
  harness::Registry complete;
  EXPECT_EQ(complete_registry({}, complete), "");
  std::set<std::string> naive;
  for (const harness::ClientImplementation& one : complete.clients()) {
    if (is_naive(one.name)) naive.insert(one.name);
  }
  EXPECT_EQ(naive.size(), 6u);
  EXPECT_FALSE(is_naive("reference"));
  harness::Registry own;
  own.add(harness::ClientImplementation{*naive.begin(), "mine", [](harness::ClientBoot&) {
                                          return std::unique_ptr<harness::ClientUnderTest>();
                                        }});
  harness::Registry again;
  EXPECT_NE(complete_registry(own, again), "");
}

}  // namespace
}  // namespace onefold::app
