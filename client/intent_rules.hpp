// Which intents a client takes, before any venue is asked.
#pragma once

#include "venue/api/intent.hpp"

namespace onefold::client {

inline constexpr std::size_t intent_id_size_max = 64;

// Whether the intent can be written down at all: ids and symbol within their sizes. Others are ignored, never
// accepted.
bool is_recordable(const venue::Intent& intent);

// Why the intent can be refused without asking the venue: reason none means that it cannot.
venue::Reason check_terms(const venue::Intent& intent);

// Cancels and replaces: `target` names the place intent whose order they are about.
constexpr bool depends_on_order(venue::IntentKind kind) {
  return kind == venue::IntentKind::cancel || kind == venue::IntentKind::replace;
}

}  // namespace onefold::client
