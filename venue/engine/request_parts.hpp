// What requests of any kind have in common. Private to venue/engine.
#pragma once

#include <cstdint>
#include <string_view>

#include "venue/api/messages.hpp"

namespace onefold::venue {

// The id that a refusal repeats.
inline std::string_view id_of(const Request& request) {
  if (const auto* order = std::get_if<NewOrder>(&request)) return order->client_order_id;
  if (const auto* replace = std::get_if<ReplaceOrder>(&request)) return replace->client_order_id;
  if (const auto* cancel = std::get_if<CancelOrder>(&request)) return cancel->target;
  if (const auto* query = std::get_if<QueryOrder>(&request)) return query->client_order_id;
  if (const auto* transfer = std::get_if<Transfer>(&request)) return transfer->client_transfer_id;
  if (const auto* query = std::get_if<QueryTransfer>(&request)) return query->client_transfer_id;
  return {};
}

// By which it is answered; 0: it is not.
inline std::uint64_t request_number(const Request& request) {
  return std::visit(
      [](const auto& message) -> std::uint64_t {
        if constexpr (requires { message.request; }) {
          return message.request;
        } else {
          return 0;
        }
      },
      request);
}

}  // namespace onefold::venue
