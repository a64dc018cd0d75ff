#include "harness/native_framer.hpp"

#include "venue/wire/native.hpp"

namespace onefold::harness {

namespace native = venue::native;

NativeFramer::NativeFramer(WireRecord& record) : record_(&record), malformed_(record.word("malformed")) {}

std::size_t NativeFramer::frame_size(const sim::StreamInfo&, std::span<const std::byte> bytes) {
  native::FrameScan scan = native::scan_frame(bytes);
  return scan.error == native::WireError::none ? scan.size : bytes.size();
}

sim::MessageLabel NativeFramer::label(const sim::StreamInfo& stream, std::span<const std::byte> frame) {
  if (stream.from_connector && native::decode(frame, request_) == native::WireError::none) {
    return record_->request(record_->client_of(stream.from), stream.connection, request_, stream.now_ns);
  }
  if (!stream.from_connector && native::decode(frame, reply_) == native::WireError::none) {
    return record_->reply(record_->client_of(stream.to), stream.connection, reply_, stream.now_ns);
  }
  return {malformed_, sim::name_none};
}

}  // namespace onefold::harness
