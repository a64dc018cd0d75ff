// Transfers against the intents that meant them.
#include "properties/transfers_once.hpp"

#include <gtest/gtest.h>

#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

venue::Intent transfer(std::string id, venue::Lots amount = 500) {
  venue::Intent intent;
  intent.id = std::move(id);
  intent.kind = venue::IntentKind::transfer;
  intent.symbol = "USD";
  intent.quantity = amount;
  intent.target = "B";
  return intent;
}

class TransferStory : public testing::Test {
 protected:
  TransferStory() : story(terms()) {}

  static Terms terms() {
    Terms terms = usual_terms();
    terms.profile.transfers = {true, venue::Retention::for_ever, 0, venue::DuplicateAnswer::reject};
    return terms;
  }

  void make(const std::string& id, std::int64_t amount = 500) {
    story.pass(1'000'000);
    story.history().transfer({++made, id, "A", "USD", amount, "B", story.now()}, story.now());
  }

  void done(const std::string& intent) {
    story.seen(intent).outcome = venue::Outcome::done;
    story.outcome(intent, venue::Outcome::done);
  }

  Story story;
  std::uint64_t made = 0;
};

TEST_F(TransferStory, OneForOneIntentHolds) {
  story.issue(transfer("T1"));
  make("x");
  done("T1");
  EXPECT_TRUE(story.end().violations.empty());
}

TEST_F(TransferStory, TwoForOneIntentAreTheClientsWhenTheIdsDiffer) {
  story.issue(transfer("T1"));
  make("x");
  make("y");
  done("T1");
  const Judgement judgement = story.end();
  ASSERT_TRUE(has(judgement, Property::one_order_per_intent));
  EXPECT_NE(the(judgement, Property::one_order_per_intent).explanation.find("became 2 transfers"),
            std::string::npos);
}

TEST_F(TransferStory, TwoUnderOneIdAreTheVenues) {
  story.issue(transfer("T1"));
  make("x");
  make("x");
  done("T1");
  const Judgement judgement = story.end();
  EXPECT_TRUE(has(judgement, Property::venue_keeps_its_contract, "venue"));
  EXPECT_TRUE(has(judgement, Property::one_order_per_intent, "venue"));
}

TEST_F(TransferStory, TwinsMayHaveOneEach) {
  story.issue(transfer("T1"));
  story.issue(transfer("T2"));
  make("x");
  make("y");
  done("T1");
  done("T2");
  EXPECT_TRUE(story.end().violations.empty());
}

TEST_F(TransferStory, OneThatWasRefusedMustNotHaveHappened) {
  story.issue(transfer("T1"));
  make("x");
  story.seen("T1").outcome = venue::Outcome::refused;
  story.outcome("T1", venue::Outcome::refused);
  EXPECT_TRUE(has(story.end(), Property::one_order_per_intent));
}

TEST_F(TransferStory, OneThatIsDoneMustHaveHappened) {
  story.issue(transfer("T1"));
  done("T1");
  EXPECT_TRUE(has(story.end(), Property::one_order_per_intent));
}

TEST_F(TransferStory, OneThatTheVenueForgotDoesNotCount) {
  story.issue(transfer("T1"));
  make("x");
  story.history().transfers_recovered(0);
  make("x");
  done("T1");
  EXPECT_TRUE(story.end().violations.empty());
}

TEST_F(TransferStory, OneThatNobodyAskedForIsFound) {
  story.issue(transfer("T1"));
  make("x");
  make("y", 900);
  done("T1");
  EXPECT_TRUE(has(story.end(), Property::one_order_per_intent));
}

}  // namespace
}  // namespace onefold::properties
