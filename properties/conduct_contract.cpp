// What misbehaviour of the venue amounts to: what its profile documents, or could document without breaking a
// promise, its clients must survive; the rest breaks the venue's own contract.
#include <algorithm>

#include "properties/contract.hpp"

namespace onefold::properties {
namespace {

using std::string_view;

constexpr string_view words[] = {"ambiguous-error", "stored-error",    "lost-answer",    "late-answer",
                                 "slow-processing", "late-fill",       "evicted-id",     "freed-id",
                                 "logout",          "rollover",        "bust",           "lost-ids",
                                 "lost-orders",     "lost-event",      "repeated-event", "late-events",
                                 "overtaken-event", "replayed-events", "short-page",     "shifted-page"};

bool is_one_of(string_view word, std::initializer_list<string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// As an answer that the network loses.
Classified unanswered(const Terms& terms) {
  return classify(terms, {"reset-after", {}, Where::towards_client});
}

Classified of_ids(const Terms& terms) {
  if (terms.profile.retention == venue::Retention::none)
    return {Situation::absent, "the venue recalls no ids that it could forget"};
  return {Situation::venue_forgets, "the venue says that it recalls the id, and does not"};
}

Classified of_stream(const Terms& terms, string_view word) {
  if (word == "overtaken-event" && terms.profile.stream.ordered)
    return {Situation::absent, "the venue says that events come in the order in which they happened"};
  if (word == "lost-event" && terms.profile.stream.on_connect == venue::StreamStart::replay)
    return {Situation::venue_forgets, "the venue says that its stream has no gaps, and replays it"};
  return {Situation::survivable,
          "an event has its place in the stream, and trades and orders can be asked for"};
}

Classified of_rollover(const Terms& terms) {
  const venue::Profile& profile = terms.profile;
  if (!profile.rollover.daily) return {Situation::absent, "the venue's day has no end"};
  if (profile.retention == venue::Retention::day || profile.retention == venue::Retention::session)
    return {Situation::clock_beyond_bound, "the rollover comes at another time than the client reckons with"};
  return unanswered(terms);
}

}  // namespace

bool is_conduct(string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

Classified classify_conduct(const Terms& terms, const FaultFact& fact) {
  const string_view word = fact.word;
  const venue::Profile& profile = terms.profile;
  if (is_one_of(word, {"ambiguous-error", "lost-answer", "logout"})) return unanswered(terms);
  if (word == "stored-error") {
    if (profile.duplicate == venue::DuplicateAnswer::stored_response) return unanswered(terms);
    return {Situation::absent, "the venue stores no answers"};
  }
  if (word == "late-answer")
    return {Situation::survivable, "what the client hears late is still true of its request"};
  if (word == "slow-processing")
    return classify(terms, {"delay", fact.message, Where::towards_venue, fact.delay_ns});
  if (word == "late-fill") {
    if (profile.acknowledgement == venue::Acknowledgement::accepted)
      return {Situation::survivable, "an answer says that the request was taken, not that it took effect"};
    return {Situation::venue_forgets, "the venue trades what it said was cancelled"};
  }
  if (is_one_of(word, {"evicted-id", "freed-id", "lost-ids"})) return of_ids(terms);
  if (word == "rollover") return of_rollover(terms);
  if (word == "bust") return {Situation::venue_forgets, "a trade that was told of is taken back"};
  if (word == "lost-orders") return {Situation::venue_forgets, "the venue has lost what it acknowledged"};
  if (is_one_of(word, {"short-page", "shifted-page"}))
    return {Situation::venue_forgets, "the venue leaves out what it had told of"};
  return of_stream(terms, word);
}

}  // namespace onefold::properties
