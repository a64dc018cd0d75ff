// What a client and its orders look like from outside while a run goes on: what it was asked, what it sent,
// what the venue did for it, and what it told its user.
//
// Follows the record incrementally: each record is read once, so following a whole run costs as much as
// recording it. Ignores which order an execution belongs to: the intents of a client share one state.
#pragma once

#include <cstdint>
#include <vector>

#include "properties/history.hpp"

namespace onefold::harness {

class ClientStates {
 public:
  explicit ClientStates(const properties::History& history);  // borrowed

  // Reads what was recorded since the last call. What the others say is as of then.
  void follow();

  // It has sent a request and has undecided intents: a retry timer is running.
  bool answer_open(std::size_t client) const;
  // The venue has executed something for its account since it last told its user of anything.
  bool told_open(std::size_t client) const;
  bool any_open() const;
  bool open(std::size_t client) const { return answer_open(client) || told_open(client); }

  // All of this in a few bits, for telling states apart: how many intents are undecided, what it asked last,
  // whether executions are untold, how often it was started.
  std::uint64_t state_of(std::size_t client) const;
  std::size_t size() const { return clients_.size(); }

 private:
  struct Client {
    std::uint32_t issued = 0;
    std::uint32_t decided = 0;
    std::uint32_t requests = 0;
    std::uint32_t asked = 0;        // kind of its last request
    properties::Step executed = 0;  // last for its account
    properties::Step told = 0;      // last of an outcome or a fill
  };

  const properties::History* history_;
  std::vector<Client> clients_;
  std::size_t intents_ = 0;
  std::size_t executions_ = 0;
  std::size_t requests_ = 0;
  std::size_t callbacks_ = 0;
};

}  // namespace onefold::harness
