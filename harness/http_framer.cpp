#include "harness/http_framer.hpp"

#include <charconv>

#include "venue/wire/http_websocket.hpp"

namespace onefold::harness {

namespace http = venue::http;
using http::Topic;
using sim::Passage;

namespace {

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The part of a message behind its head.
std::string_view body_of(std::string_view message) {
  const std::size_t end = message.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string_view{} : message.substr(end + 4);
}

// When the client says it is. What it said counts, whether or not the venue will find it late.
venue::TimeNs timestamp_of(const http::RestRequest& request) {
  constexpr std::size_t digits_of_microseconds = 16;
  http::Parameters parameters;
  parameters.add(http::query_of(request.target));
  if (request.method != "GET") parameters.add(request.body);
  const std::string_view text = parameters.find("timestamp").value_or("");
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  const std::int64_t unit_ns = text.size() == digits_of_microseconds ? 1'000 : 1'000'000;
  return value > INT64_MAX / unit_ns ? 0 : value * unit_ns;
}

// The first record of TLS in `bytes` (RFC 8446, section 5.1): type, version, length. 0 while it is
// incomplete.
bool is_tls(std::span<const std::byte> bytes) {
  return !bytes.empty() && bytes[0] >= std::byte{20} && bytes[0] <= std::byte{23};
}
std::size_t tls_record_size(std::span<const std::byte> bytes) {
  constexpr std::size_t header_size = 5;
  if (bytes.size() < header_size) return 0;
  const std::size_t length =
      std::to_integer<std::size_t>(bytes[3]) << 8 | std::to_integer<std::size_t>(bytes[4]);
  return bytes.size() < header_size + length ? 0 : header_size + length;
}

// Fills in a number that HTTP does not have.
void number(venue::Request& request, std::uint64_t number) {
  std::visit(
      [number](auto& one) {
        if constexpr (requires { one.request; }) one.request = number;
      },
      request);
}

}  // namespace

HttpFramer::HttpFramer(WireRecord& record, std::span<const venue::Credentials> credentials)
    : record_(&record) {
  const properties::Terms& terms = record.terms();
  rules_.instruments = terms.instruments;
  rules_.credentials = credentials;
  rules_.idempotency_keys = terms.profile.duplicate == venue::DuplicateAnswer::stored_response;
}

HttpFramer::Connection& HttpFramer::connection(std::uint64_t id) {
  Connection& known = connections_[id];
  if (known.recorded_as == 0) known.recorded_as = id;
  return known;
}

std::size_t HttpFramer::frame_size(const sim::StreamInfo& stream, std::span<const std::byte> bytes) {
  const std::string_view text = text_of(bytes);
  if (connection(stream.connection).upgraded) return http::websocket_message_size(text);
  if (is_tls(bytes)) return tls_record_size(bytes);
  const http::MessageScan scan = http::scan_message(text);
  return scan.malformed ? bytes.size() : scan.size;
}

sim::MessageLabel HttpFramer::label(const sim::StreamInfo& stream, std::span<const std::byte> frame) {
  const std::string_view text = text_of(frame);
  if (connection(stream.connection).upgraded) return label_websocket(stream, text);
  if (is_tls(frame)) return {record_->word("tls"), sim::name_none, Passage::fixed};
  const std::optional<http::Head> head = http::parse_head(text);
  const bool request = head && head->status == 0;
  if (!head || request != stream.from_connector)
    return {record_->word("malformed"), sim::name_none, Passage::fixed};
  if (!request) return label_answer(stream, text);
  if (record_->client_of(stream.from) == WireRecord::nobody) {
    connection(stream.connection).asked.push_back({});
    return label_delivery(body_of(text));
  }
  return label_request(stream, text);
}

// What the request says in the terms of venue/api; nothing if it says nothing of the kind, or is refused
// whatever the venue's state is.
std::optional<venue::Request> HttpFramer::understand(std::string_view text, std::size_t client, Topic topic) {
  const http::Head head = *http::parse_head(text);
  http::RestRequest request;
  request.method = head.method;
  request.target = head.target;
  request.body = body_of(text);
  request.api_key = http::find_field(head.fields, "X-MBX-APIKEY").value_or("");
  request.idempotency_key = http::find_field(head.fields, "Idempotency-Key").value_or("");
  request.content_type = http::find_field(head.fields, "Content-Type").value_or("");
  http::Call call;
  if (http::parse_call(request, rules_, timestamp_of(request), call)) return std::nullopt;
  if (topic == Topic::stream) {
    return venue::Subscribe{0, record_->terms().clients[client].account, call.from_event};
  }
  if (topic > Topic::account) return std::nullopt;
  return std::move(call.request);
}

sim::MessageLabel HttpFramer::label_request(const sim::StreamInfo& stream, std::string_view text) {
  http::CallPeek peek;
  http::peek_request(text, peek);
  const std::size_t client = record_->client_of(stream.from);
  Connection& on = connection(stream.connection);
  Asked asked{peek.topic, understand(text, client, peek.topic)};
  sim::MessageLabel label{record_->word(http::kind_of(peek.topic)), sim::name_none};
  if (asked.request) {
    number(*asked.request, ++requests_);
    label = record_->request(client, on.recorded_as, *asked.request, stream.now_ns);
  }
  label.passage = peek.topic == Topic::stream ? Passage::in_order : Passage::repeatable;
  on.last = asked;
  on.asked.push_back(std::move(asked));
  return label;
}

// A webhook's. The history takes events from streams, whose order and gaps it can judge.
sim::MessageLabel HttpFramer::label_delivery(std::string_view body) {
  sim::MessageLabel label{record_->word("question"), sim::name_none, Passage::repeatable};
  if (const auto event = http::read_stream_message(body, rules_.instruments)) {
    label.kind = record_->word(kind_of(*event));
    label.intent = record_->intent_of(*event);
  }
  return label;
}

sim::MessageLabel HttpFramer::label_answer(const sim::StreamInfo& stream, std::string_view text) {
  constexpr int switching_protocols = 101;
  const http::Head head = *http::parse_head(text);
  Connection& on = connection(stream.connection);
  sim::MessageLabel label{record_->word("answer"), sim::name_none, Passage::in_order};
  const bool interim = head.status < 200 && head.status != switching_protocols;
  if (on.asked.empty() || interim) return label;
  Asked asked = std::move(on.asked.front());
  on.asked.pop_front();
  if (head.status == switching_protocols) {
    on.upgraded = true;
    on.last = std::move(asked);
    label.kind = record_->word("upgraded");
    label.passage = Passage::fixed;
    return label;
  }
  if (!asked.request) return label;
  const std::string_view retry_after = http::find_field(head.fields, "Retry-After").value_or("");
  const venue::Reply reply =
      http::read_answer(*asked.request, head.status, retry_after, body_of(text), rules_.instruments);
  label = record_->reply(record_->client_of(stream.to), on.recorded_as, reply, stream.now_ns);
  label.passage = Passage::in_order;
  return label;
}

sim::MessageLabel HttpFramer::label_websocket(const sim::StreamInfo& stream, std::string_view text) {
  http::Opcode opcode{};
  if (!http::read_websocket_message(text, opcode, payload_))
    return {record_->word("malformed"), sim::name_none, Passage::fixed};
  if (http::is_control(opcode)) return {record_->word("control"), sim::name_none, Passage::fixed};
  if (stream.from_connector) return {record_->word("question"), sim::name_none, Passage::free};
  std::optional<venue::Reply> reply = http::read_stream_message(payload_, rules_.instruments);
  if (!reply) return {record_->word("answer"), sim::name_none, Passage::free};
  Connection& on = connection(stream.connection);
  const auto* subscribe = on.last.request ? std::get_if<venue::Subscribe>(&*on.last.request) : nullptr;
  if (auto* begun = std::get_if<venue::LoggedIn>(&*reply); begun != nullptr && subscribe != nullptr)
    begun->request = subscribe->request;
  return record_->reply(record_->client_of(stream.to), on.recorded_as, *reply, stream.now_ns);
}

void HttpFramer::repeated(const sim::StreamInfo& stream, std::uint64_t copy) {
  const Connection& original = connection(stream.connection);
  Connection& repeat = connection(copy);
  repeat.recorded_as = original.recorded_as;
  repeat.asked.push_back(original.last);
}

}  // namespace onefold::harness
