// The truth about a venue that offers no observer, from what it says on its event streams.
//
// Models a surveillance feed: the first telling of each event of an account, in the order of its sequence
// numbers, is what the venue did; a later telling with other content is a rewriting of it. Ignores changes
// that the venue never told anybody.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "properties/history.hpp"
#include "venue/api/messages.hpp"

namespace onefold::harness {

class WireTap {
 public:
  explicit WireTap(properties::History& history) : history_(&history) {}

  // All that is sent, on any connection.
  void sent(std::uint64_t connection, const venue::Request& request);
  void sent(std::uint64_t connection, const venue::Reply& reply, properties::TimeNs now_ns);

  // The first event of the account that is not known.
  std::uint64_t next_seq(std::string_view account) const;

 private:
  // Events ahead of a gap are kept until it is filled; so many at most, then they are not believed.
  static constexpr std::size_t early_max = 4'096;

  struct Stream {
    std::uint64_t next_seq = 1;
    std::map<std::uint64_t, std::uint64_t> number_of;  // in the history, by sequence number
    std::map<std::uint64_t, venue::ExecutionReport> early;
  };
  void event(const venue::ExecutionReport& report, properties::TimeNs now_ns);
  void stands_at(std::string_view account, std::uint64_t last_seq, properties::TimeNs now_ns);
  void believe(Stream& stream, venue::ExecutionReport report, properties::TimeNs now_ns);

  properties::History* history_;
  std::map<std::string, Stream, std::less<>> streams_;  // by account
  std::map<std::uint64_t, std::string> subscriber_;     // account, by connection
  std::uint64_t last_number_ = 0;
};

}  // namespace onefold::harness
