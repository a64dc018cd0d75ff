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

Lots Book::match(Side side, Ticks limit, Lots quantity, std::uint32_t owner, std::vector<BookFill>& fills,
                 bool& self_trade) {
  self_trade = false;
  Side other = opposite(side);
  std::vector<Level>& levels = side_levels(other);
  while (quantity > 0 && !levels.empty()) {
    Level& level = levels.back();
    if (limit != 0 && worse(other, level.price, limit)) break;
    BookHandle handle = level.head;
    Node& node = nodes_[handle];
    if (node.owner == owner) {
      self_trade = true;
      break;
    }
    Lots traded = std::min(quantity, node.quantity);
    quantity -= traded;
    node.quantity -= traded;
    bool complete = node.quantity == 0;
    fills.push_back({node.order, traded, level.price, complete});
    if (complete) remove(handle);
  }
  return quantity;
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
