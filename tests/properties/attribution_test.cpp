// Attribution by terms, for any mix of intents with any number of twins among them.
#include "properties/attribution.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

// Few values, so that twins are frequent.
std::vector<venue::Intent> any_intents() {
  std::vector<venue::Intent> intents;
  auto count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    auto quantity = *rc::gen::inRange(1, 3);
    auto limit = *rc::gen::inRange(10'000, 10'002);
    auto side = *rc::gen::element(venue::Side::buy, venue::Side::sell);
    // A sell above all buys, or the account would trade with itself.
    intents.push_back(
        place("I" + std::to_string(i), quantity, side == venue::Side::buy ? limit : limit + 100, side));
  }
  return intents;
}

RC_GTEST_PROP(Attribution, FindsNothingWrongWhenEachIntentBecameOneOrder, ()) {
  Story story;
  std::vector<venue::Intent> intents = any_intents();
  for (const venue::Intent& intent : intents) {
    venue::OrderId order = story.placed(intent, "id-" + intent.id);
    if (*rc::gen::arbitrary<bool>()) {
      story.tell_fill(story.fill(order, intent.quantity, intent.limit), intent.id);
    }
  }
  RC_ASSERT(told(story.end().violations) == std::vector<std::string>{});
}

RC_GTEST_PROP(Attribution, SeesOneOrderTooMany, ()) {
  Story story;
  std::vector<venue::Intent> intents = any_intents();
  for (const venue::Intent& intent : intents) story.placed(intent, "id-" + intent.id);
  const venue::Intent& twice = intents[*rc::gen::inRange<std::size_t>(0, intents.size())];
  story.send_place(twice, "again");
  story.accept(twice, "again");
  Judgement judgement = story.end();
  RC_ASSERT(has(judgement, Property::one_order_per_intent));
  RC_ASSERT(has(judgement, Property::exposure));
}

RC_GTEST_PROP(Attribution, SeesOneOrderTooFew, ()) {
  Story story;
  std::vector<venue::Intent> intents = any_intents();
  std::size_t never = *rc::gen::inRange<std::size_t>(0, intents.size());
  for (std::size_t i = 0; i < intents.size(); ++i) {
    if (i != never) {
      story.placed(intents[i], "id-" + intents[i].id);
      continue;
    }
    story.issue(intents[i]);
    story.outcome(intents[i].id, venue::Outcome::done);
  }
  Judgement judgement = story.end();
  RC_ASSERT(has(judgement, Property::one_order_per_intent));
  RC_ASSERT(!has(judgement, Property::exposure));
}

TEST(Attribution, GroupsIntentsWithEqualTermsOnOneAccount) {
  Terms terms = usual_terms();
  terms.clients = {{"desk-1", "A"}, {"desk-2", "A"}, {"desk-3", "B"}};
  Story story(terms);
  story.issue(place("I1"), 0);
  story.issue(place("I2"), 1);
  story.issue(place("I3"), 2);
  story.issue(place("I4", 16), 0);
  story.issue(cancel("C1", "I1"), 0);
  story.issue(cancel("C2", "I9"), 0);
  Evidence evidence(story.history());
  ASSERT_EQ(evidence.groups().size(), 3u);
  auto group = [&](ClientIndex client, const char* id) {
    return evidence.intents()[evidence.find_intent(client, id)].group;
  };
  EXPECT_EQ(group(0, "I1"), group(1, "I2"));
  EXPECT_NE(group(0, "I1"), group(2, "I3"));
  EXPECT_NE(group(0, "I1"), group(0, "I4"));
  EXPECT_EQ(group(0, "C1"), group(0, "I1"));
  EXPECT_EQ(group(0, "C2"), none);
}

TEST(Attribution, GoesByTheTermsAtAcceptanceAndNeverByIds) {
  Story story;
  story.issue(place("I1"));
  story.issue(place("I2", 20, 10'120));
  story.issue(replace("R1", "I1", 20, 10'120));
  venue::OrderId order = story.accept(place("I1"), "an id that says I2");
  story.change(order, "b", 20, 10'120);
  Evidence evidence(story.history());
  Index found = evidence.find_order(order);
  EXPECT_EQ(evidence.orders()[found].group, evidence.intents()[evidence.find_intent(0, "I1")].group);
  ReplaceCount count = count_replaces(evidence, evidence.orders()[found].group, 20, 10'120);
  EXPECT_EQ(count.meant, 1);
  EXPECT_EQ(count.happened, 1);
  EXPECT_EQ(count.open, 1);
}

}  // namespace
}  // namespace onefold::properties
