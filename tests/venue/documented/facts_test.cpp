// What the reference says of venues, copied fact by fact with its source (facts.json), is what the engine
// answers under their profiles: a profile that was written down wrongly shows here.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/venue/documented/documented_venue.hpp"

namespace onefold::venue {
namespace {

std::string code_of(const Reply& reply) {
  const auto* refusal = std::get_if<Rejected>(&reply);
  return refusal == nullptr ? "accepted" : refusal->code;
}

std::string answer(const std::string& profile, const std::string& what) {
  DocumentedVenue venue(profile);
  if (what == "cancel of an unknown order") {
    const Reply reply = venue.send(a, cancel(venue.id(1)));
    return venue.silent ? "ignore" : code_of(reply);
  }
  const bool filled = what == "duplicate of a filled order";
  const bool cancelled = what == "duplicate of a cancelled order";
  venue.bring(filled ? State::filled : cancelled ? State::cancelled : State::live);
  const bool other = what == "same id, other quantity";
  const Reply reply = venue.place(a, venue.order(1, Side::buy, other ? 7 : 5));
  const std::string outcome = venue.outcome(reply);
  const bool coded = what == "code of a refused duplicate" || (other && outcome == "reject");
  return coded ? code_of(reply) : outcome;
}

TEST(Facts, AreWhatTheEngineAnswers) {
  std::ifstream file(std::string(ONEFOLD_SOURCE_DIR) + "/tests/venue/documented/facts.json");
  const nlohmann::json facts = nlohmann::json::parse(file);
  EXPECT_GT(facts.size(), 90U);
  for (const nlohmann::json& fact : facts) {
    EXPECT_EQ(answer(fact.at("profile"), fact.at("what")), fact.at("answer").get<std::string>()) << fact;
  }
}

}  // namespace
}  // namespace onefold::venue
