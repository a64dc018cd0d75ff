#include "venue/book/book.hpp"

#include <algorithm>
#include <cassert>

namespace onefold::venue {
namespace {

// Whether an order of `side` at `price` is worse for the other side than one at `than`.
bool worse(Side side, Ticks price, Ticks than) {
  return side == Side::buy ? price < than : price > than;
}

}  // namespace

Lots Book::match(Side side, Ticks limit, Lots quantity, std::uint32_t owner, SelfTrade mode,
                 std::vector<BookFill>& fills, bool& stopped) {
  using Effect = BookFill::Effect;
  assert(mode != SelfTrade::venue_default);
  stopped = false;
  Side other = opposite(side);
  std::vector<Level>& levels = side_levels(other);
  while (quantity > 0 && !stopped && !levels.empty()) {
    Level& level = levels.back();
    if (limit != 0 && worse(other, level.price, limit)) break;
    BookHandle handle = level.head;
    Node& node = nodes_[handle];
    Effect effect = Effect::trade;
    if (node.owner == owner && mode != SelfTrade::allow) {
      stopped = mode == SelfTrade::cancel_taker || mode == SelfTrade::cancel_both;
      if (mode == SelfTrade::cancel_taker) break;
      effect = mode == SelfTrade::decrement ? Effect::own_decremented : Effect::own_cancelled;
    }
    Lots taken = effect == Effect::own_cancelled ? node.quantity : std::min(quantity, node.quantity);
    if (effect != Effect::own_cancelled) quantity -= taken;
    node.quantity -= taken;
    bool complete = node.quantity == 0;
    fills.push_back({node.order, taken, level.price, complete, effect});
    if (complete) remove(handle);
  }
  return quantity;
}

Lots Book::available(Side side, Ticks limit, Lots quantity, std::uint32_t owner, SelfTrade mode) const {
  Side other = opposite(side);
  const std::vector<Level>& levels = side_levels(other);
  Lots left = quantity;
  Lots traded = 0;
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    if (limit != 0 && worse(other, level->price, limit)) break;
    for (BookHandle at = level->head; at != no_handle && left > 0; at = nodes_[at].next) {
      const bool own = nodes_[at].owner == owner && mode != SelfTrade::allow;
      if (own && mode == SelfTrade::cancel_maker) continue;
      if (own && mode != SelfTrade::decrement) return traded;
      const Lots taken = std::min(left, nodes_[at].quantity);
      left -= taken;
      if (!own) traded += taken;
    }
  }
  return traded;
}

BookHandle Book::rest(Side side, Ticks price, Lots quantity, std::uint32_t order, std::uint32_t owner) {
  assert(quantity > 0 && price > 0);
  assert(best(opposite(side)) == 0 || worse(side, price, best(opposite(side))));
  std::vector<Level>& levels = side_levels(side);
  auto level = find_level(side, price);
  if (level == levels.end() || level->price != price)
    level = levels.insert(level, Level{price, no_handle, no_handle});
  BookHandle handle = take_node();
  nodes_[handle] = {quantity, price, order, owner, level->tail, no_handle, side};
  if (level->tail != no_handle) {
    nodes_[level->tail].next = handle;
  } else {
    level->head = handle;
  }
  level->tail = handle;
  return handle;
}

void Book::remove(BookHandle handle) {
  assert(handle < nodes_.size());
  const Node& node = nodes_[handle];
  auto level = find_level(node.side, node.price);
  assert(level != side_levels(node.side).end() && level->price == node.price);
  if (node.previous != no_handle) {
    nodes_[node.previous].next = node.next;
  } else {
    level->head = node.next;
  }
  if (node.next != no_handle) {
    nodes_[node.next].previous = node.previous;
  } else {
    level->tail = node.previous;
  }
  if (level->head == no_handle) side_levels(node.side).erase(level);
  free_node(handle);
}

void Book::reduce(BookHandle handle, Lots quantity) {
  assert(handle < nodes_.size() && quantity > 0 && quantity < nodes_[handle].quantity);
  nodes_[handle].quantity = quantity;
}

Ticks Book::best(Side side) const {
  const std::vector<Level>& levels = side_levels(side);
  return levels.empty() ? 0 : levels.back().price;
}

Lots Book::quantity_at(Side side, Ticks price) const {
  Lots total = 0;
  for (const Level& level : side_levels(side)) {
    if (level.price != price) continue;
    for (BookHandle at = level.head; at != no_handle; at = nodes_[at].next) total += nodes_[at].quantity;
  }
  return total;
}

// The level of that price, or the place where it belongs.
std::vector<Book::Level>::iterator Book::find_level(Side side, Ticks price) {
  std::vector<Level>& levels = side_levels(side);
  return std::lower_bound(levels.begin(), levels.end(), price,
                          [side](const Level& level, Ticks p) { return worse(side, level.price, p); });
}

BookHandle Book::take_node() {
  if (free_ == no_handle) {
    nodes_.emplace_back();
    return static_cast<BookHandle>(nodes_.size() - 1);
  }
  BookHandle handle = free_;
  free_ = nodes_[handle].next;
  return handle;
}

void Book::free_node(BookHandle handle) {
  nodes_[handle] = {};
  nodes_[handle].next = free_;
  free_ = handle;
}

}  // namespace onefold::venue
