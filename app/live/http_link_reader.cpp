// The HTTP dialect as the gate sees it (app/live/link_reader.hpp): the unit is the whole HTTP message, and on
// an upgraded connection the whole WebSocket message. What cannot be read, a transfer coding for one, is
// "malformed" and passes as it comes.
#include <algorithm>
#include <deque>
#include <string>

#include "app/live/link_reader.hpp"
#include "venue/wire/http_answer.hpp"
#include "venue/wire/http_call.hpp"
#include "venue/wire/http_message.hpp"
#include "venue/wire/http_websocket.hpp"

namespace onefold::app {
namespace {

namespace http = venue::http;
using sim::Passage;

// Requests of one connection that await their answers; of more, only the newest are known.
constexpr std::size_t asked_max = 1024;

constexpr int switching_protocols = 101;

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Sighting labelled(std::string_view kind, Passage passage) {
  Sighting seen;
  seen.kind = kind;
  seen.passage = passage;
  return seen;
}

class HttpLinkReader final : public LinkReader {
 public:
  HttpLinkReader(std::span<const venue::Credentials> credentials,
                 std::span<const venue::Instrument> instruments)
      : credentials_(credentials), instruments_(instruments) {}

  std::size_t message_size(bool from_client, std::span<const std::byte> bytes) override {
    const std::string_view text = text_of(bytes);
    if (upgraded_) return http::websocket_message_size(text);
    const http::MessageScan scan =
        http::scan_message(text, from_client ? http::request_body_size_max : http::answer_body_size_max);
    if (scan.malformed) return bytes.size();
    const bool without_body = !from_client && !asked_.empty() && asked_.front().head_only;
    return without_body ? scan.head_size : scan.size;
  }

  Sighting read(bool from_client, std::span<const std::byte> message) override {
    const std::string_view text = text_of(message);
    Sighting seen = upgraded_ ? stream_message(from_client, text) : whole_message(from_client, text);
    seen.account = account_;
    return seen;
  }

 private:
  struct Asked {
    std::uint64_t number = 0;
    http::Topic topic = http::Topic::unknown;
    bool head_only = false;
  };

  Sighting whole_message(bool from_client, std::string_view text) {
    const auto head = http::parse_head(text);
    if (!head || (head->status == 0) != from_client) return labelled("malformed", Passage::fixed);
    return from_client ? request(*head, text) : answer(*head, text);
  }

  Sighting request(const http::Head& head, std::string_view text) {
    if (!http::peek_request(text, call_)) return labelled("malformed", Passage::fixed);
    if (const auto key = http::find_field(head.fields, "X-MBX-APIKEY")) know(*key);
    if (asked_.size() == asked_max) asked_.pop_front();
    asked_.push_back({++requests_, call_.topic, head.method == "HEAD"});
    const bool upgrade = call_.topic == http::Topic::stream;
    Sighting seen = labelled(http::kind_of(call_.topic), upgrade ? Passage::in_order : Passage::repeatable);
    seen.client_order_id = call_.client_order_id;
    seen.request = true;
    seen.number = requests_;
    return seen;
  }

  Sighting answer(const http::Head& head, std::string_view text) {
    const bool interim = head.status < 200 && head.status != switching_protocols;
    if (asked_.empty() || interim) return labelled("answer", Passage::in_order);
    const Asked asked = asked_.front();
    asked_.pop_front();
    upgraded_ = head.status == switching_protocols;
    Sighting seen = labelled("upgraded", Passage::fixed);
    if (!upgraded_) {
      const std::string_view body = text.substr(std::min(text.size(), text.find("\r\n\r\n") + 4));
      peek_ = http::peek_answer(asked.topic, head.status, body);
      seen = labelled(peek_.kind, Passage::in_order);
      seen.client_order_id = peek_.client_order_id;
      seen.several = peek_.several;
      if (head.status >= 400) seen.reason = reason_of(asked, head.status, body);
    }
    seen.reply = true;
    seen.number = asked.number;
    return seen;
  }

  // As a client understands it: the answer of a listing says what any other would.
  static venue::Reason reason_of(const Asked& asked, int status, std::string_view body) {
    const venue::Reply reply = http::read_answer(venue::QueryOpenOrders{asked.number}, status, {}, body, {});
    const auto* rejected = std::get_if<venue::Rejected>(&reply);
    return rejected != nullptr ? rejected->reason : venue::Reason::none;
  }

  Sighting stream_message(bool from_client, std::string_view text) {
    http::Opcode opcode{};
    if (!http::read_websocket_message(text, opcode, payload_)) return labelled("malformed", Passage::fixed);
    if (http::is_control(opcode)) return labelled("control", Passage::fixed);
    if (from_client) return labelled("question", Passage::free);
    event_ = http::read_stream_message(payload_, instruments_);
    if (!event_) return labelled("answer", Passage::free);
    Sighting seen = labelled(kind_of(*event_), Passage::free);
    if (const auto* report = std::get_if<venue::ExecutionReport>(&*event_)) {
      account_ = report->account;  // a listen key does not say whose it is
      seen.client_order_id = report->order.client_order_id;
    }
    return seen;
  }

  void know(std::string_view api_key) {
    const auto owner = std::find_if(credentials_.begin(), credentials_.end(),
                                    [&](const venue::Credentials& one) { return one.api_key == api_key; });
    if (owner != credentials_.end()) account_ = owner->account;
  }

  std::span<const venue::Credentials> credentials_;
  std::span<const venue::Instrument> instruments_;
  std::deque<Asked> asked_;  // oldest first: answers come in the order of requests
  std::uint64_t requests_ = 0;
  bool upgraded_ = false;
  std::string account_;
  http::CallPeek call_;
  http::AnswerPeek peek_;
  std::optional<venue::Reply> event_;
  std::string payload_;
};

}  // namespace

std::unique_ptr<LinkReader> make_http_link_reader(std::span<const venue::Credentials> credentials,
                                                  std::span<const venue::Instrument> instruments) {
  return std::make_unique<HttpLinkReader>(credentials, instruments);
}

}  // namespace onefold::app
