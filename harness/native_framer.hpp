// The network's ear for the native dialect: where frames end, what they are, whose they are.
#pragma once

#include "harness/wire_record.hpp"

namespace onefold::harness {

class NativeFramer final : public sim::Framer {
 public:
  explicit NativeFramer(WireRecord& record);  // borrowed

  std::size_t frame_size(const sim::StreamInfo& stream, std::span<const std::byte> bytes) override;
  sim::MessageLabel label(const sim::StreamInfo& stream, std::span<const std::byte> frame) override;

 private:
  WireRecord* record_;
  venue::Request request_;
  venue::Reply reply_;
  sim::Name malformed_;
};

}  // namespace onefold::harness
