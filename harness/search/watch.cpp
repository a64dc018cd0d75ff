#include "harness/search/watch.hpp"

#include <algorithm>

namespace onefold::harness {

using sim::PointKind;

Watch::Watch(const Setting& setting)
    : states_(setting.history),
      write_(setting.names.intern("write")),
      fsync_(setting.names.intern("fsync")),
      clients_(setting.clients) {}

bool Watch::unsynced(sim::Name node) const {
  return std::find(unsynced_.begin(), unsynced_.end(), node) != unsynced_.end();
}

bool Watch::in_window(const sim::Point& point) {
  const sim::Key& key = point.key;
  if (key.point == PointKind::effect && (key.c == write_ || unsynced(key.a))) return true;
  states_.follow();
  for (sim::Name node : {key.a, key.b}) {
    const auto found = std::find(clients_.begin(), clients_.end(), node);
    if (found != clients_.end()) return states_.open(static_cast<std::size_t>(found - clients_.begin()));
  }
  return states_.any_open();
}

void Watch::note(const sim::Point& point) {
  if (point.key.point != PointKind::effect) return;
  if (point.key.c == write_) {
    if (!unsynced(point.key.a)) unsynced_.push_back(point.key.a);
  } else if (point.key.c == fsync_) {
    std::erase(unsynced_, point.key.a);
  }
}

}  // namespace onefold::harness
