// Which misbehaviour of a venue its clients must survive, family by family, and which breaks its own
// contract.
#include <gtest/gtest.h>

#include "properties/contract.hpp"
#include "tests/properties/family_terms.hpp"

namespace onefold::properties {
namespace {

constexpr TimeNs second = 1'000'000'000;

bool permits(const Terms& terms, std::string_view word, std::string_view message = "new-order") {
  return permitted(terms, {word, message, Where::at_venue, second}).permitted;
}

TEST(ContractOfConduct, PermitsEverywhereWhatAQueryOrTheStreamCanDecide) {
  for (int i = 0; i < family_count; ++i) {
    for (std::string_view word : {"ambiguous-error", "lost-answer", "late-answer", "slow-processing",
                                  "logout", "repeated-event", "late-events", "replayed-events"})
      EXPECT_TRUE(permits(terms_of(static_cast<Family>(i)), word)) << word;
  }
}

TEST(ContractOfConduct, NeverPermitsAVenueToForget) {
  for (int i = 0; i < family_count; ++i) {
    Terms terms = terms_of(static_cast<Family>(i));
    for (std::string_view word :
         {"evicted-id", "freed-id", "lost-ids", "lost-orders", "bust", "short-page", "shifted-page"}) {
      EXPECT_FALSE(permits(terms, word)) << word;
      if (terms.profile.retention == venue::Retention::none) continue;
      EXPECT_EQ(classify(terms, {word, "", Where::at_venue}).situation, Situation::venue_forgets) << word;
    }
  }
  EXPECT_EQ(classify(terms_of(Family::none), {"lost-ids", "", Where::at_venue}).situation, Situation::absent)
      << "there are no ids to lose";
}

TEST(ContractOfConduct, PermitsWhatTheProfileSays) {
  Terms terms = terms_of(Family::for_ever_original);
  const auto changes = [&](std::string_view word, std::string_view message, auto change) {
    Terms other = terms;
    change(other.profile);
    return !permits(terms, word, message) && permits(other, word, message);
  };
  EXPECT_TRUE(changes("stored-error", "new-order", [](venue::Profile& profile) {
    profile.duplicate = venue::DuplicateAnswer::stored_response;
  }));
  EXPECT_TRUE(changes("rollover", "cancel", [](venue::Profile& profile) { profile.rollover.daily = true; }));
  EXPECT_TRUE(changes("late-fill", "cancel", [](venue::Profile& profile) {
    profile.acknowledgement = venue::Acknowledgement::accepted;
  }));
  EXPECT_TRUE(changes("overtaken-event", "event-filled",
                      [](venue::Profile& profile) { profile.stream.ordered = false; }));
  EXPECT_TRUE(changes("lost-event", "event-filled", [](venue::Profile& profile) {
    profile.stream.on_connect = venue::StreamStart::nothing;
  }));
}

TEST(ContractOfConduct, TakesSlowWorkForADelay) {
  Terms terms = terms_of(Family::none);
  FaultFact slow{"slow-processing", "new-order", Where::at_venue, terms.longest_delay_ns};
  EXPECT_TRUE(permitted(terms, slow).permitted);
  ++slow.delay_ns;
  EXPECT_FALSE(permitted(terms, slow).permitted);
}

}  // namespace
}  // namespace onefold::properties
