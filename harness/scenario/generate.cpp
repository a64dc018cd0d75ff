#include "harness/scenario/generate.hpp"

#include <string>

namespace onefold::harness {
namespace {

// Co-prime with one another, so that quantity and price together differ for quantities * prices places in a
// row: more than intents_max.
constexpr std::uint32_t quantities = 331;
constexpr std::uint32_t prices = 61;
static_assert(quantities * prices > intents_max);

enum Purpose : std::uint64_t {
  side = 1,
  cancel,
  replace,
  twin,
  again,
  cancel_time,
  replace_time,
  again_time
};

std::uint64_t hash(std::uint32_t place, Purpose purpose) {
  return sim::mix(sim::mix(0x6f6e65, place), purpose);
}

bool chosen(std::uint32_t place, Purpose purpose, sim::Ratio share) {
  return hash(place, purpose) % share.denominator < share.numerator;
}

TimeNs later(std::uint32_t place, Purpose purpose, TimeNs time_ns) {
  constexpr std::uint64_t steps = follow_up_max_ns / sim::millisecond_ns;
  return time_ns + static_cast<TimeNs>(1 + hash(place, purpose) % steps) * sim::millisecond_ns;
}

// Distinct in (quantity, limit) for each of intents_max places.
venue::Intent place_intent(std::uint32_t place, const std::string& symbol) {
  venue::Intent intent;
  intent.symbol = symbol;
  intent.side = hash(place, side) % 2 == 0 ? venue::Side::buy : venue::Side::sell;
  intent.quantity = 1 + place % quantities;
  std::uint32_t step = (place / quantities + 17 * place) % prices;
  intent.limit = reference_ticks - prices / 2 + step;
  return intent;
}

ScheduledIntent follow_up(const ScheduledIntent& placed, venue::IntentKind kind, TimeNs at_ns) {
  ScheduledIntent next;
  next.client = placed.client;
  next.at_ns = at_ns;
  next.intent.kind = kind;
  next.intent.target = placed.intent.id;
  next.intent.id = placed.intent.id + "-" + std::string(to_string(kind));
  if (kind == venue::IntentKind::replace) {
    // Above every quantity of a place, so that it differs from all of them.
    next.intent.quantity = placed.intent.quantity + quantities;
    next.intent.limit = placed.intent.limit;
  }
  return next;
}

}  // namespace

void append_generated(const GeneratedIntents& rule, const std::vector<ClientSetup>& clients,
                      const std::vector<venue::Instrument>& instruments,
                      std::vector<ScheduledIntent>& intents) {
  const TimeNs step_ns = rule.count < 2 ? 0 : (rule.to_ns - rule.from_ns) / (rule.count - 1);
  const auto client_count = static_cast<std::uint32_t>(clients.size());
  const auto instrument_count = static_cast<std::uint32_t>(instruments.size());
  std::vector<venue::Intent> last(client_count);  // place of each client, for twins
  for (std::uint32_t i = 0; i < rule.count; ++i) {
    const std::uint32_t client = i % client_count;
    ScheduledIntent placed;
    placed.client = clients[client].name;
    placed.at_ns = rule.from_ns + step_ns * i;
    placed.intent = place_intent(i, instruments[i / client_count % instrument_count].symbol);
    if (i >= client_count && chosen(i, twin, rule.twins)) placed.intent = last[client];
    placed.intent.id = rule.prefix + std::to_string(i + 1);
    last[client] = placed.intent;
    if (chosen(i, again, rule.again)) placed.again_ns.push_back(later(i, again_time, placed.at_ns));
    intents.push_back(placed);
    if (chosen(i, replace, rule.replaces)) {
      intents.push_back(follow_up(placed, venue::IntentKind::replace, later(i, replace_time, placed.at_ns)));
    }
    if (chosen(i, cancel, rule.cancels)) {
      intents.push_back(follow_up(placed, venue::IntentKind::cancel, later(i, cancel_time, placed.at_ns)));
    }
  }
}

}  // namespace onefold::harness
