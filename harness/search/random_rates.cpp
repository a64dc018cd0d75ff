#include "harness/search/random_rates.hpp"

#include <numeric>

#include "harness/search/draw.hpp"
#include "sim/core/random.hpp"

namespace onefold::harness {
namespace {

constexpr std::uint64_t kinds_salt = 0x6b696e6473;
constexpr std::uint64_t rate_salt = 0x7261746573;

// rate * 2^power; stays below one in two if it was.
sim::Ratio scaled(sim::Ratio rate, std::int64_t power) {
  for (; power < 0 && rate.denominator < (1u << 30); ++power) rate.denominator *= 2;
  for (; power > 0 && std::uint64_t{rate.numerator} * 4 <= rate.denominator; --power) rate.numerator *= 2;
  const std::uint32_t common = std::gcd(rate.numerator, rate.denominator);
  return {rate.numerator / common, rate.denominator / common};
}

std::string text_of(sim::Ratio rate) {
  return std::to_string(rate.numerator) + "/" + std::to_string(rate.denominator);
}

}  // namespace

std::unique_ptr<sim::Decider> random_strategy(const Setting& setting) {
  sim::Chaos chaos = setting.chaos;
  const sim::FaultSet all = kinds_of(chaos);
  const sim::FaultSet on = about_half(sim::mix(setting.seed, kinds_salt), all);
  sim::FaultSet off;
  off.bits = all.bits & ~on.bits;
  std::string rates;
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    const auto kind = static_cast<sim::FaultKind>(i);
    sim::Ratio& rate = chaos.rate[i];
    if (!on.has(kind)) {
      rate = {};
      continue;
    }
    const std::uint64_t hash = sim::mix(sim::mix(setting.seed, rate_salt), static_cast<std::uint64_t>(i));
    rate = scaled(rate, sim::spread(hash, -2, 2));
    if (!setting.drawn) continue;
    rates += rates.empty() ? "" : ", ";
    rates += std::string(sim::to_string(kind)) + " " + text_of(rate);
  }
  if (setting.drawn) {
    *setting.drawn = rates;
    if (off.bits != 0) *setting.drawn += "; off: " + names_of(off);
  }
  return std::make_unique<sim::ChaosDecider>(setting.seed, setting.names, std::move(chaos));
}

std::unique_ptr<sim::Decider> uniform_strategy(const Setting& setting) {
  sim::Chaos chaos = setting.chaos;
  for (sim::Ratio& rate : chaos.rate) {
    if (rate.numerator != 0) rate = uniform_rate;
  }
  if (setting.drawn) *setting.drawn = names_of(kinds_of(chaos)) + " " + text_of(uniform_rate) + " each";
  return std::make_unique<sim::ChaosDecider>(setting.seed, setting.names, std::move(chaos));
}

}  // namespace onefold::harness
