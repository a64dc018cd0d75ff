// Workload W: what the benchmarks do, defined so exactly that everybody who does it completes the same
// requests at the same virtual nanoseconds.
//
// 16 clients ask one server, each one request at a time and the next as soon as the last is answered. Request
// and response are messages of 128 bytes. Each message is lost with 1 % (if the workload is lossy) or arrives
// after 1 to 10 ms, uniformly, in whole microseconds. A client arms a 50 ms timer with each attempt; the
// reply cancels it; when it runs out, the client sends the same request again. No reply can come after the
// timer: two messages take 20 ms at most.
//
// Client c begins at start_ns + c. All later times of a client differ from that by whole microseconds, so no
// two clients ever act at the same nanosecond, and the order of completions is total. (Whole microseconds
// also because Asio rounds timers to them.)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace onefold::bench {

inline constexpr std::uint32_t clients = 16;
inline constexpr std::size_t message_bytes = 128;
inline constexpr std::int64_t millisecond_ns = 1'000'000;
inline constexpr std::int64_t start_ns = 1'000 * millisecond_ns;  // connections are made before
inline constexpr std::int64_t timeout_ns = 50 * millisecond_ns;
inline constexpr std::int64_t delay_ns_min = 1 * millisecond_ns;
inline constexpr std::int64_t delay_ns_max = 10 * millisecond_ns;

struct Workload {
  std::uint64_t seed = 1;
  std::uint32_t requests = 1'000'000;  // of all clients together; a multiple of 16
  bool lossy = true;

  std::uint32_t requests_per_client() const { return requests / clients; }
};

// splitmix64's finaliser over a running sum.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = (a + 0x9e3779b97f4a7c15u) ^ (b * 0xd1342543de82ef95u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

enum class Direction : std::uint8_t { request, response };

struct Fate {
  bool lost = false;
  std::int64_t delay_ns = 0;
};

// Of the n-th message (from 1) that travels in this direction between the server and this client, lost ones
// included.
constexpr Fate fate_of(const Workload& workload, std::uint32_t client, Direction direction, std::uint32_t n) {
  const std::uint64_t hash =
      mix(workload.seed,
          (std::uint64_t{client} << 40) | (std::uint64_t{direction == Direction::response} << 32) | n);
  constexpr std::uint64_t span_us = (delay_ns_max - delay_ns_min) / 1'000 + 1;
  const std::uint64_t extra_us = ((hash & 0xffff'ffffu) * span_us) >> 32;
  return {workload.lossy && (hash >> 32) % 100 == 0,
          delay_ns_min + static_cast<std::int64_t>(extra_us) * 1'000};
}

// A message is eight bytes of token, filler, and a line end so that a stream can be cut into messages. No
// byte of a token is '\n', because each has its highest bit set.
using Message = std::array<char, message_bytes>;

constexpr std::uint64_t printable(std::uint64_t hash) {
  return hash | 0x8080'8080'8080'8080u;
}

// Names a request of a client (numbers from 0), and the answer to it: the proof that the server saw the
// request.
constexpr std::uint64_t request_token(std::uint32_t client, std::uint32_t number) {
  return printable(mix(client, number));
}
constexpr std::uint64_t answer_to(std::uint64_t token) {
  return printable(mix(token, 1));
}

inline void write_token(char* message, std::uint64_t token) {
  std::memcpy(message, &token, sizeof token);
}
inline std::uint64_t read_token(const char* message) {
  std::uint64_t token = 0;
  std::memcpy(&token, message, sizeof token);
  return token;
}

inline Message blank_message() {
  Message message;
  message.fill('.');
  message.back() = '\n';
  return message;
}

// Over every completion in order: who, when, and the answer. Two runs of a workload did the same exactly when
// it agrees.
class CompletionHash {
 public:
  void add(std::uint32_t client, std::int64_t time_ns, std::uint64_t answer) {
    state_ = mix(state_, static_cast<std::uint64_t>(time_ns) ^ (std::uint64_t{client} << 56));
    state_ = mix(state_, answer);
    ++completions_;
  }
  std::uint64_t value() const { return state_; }
  std::uint32_t completions() const { return completions_; }

 private:
  std::uint64_t state_ = 0;
  std::uint32_t completions_ = 0;
};

}  // namespace onefold::bench
