// The kinds of message between clients and the venue, by their words: who sends them, and on which channel.
// Webhooks, which the HTTP dialect has, are events on a channel of their own.
#pragma once

#include <span>
#include <string_view>

namespace onefold::harness {

inline constexpr std::string_view channel_words[] = {"orders", "events", "webhook"};

struct MessageWord {
  std::string_view word;     // as venue::kind_of gives it
  std::string_view channel;  // on which it travels unless a fault says otherwise
  bool from_client = false;
  bool from_venue = false;
  bool on_both = false;  // may travel on the other channel too
};

std::span<const MessageWord> message_words();

// Null if there is no such kind.
const MessageWord* find_message(std::string_view word);

}  // namespace onefold::harness
