#include "harness/scenario/message_words.hpp"

#include <array>

namespace onefold::harness {
namespace {

constexpr std::string_view orders = channel_words[0];
constexpr std::string_view events = channel_words[1];

constexpr MessageWord request(std::string_view word) {
  return {word, orders, true, false, false};
}
constexpr MessageWord reply(std::string_view word) {
  return {word, orders, false, true, false};
}
constexpr MessageWord event(std::string_view word) {
  return {word, events, false, true, false};
}

constexpr std::array<MessageWord, 40> words{{
    request("login"),
    request("new-order"),
    request("cancel"),
    request("replace"),
    request("query-order"),
    request("query-open"),
    request("query-trades"),
    {"subscribe", events, true, false, false},
    reply("accepted"),
    reply("cancelled"),
    reply("replaced"),
    reply("order-report"),
    reply("open-orders"),
    reply("trades"),
    // A Subscribe is answered with one of these two.
    {"logged-in", orders, false, true, true},
    {"rejected", orders, false, true, true},
    event("event-accepted"),
    event("event-filled"),
    event("event-cancelled"),
    event("event-replaced"),
    event("event-triggered"),
    event("event-expired"),
    event("event-busted"),
    request("mass-cancel"),
    request("cancel-after"),
    request("new-orders"),
    request("transfer"),
    request("query-transfer"),
    reply("mass-cancelled"),
    reply("cancel-after-set"),
    reply("batch-answer"),
    reply("transferred"),
    reply("transfer-report"),
    {"heartbeat", orders, true, true, true},
    // Of the HTTP dialect only.
    {"question", orders, true, true, true},
    {"answer", orders, true, true, true},
    {"upgraded", events, false, true, false},
    {"control", events, true, true, false},
    {"tls", orders, true, true, true},
    // What no dialect can read.
    {"malformed", orders, true, true, true},
}};

}  // namespace

std::span<const MessageWord> message_words() {
  return words;
}

const MessageWord* find_message(std::string_view word) {
  for (const MessageWord& message : words) {
    if (message.word == word) return &message;
  }
  return nullptr;
}

}  // namespace onefold::harness
