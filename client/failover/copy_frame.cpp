#include "client/failover/copy_frame.hpp"

#include <cassert>

#include "client/ledger_record.hpp"

namespace onefold::client {

namespace {

constexpr std::size_t head_size = 2;
constexpr char copy_kind = 1;
constexpr char answer_kind = 2;

std::string body_of(const IntentCopy& copy) {
  std::string body(1, copy_kind);
  encode_record(IntentAccepted{0, copy.intent}, body);
  return body;
}

std::string body_of(const CopyAnswer& answer) {
  std::string body(1, answer_kind);
  body += static_cast<char>(answer.resolution.outcome);
  body += static_cast<char>(answer.resolution.reason);
  return body + answer.intent;
}

std::optional<CopyFrame> read_copy(std::string_view body) {
  Record record;
  if (!decode_record(body, record) || !body.empty()) return std::nullopt;
  auto* accepted = std::get_if<IntentAccepted>(&record);
  if (accepted == nullptr) return std::nullopt;
  return IntentCopy{std::move(accepted->intent)};
}

std::optional<CopyFrame> read_answer_body(std::string_view body) {
  constexpr std::size_t choices = 2;
  if (body.size() <= choices) return std::nullopt;
  const auto outcome = static_cast<unsigned char>(body[0]);
  const auto reason = static_cast<unsigned char>(body[1]);
  if (outcome > static_cast<unsigned char>(venue::Outcome::unknown)) return std::nullopt;
  if (reason > static_cast<unsigned char>(venue::Reason::replace_half_done)) return std::nullopt;
  return CopyAnswer{std::string(body.substr(choices)),
                    {static_cast<venue::Outcome>(outcome), static_cast<venue::Reason>(reason)}};
}

}  // namespace

std::string write_frame(const CopyFrame& frame) {
  const std::string body = std::visit([](const auto& one) { return body_of(one); }, frame);
  assert(body.size() <= copy_frame_size_max - head_size);  // of an intent that a ledger has
  std::string bytes;
  bytes += static_cast<char>(body.size() & 0xff);
  bytes += static_cast<char>(body.size() >> 8);
  return bytes + body;
}

TakenFrame take_frame(std::string_view bytes) {
  if (bytes.size() < head_size) return {};
  const std::size_t size = static_cast<unsigned char>(bytes[0]) | static_cast<unsigned char>(bytes[1]) << 8;
  if (size == 0 || size > copy_frame_size_max - head_size) return {head_size, std::nullopt};
  if (bytes.size() < head_size + size) return {};
  const std::string_view body = bytes.substr(head_size + 1, size - 1);
  const char kind = bytes[head_size];
  if (kind == copy_kind) return {head_size + size, read_copy(body)};
  if (kind == answer_kind) return {head_size + size, read_answer_body(body)};
  return {head_size + size, std::nullopt};
}

}  // namespace onefold::client
