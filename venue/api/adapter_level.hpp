// How much of itself an implementation of a client shows to whoever judges it.
#pragma once

#include <cstdint>
#include <string_view>

namespace onefold::venue {

// What a level does not show is not checked, and reported as not checked.
enum class AdapterLevel : std::uint8_t {
  orders_only,     // takes intents, shows nothing: judged by its requests and by what the venue made of them
  with_positions,  // shows positions besides (ClientView::ready and positions)
  full_view,       // shows all of ClientView, and makes every callback of ClientObserver
};

constexpr std::string_view to_string(AdapterLevel level) {
  switch (level) {
    case AdapterLevel::orders_only:
      return "orders only";
    case AdapterLevel::with_positions:
      return "with positions";
    case AdapterLevel::full_view:
      return "full view";
  }
  return "?";
}

}  // namespace onefold::venue
