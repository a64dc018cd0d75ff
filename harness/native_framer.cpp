#include "harness/native_framer.hpp"

#include <utility>

#include "venue/wire/native.hpp"

namespace onefold::harness {

namespace native = venue::native;

NativeFramer::NativeFramer(sim::World& world, std::vector<sim::NodeId> clients, properties::History& history,
                           AttributionTable& table)
    : world_(&world),
      clients_(std::move(clients)),
      history_(&history),
      table_(&table),
      malformed_(world.names().intern("malformed")) {}

std::size_t NativeFramer::client_of(sim::Name node) const {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    if (world_->name(clients_[i]) == node) return i;
  }
  return nobody;
}

std::size_t NativeFramer::frame_size(const sim::StreamInfo&, std::span<const std::byte> bytes) {
  native::FrameScan scan = native::scan_frame(bytes);
  return scan.error == native::WireError::none ? scan.size : bytes.size();
}

sim::MessageLabel NativeFramer::label(const sim::StreamInfo& stream, std::span<const std::byte> frame) {
  sim::NameTable& names = world_->names();
  bool request = stream.from_connector;
  std::size_t client = client_of(request ? stream.from : stream.to);
  if (request && native::decode(frame, request_) == native::WireError::none) {
    sim::MessageLabel label{names.intern(kind_of(request_)), sim::name_none};
    if (tap_) tap_->sent(stream.connection, request_);
    if (client == nobody) return label;
    label.intent = table_->of_request(client, request_);
    std::uint32_t life = world_->life(clients_[client]);
    history_->request_sent(client, life, stream.connection, request_, stream.now_ns);
    return label;
  }
  if (!request && native::decode(frame, reply_) == native::WireError::none) {
    sim::MessageLabel label{names.intern(kind_of(reply_)), table_->of_reply(reply_)};
    if (tap_) tap_->sent(stream.connection, reply_, stream.now_ns);
    if (client != nobody) history_->reply_sent(client, stream.connection, reply_, stream.now_ns);
    return label;
  }
  return {malformed_, sim::name_none};
}

}  // namespace onefold::harness
