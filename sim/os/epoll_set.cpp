#include "sim/os/epoll_set.hpp"

#include <algorithm>
#include <cerrno>

#include "sim/core/name.hpp"
#include "sim/os/process.hpp"

namespace onefold::sim {
namespace {

constexpr std::uint32_t always_reported = EPOLLERR | EPOLLHUP;

}  // namespace

EpollSet::~EpollSet() {
  while (!items_.empty()) remove(*items_.back());
}

std::uint32_t EpollSet::ready_events(const EpollItem& item) {
  return item.disabled ? 0 : item.target->ready() & item.events;
}

std::uint32_t EpollSet::ready() const {
  for (const EpollItem* item = first_ready_; item != nullptr; item = item->next_ready) {
    if (ready_events(*item) != 0) return EPOLLIN | EPOLLRDNORM;
  }
  return 0;
}

void EpollSet::add_state(Digest& digest) const {
  std::uint64_t items = 0;
  for (const EpollItem* item : items_) {
    const auto number = static_cast<std::uint64_t>(item->number);
    items += mix(number, std::uint64_t{item->events} << 1 | (item->disabled ? 1 : 0));
  }
  digest.add(items);
  for (const EpollItem* item = first_ready_; item != nullptr; item = item->next_ready)
    digest.add(static_cast<std::uint64_t>(item->number));
}

EpollItem* EpollSet::find(int number) const {
  for (EpollItem* item : items_) {
    if (item->number == number) return item;
  }
  return nullptr;
}

int EpollSet::control_item(int operation, int number, Descriptor& target, const epoll_event* event) {
  EpollItem* item = find(number);
  if (item != nullptr && item->target != &target) {
    remove(*item);
    item = nullptr;
  }
  if (operation == EPOLL_CTL_ADD) {
    if (item != nullptr) return -EEXIST;
    item = new EpollItem;
    item->set = this;
    item->target = &target;
    item->number = number;
    item->next_watcher = target.watchers_;
    target.watchers_ = item;
    items_.push_back(item);
  } else if (item == nullptr) {
    return -ENOENT;
  } else if (operation == EPOLL_CTL_DEL) {
    remove(*item);
    return 0;
  } else if (operation != EPOLL_CTL_MOD) {
    return -EINVAL;
  }
  item->events = event->events | always_reported;
  item->data = event->data;
  item->disabled = false;
  if (ready_events(*item) != 0) on_notify(*item, item->events);
  return 0;
}

int EpollSet::take(epoll_event* out, int capacity) {
  EpollItem* item = first_ready_;
  first_ready_ = last_ready_ = nullptr;
  EpollItem* again = nullptr;  // level-triggered ones go to the end of the list, as Linux does for fairness
  EpollItem** again_end = &again;
  int count = 0;
  while (item != nullptr && count < capacity) {
    EpollItem* next = item->next_ready;
    item->queued = false;
    item->next_ready = nullptr;
    const std::uint32_t events = ready_events(*item);
    if (events != 0) {
      process().saw(static_cast<std::uint64_t>(item->number) << 32 | events);
      out[count].events = events;
      out[count].data = item->data;
      ++count;
      if ((item->events & EPOLLONESHOT) != 0) {
        item->disabled = true;
      } else if ((item->events & EPOLLET) == 0) {
        *again_end = item;
        again_end = &item->next_ready;
      }
    }
    item = next;
  }
  // What did not fit stays in front.
  first_ready_ = item;
  for (; item != nullptr; item = item->next_ready) last_ready_ = item;
  while (again != nullptr) {
    EpollItem* next = again->next_ready;
    again->next_ready = nullptr;
    queue(*again);
    again = next;
  }
  return count;
}

void EpollSet::on_notify(EpollItem& item, std::uint32_t events) {
  if (item.queued || item.disabled || (item.events & events) == 0) return;
  queue(item);
  notify(EPOLLIN | EPOLLRDNORM);
}

void EpollSet::queue(EpollItem& item) {
  item.queued = true;
  item.next_ready = nullptr;
  (last_ready_ == nullptr ? first_ready_ : last_ready_->next_ready) = &item;
  last_ready_ = &item;
}

void EpollSet::remove(EpollItem& item) {
  if (item.queued) {
    EpollItem* before = nullptr;
    for (EpollItem* at = first_ready_; at != &item; at = at->next_ready) before = at;
    (before == nullptr ? first_ready_ : before->next_ready) = item.next_ready;
    if (last_ready_ == &item) last_ready_ = before;
  }
  EpollItem** link = &item.target->watchers_;
  while (*link != &item) link = &(*link)->next_watcher;
  *link = item.next_watcher;
  *std::find(items_.begin(), items_.end(), &item) = items_.back();
  items_.pop_back();
  delete &item;
}

void EpollSet::forget_target(Descriptor& target) {
  while (target.watchers_ != nullptr) target.watchers_->set->remove(*target.watchers_);
}

}  // namespace onefold::sim
