// epoll: level-triggered, edge-triggered, one-shot, and sets within sets.
//
// Ignores: EPOLLEXCLUSIVE and EPOLLWAKEUP (accepted, no effect); one item per descriptor number, so a number
// that was reused while a dup of its old target stays open replaces the old item.
#pragma once

#include <sys/epoll.h>

#include <vector>

#include "sim/os/descriptor.hpp"

namespace onefold::sim {

class EpollSet;

// One registration. Owned by its set, linked into its target's watchers and, while ready, into the set's
// ready list.
struct EpollItem {
  EpollSet* set = nullptr;
  Descriptor* target = nullptr;
  std::uint32_t events = 0;
  bool disabled = false;  // one-shot, fired
  bool queued = false;
  int number = 0;
  epoll_data_t data{};
  EpollItem* next_watcher = nullptr;
  EpollItem* next_ready = nullptr;
};

class EpollSet final : public Descriptor {
 public:
  explicit EpollSet(Process& process) : Descriptor(process, Kind::epoll) {}
  ~EpollSet() override;

  std::uint32_t ready() const override;
  void add_state(Digest& digest) const override;

  // epoll_ctl, for a target other than itself. 0, -EEXIST, -ENOENT or -EINVAL.
  int control_item(int operation, int number, Descriptor& target, const epoll_event* event);
  // What is ready now, at most `capacity`; never waits.
  int take(epoll_event* out, int capacity);

 private:
  friend class Descriptor;
  static void forget_target(Descriptor& target);
  void on_notify(EpollItem& item, std::uint32_t events);
  static std::uint32_t ready_events(const EpollItem& item);
  void queue(EpollItem& item);
  void remove(EpollItem& item);
  EpollItem* find(int number) const;

  std::vector<EpollItem*> items_;  // owned, few and in no order
  EpollItem* first_ready_ = nullptr;
  EpollItem* last_ready_ = nullptr;
};

}  // namespace onefold::sim
