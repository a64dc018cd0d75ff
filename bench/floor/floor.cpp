// Sixteen clients and a server as plain arrays on a timing wheel.
#include "bench/floor/floor.hpp"

#include <cassert>
#include <vector>

#include "bench/floor/timing_wheel.hpp"

namespace onefold::bench {

namespace {

enum Kind : std::uint32_t { client_begins, request_arrives, response_arrives, timer_expires };

struct Client {
  std::uint32_t number = 0;  // of the request under way
  std::uint32_t requests_sent = 0;
  std::uint32_t responses_sent = 0;  // by the server, to this client
  TimingWheel::Index timer = TimingWheel::none;
  Message request = blank_message();
  Message response = blank_message();
  Message on_the_wire = blank_message();  // there is never more than one
};

class Floor {
 public:
  explicit Floor(const Workload& workload) : workload_(workload), clients_(clients) {}

  CompletionHash run() {
    wheel_.start_at(start_ns);
    for (std::uint32_t c = 0; c < clients; ++c) wheel_.insert(start_ns + c, client_begins, c);
    while (!wheel_.empty()) {
      const TimingWheel::Event event = wheel_.take();
      switch (event.kind) {
        case client_begins:
          begin_request(event.target);
          break;
        case request_arrives:
          answer(event.target);
          break;
        case response_arrives:
          complete(event.target);
          break;
        case timer_expires:
          send_request(event.target);
          break;
      }
    }
    return hash_;
  }

 private:
  void begin_request(std::uint32_t c) {
    write_token(clients_[c].request.data(), request_token(c, clients_[c].number));
    send_request(c);
  }

  void send_request(std::uint32_t c) {
    Client& client = clients_[c];
    client.timer = wheel_.insert(wheel_.now() + timeout_ns, timer_expires, c);
    send(c, Direction::request, ++client.requests_sent, client.request, request_arrives);
  }

  void answer(std::uint32_t c) {
    Client& client = clients_[c];
    write_token(client.response.data(), answer_to(read_token(client.on_the_wire.data())));
    send(c, Direction::response, ++client.responses_sent, client.response, response_arrives);
  }

  void send(std::uint32_t c, Direction direction, std::uint32_t n, const Message& message, Kind arrival) {
    const Fate fate = fate_of(workload_, c, direction, n);
    if (fate.lost) return;
    clients_[c].on_the_wire = message;
    wheel_.insert(wheel_.now() + fate.delay_ns, arrival, c);
  }

  void complete(std::uint32_t c) {
    Client& client = clients_[c];
    const std::uint64_t answer = read_token(client.on_the_wire.data());
    assert(answer == answer_to(request_token(c, client.number)));
    wheel_.cancel(client.timer);
    hash_.add(c, wheel_.now(), answer);
    if (++client.number < workload_.requests_per_client()) begin_request(c);
  }

  const Workload& workload_;
  TimingWheel wheel_;
  std::vector<Client> clients_;
  CompletionHash hash_;
};

}  // namespace

CompletionHash run_floor(const Workload& workload) {
  return Floor(workload).run();
}

}  // namespace onefold::bench
