#include "harness/intent_source.hpp"

#include <utility>

namespace onefold::harness {
namespace {

constexpr TimeNs repeat_ns = 40 * sim::millisecond_ns;

// For World::at: a number that no other action of a run has.
std::uint64_t meaning_of(std::size_t index, bool repeat) {
  return sim::mix(sim::hash_bytes("hand over"), 2 * index + (repeat ? 1 : 0));
}

}  // namespace

std::string symbol_of(const Scenario& scenario, std::string_view intent) {
  for (const ScheduledIntent& scheduled : scenario.intents) {
    if (scheduled.intent.id != intent) continue;
    const venue::Intent& found = scheduled.intent;
    return found.symbol.empty() ? symbol_of(scenario, found.target) : found.symbol;
  }
  return {};
}

IntentSource::IntentSource(const Plan& plan, sim::World& world, std::vector<sim::NodeId> clients,
                           properties::History& history, Submit submit)
    : plan_(&plan),
      world_(&world),
      clients_(std::move(clients)),
      history_(&history),
      submit_(std::move(submit)) {
  for (const ScheduledIntent& scheduled : plan.scenario.intents) {
    State state;
    while (plan.scenario.clients[state.client].name != scheduled.client) ++state.client;
    state.name = world.names().intern(scheduled.intent.id);
    states_.push_back(state);
  }
}

void IntentSource::start() {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const ScheduledIntent& scheduled = plan_->scenario.intents[i];
    world_->at(
        scheduled.at_ns, [this, i] { hand_over(i, true); }, meaning_of(i, true));
    for (TimeNs again_ns : scheduled.again_ns) {
      world_->at(
          again_ns, [this, i] { hand_over(i, false); }, meaning_of(i, false));
    }
  }
}

void IntentSource::hand_over(std::size_t index, bool repeat) {
  State& state = states_[index];
  const venue::Intent& intent = plan_->scenario.intents[index].intent;
  if (!(repeat && state.accepted)) {
    history_->issued(state.client, intent, world_->now());
    sim::NodeId node = clients_[state.client];
    sim::Key key{sim::PointKind::stimulus, world_->name(node), {}, {}, {}, state.name, 0};
    world_->enter(node, key, [&] { submit_(state.client, intent); });
  }
  // The horizon bounds the repetition.
  if (repeat && !state.accepted) {
    world_->at(
        world_->now() + repeat_ns,
        [this, index] {
          if (!states_[index].accepted) hand_over(index, true);
        },
        meaning_of(index, true));
  }
}

void IntentSource::accepted(std::size_t client, std::string_view intent) {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    State& state = states_[i];
    if (state.client != client || state.accepted || plan_->scenario.intents[i].intent.id != intent) continue;
    state.accepted = true;
    ++accepted_count_;
    return;
  }
}

}  // namespace onefold::harness
