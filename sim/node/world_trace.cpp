// What a world tells its trace sink.
#include "sim/node/world_impl.hpp"

namespace onefold::sim {

std::string_view to_string(DeliveryModel model) {
  return model == DeliveryModel::direct ? "direct" : "hops";
}

std::string_view to_string(RunEnd end) {
  switch (end) {
    case RunEnd::condition:
      return "condition";
    case RunEnd::horizon:
      return "horizon";
    case RunEnd::events_max:
      return "events-max";
    case RunEnd::ghost_calls:
      return "ghost-calls";
    case RunEnd::program_failed:
      break;
  }
  return "program-failed";
}

void World::Impl::tell(TraceEvent::Kind kind, Name node, Name peer, const Key& key, std::string_view text) {
  if (trace == nullptr) return;
  trace->on_trace({events.now(), kind, node, peer, key, text});
}

void World::Impl::on_wire(WireObserver::What what, Name node, Name peer, const Key& key) {
  static constexpr TraceEvent::Kind kinds[] = {TraceEvent::Kind::sent, TraceEvent::Kind::arrived,
                                               TraceEvent::Kind::lost, TraceEvent::Kind::connected,
                                               TraceEvent::Kind::disconnected};
  tell(kinds[static_cast<int>(what)], node, peer, key);
}

void World::Impl::on_effect(const Process& process, const Key& key) {
  tell(TraceEvent::Kind::effect, process.name(), name_none, key);
}

void World::trace_to(TraceSink* sink) {
  impl_->trace = sink;
  impl_->network.observe(sink == nullptr ? nullptr : impl_.get());
}

}  // namespace onefold::sim
