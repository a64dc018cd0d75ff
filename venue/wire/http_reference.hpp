// Answers of the HTTP dialect to questions that no venue::Request asks: time, instruments, account, book.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "venue/api/messages.hpp"

namespace onefold::venue::http {

// As venue::RateLimit; requests 0: none.
struct LimitShown {
  std::int64_t requests = 0;
  std::int64_t per_ns = 0;
};

struct PositionShown {
  const Instrument* instrument = nullptr;  // not owned
  Lots quantity = 0;                       // bought minus sold
  Lots selling = 0;                        // of open sell orders
};

struct LevelShown {
  Ticks price = 0;
  Lots quantity = 0;
};

// Each appends JSON.
void write_server_time(TimeNs now_ns, std::string& out);
// Of `symbol` alone unless it is empty.
void write_exchange_info(std::span<const Instrument> instruments, std::string_view symbol, LimitShown limit,
                         TimeNs now_ns, std::string& out);
// `last_seq`: of the account's event stream.
void write_account(std::span<const PositionShown> positions, std::uint64_t last_seq, TimeNs now_ns,
                   std::string& out);
// Best level first.
void write_depth(const Instrument& instrument, std::uint64_t last_number, std::span<const LevelShown> bids,
                 std::span<const LevelShown> asks, std::string& out);
void write_listen_key(std::string_view listen_key, std::string& out);
// With an empty url: {}.
void write_webhook(std::string_view url, std::uint64_t from_seq, std::string& out);

}  // namespace onefold::venue::http
