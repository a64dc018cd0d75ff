// The framer of one run, in the dialect that its venue speaks. A world wants it before it has the names to
// make one with: nothing is sent before begin().
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "harness/http_framer.hpp"
#include "harness/native_framer.hpp"
#include "venue/api/dialect.hpp"

namespace onefold::harness {

class RunFramer final : public sim::Framer {
 public:
  // As WireRecord and HttpFramer; `tap` may be null.
  void begin(venue::Dialect dialect, WireRecord record, std::span<const venue::Credentials> credentials,
             WireTap* tap) {
    record_.emplace(std::move(record)).tap(tap);
    if (dialect == venue::Dialect::http) {
      inner_ = &http_.emplace(*record_, credentials);
    } else {
      inner_ = &native_.emplace(*record_);
    }
  }

  std::size_t frame_size(const sim::StreamInfo& stream, std::span<const std::byte> bytes) override {
    return inner_->frame_size(stream, bytes);
  }
  sim::MessageLabel label(const sim::StreamInfo& stream, std::span<const std::byte> frame) override {
    return inner_->label(stream, frame);
  }
  void repeated(const sim::StreamInfo& stream, std::uint64_t copy) override {
    inner_->repeated(stream, copy);
  }

 private:
  std::optional<WireRecord> record_;
  std::optional<NativeFramer> native_;
  std::optional<HttpFramer> http_;
  sim::Framer* inner_ = nullptr;
};

}  // namespace onefold::harness
