// What two instances tell each other of their intents.
//
// Layout, little-endian: u16 bytes that follow, u8 kind, the body. Kind 1, a copy: the intent, as the ledger
// writes it down (client/ledger_record.hpp). Kind 2, the answer: u8 outcome, u8 reason, the intent's id.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "client/client_state.hpp"

namespace onefold::client {

inline constexpr std::size_t copy_frame_size_max = 2'048;

struct IntentCopy {
  venue::Intent intent;
};

// What became of it at the instance that got the copy.
struct CopyAnswer {
  std::string intent;
  Resolution resolution;
};

using CopyFrame = std::variant<IntentCopy, CopyAnswer>;

std::string write_frame(const CopyFrame& frame);

struct TakenFrame {
  std::size_t size = 0;            // 0: not all of it is there yet
  std::optional<CopyFrame> frame;  // nothing, of a size above 0: these bytes are no frame
};
TakenFrame take_frame(std::string_view bytes);

}  // namespace onefold::client
