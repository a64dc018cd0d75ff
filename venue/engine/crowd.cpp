#include "venue/engine/crowd.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

#include "venue/api/hash.hpp"

namespace onefold::venue {
namespace {

// The choices of one step about one symbol: each is a hash of its own, so that none depends on how many were
// made.
class Choices {
 public:
  Choices(std::uint64_t seed, std::uint64_t step, std::string_view symbol)
      : base_(combine(combine(seed, step), symbol)) {}

  // 0 <= result < count.
  std::int64_t below(std::string_view what, std::int64_t count) const {
    return static_cast<std::int64_t>(combine(base_, what) % static_cast<std::uint64_t>(count));
  }

 private:
  std::uint64_t base_;
};

// Short, because the log, the journal and every report carry it.
std::string id_of(std::uint64_t step, std::uint64_t serial) {
  std::array<char, 32> text{'c'};
  char* end = std::to_chars(text.data() + 1, text.data() + text.size(), step, 36).ptr;
  *end++ = '-';
  end = std::to_chars(end, text.data() + text.size(), serial, 36).ptr;
  return {text.data(), end};
}

// The nearest multiple of `step` that is not below `value`.
std::int64_t round_up(std::int64_t value, std::int64_t step) {
  return (value + step - 1) / step * step;
}

// The reference of a step: a walk that is pulled back, without memory. Two slow waves of hashes, one coarse
// and one fine, so that neighbouring steps lie close together.
Ticks reference_at(const CrowdOptions& options, std::uint64_t seed, std::uint64_t step,
                   std::string_view symbol) {
  constexpr std::uint64_t stride = 8;
  std::int64_t range = options.wander_max * static_cast<std::int64_t>(stride);
  auto knot = [&](std::uint64_t at) { return Choices(seed, at, symbol).below("knot", range + 1); };
  auto along = static_cast<std::int64_t>(step % stride);
  std::int64_t from = knot(step / stride);
  std::int64_t to = knot(step / stride + 1);
  return options.reference - range / 2 + from + (to - from) * along / static_cast<std::int64_t>(stride);
}

}  // namespace

void crowd_step(const CrowdOptions& options, std::uint64_t seed, std::uint64_t step, const Engine& engine,
                std::vector<Request>& requests) {
  std::vector<OrderId> resting;
  resting.reserve(options.resting_max + 1);
  std::uint64_t serial = 0;
  for (const Instrument& instrument : engine.instruments()) {
    Choices choices(seed, step, instrument.symbol);
    NewOrder order;
    order.client_order_id = id_of(step, ++serial);
    order.symbol = instrument.symbol;
    order.side = choices.below("side", 2) == 0 ? Side::buy : Side::sell;
    order.quantity = std::max(1 + choices.below("quantity", options.quantity_max), instrument.quantity_min);
    order.quantity = round_up(order.quantity, instrument.quantity_step);
    if (choices.below("take", options.take_denominator) < options.take_numerator) {
      order.limit = engine.best_price(instrument.symbol, opposite(order.side));
      order.tif = TimeInForce::immediate_or_cancel;
      if (order.limit == 0) continue;  // nothing to take
      requests.emplace_back(std::move(order));
      continue;
    }
    resting.clear();
    engine.open_order_ids(engine.crowd_account(), instrument.symbol, resting);
    if (options.resting_max == 0) continue;
    if (resting.size() >= options.resting_max) requests.emplace_back(CancelOrder{0, {}, resting.front()});
    Ticks distance = 1 + choices.below("distance", options.spread_max);
    Ticks around = reference_at(options, seed, step, instrument.symbol);
    const Ticks price = order.side == Side::buy ? around - distance : around + distance;
    const Ticks tick = instrument.price_step;
    order.limit = round_up(std::clamp<Ticks>(price, 1, ticks_max / tick * tick), tick);
    requests.emplace_back(std::move(order));
  }
}

}  // namespace onefold::venue
