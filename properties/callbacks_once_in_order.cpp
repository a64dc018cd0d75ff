// callbacks-once-in-order: callbacks are numbered from 1 without gaps, a number means one thing for ever, and
// each thing is told under one number, an acceptance before its outcome.
//
// Checked: always. Assumes that a restarted client may begin again at any number it had reached, with equal
// content; within one life numbers ascend by one. An outcome may be told twice only if the first was unknown.
#include <algorithm>
#include <vector>

#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::callbacks_once_in_order;
using Kind = venue::ClientCallback::Kind;

// What one client has told so far.
struct Teller {
  std::vector<const RecordedCallback*> by_number;  // the first with each number, from 1
  std::uint32_t life = 0;
  std::uint64_t last = 0;  // number, in this life
};

void broken(const Evidence& evidence, const RecordedCallback& call, std::string_view what,
            std::string_view cause, Findings& findings) {
  Index intent = evidence.find_intent(call.client, call.callback.intent);
  Finding finding =
      intent == none ? about_client(evidence, self, call.client) : about_intent(evidence, self, intent);
  finding.at_ns = call.at_ns;
  finding.explanation = join({"Client ", evidence.terms().clients[call.client].name, " gave callback ",
                              std::to_string(call.callback.number), " ", what});
  finding.cause = cause;
  findings.add(std::move(finding));
}

// Its place in the sequence. False when it has none, or is a repetition: nothing more is to be learned from
// it.
bool take(const Evidence& evidence, Teller& teller, const RecordedCallback& call, Findings& findings) {
  std::uint64_t number = call.callback.number;
  bool new_life = call.life != teller.life;
  bool in_order = new_life || number == teller.last + 1;
  teller.life = call.life;
  teller.last = number;
  if (number >= 1 && number <= teller.by_number.size()) {
    if (teller.by_number[number - 1]->callback != call.callback) {
      broken(evidence, call, "again with other content.", "a callback number was used for two things",
             findings);
    } else if (!in_order) {
      broken(evidence, call, "twice in one life.", "a callback was repeated without a restart", findings);
    }
    return false;
  }
  if (number != teller.by_number.size() + 1) {
    broken(evidence, call, "out of order.", "callback numbers have a gap", findings);
    return false;
  }
  if (!in_order) {
    broken(evidence, call, "out of order.", "callback numbers have a gap", findings);
  }
  teller.by_number.push_back(&call);
  return true;
}

// What each intent's user knows of it.
struct Known {
  bool accepted = false;
  venue::Outcome outcome = venue::Outcome::pending;
};

void learn(const Evidence& evidence, Known& known, const RecordedCallback& call, Findings& findings) {
  if (call.callback.kind == Kind::accepted) {
    if (known.accepted) {
      broken(evidence, call, "for an intent that was accepted before.", "an intent was accepted twice",
             findings);
    }
    known.accepted = true;
    return;
  }
  if (!known.accepted) {
    broken(evidence, call, "before the intent was accepted.",
           "a callback came before its intent's acceptance", findings);
  }
  if (call.callback.kind != Kind::outcome) return;
  if (call.callback.outcome == venue::Outcome::pending) {
    broken(evidence, call, "with an outcome that is none.", "a pending outcome was told", findings);
  }
  bool final_before = known.outcome != venue::Outcome::pending && known.outcome != venue::Outcome::unknown;
  if (final_before || known.outcome == call.callback.outcome) {
    broken(evidence, call, "for an intent whose outcome was told before.", "an outcome was told twice",
           findings);
  }
  known.outcome = call.callback.outcome;
}

}  // namespace

void check_callbacks_once_in_order(const Evidence& evidence, Findings& findings) {
  std::vector<Teller> tellers(evidence.terms().clients.size());
  std::vector<Known> known(evidence.intents().size());
  for (const RecordedCallback& call : evidence.history().callbacks()) {
    if (!take(evidence, tellers[call.client], call, findings)) continue;
    if (call.callback.kind == Kind::fill && call.callback.intent.empty()) continue;
    Index intent = evidence.find_intent(call.client, call.callback.intent);
    if (intent == none) {
      broken(evidence, call, "for an intent that nobody issued.", "a callback names an unknown intent",
             findings);
      continue;
    }
    learn(evidence, known[intent], call, findings);
  }
}

}  // namespace onefold::properties
