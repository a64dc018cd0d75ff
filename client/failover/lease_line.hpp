// What instances and the lease keeper say to each other: lines of text, numbers in decimal.
//
//   hold 17 desk-1 \n     the instance asks for the lease, or for more of it
//   granted 17 200 \n     it has it, for 200 ms from when it asked
//   refused 17 0 \n       another has it, or may have it
//
// (without the blank before the line's end). The number is the asker's, and tells answers apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onefold::client {

inline constexpr std::size_t lease_line_size_max = 128;  // with its end
inline constexpr std::size_t lease_name_size_max = 32;
inline constexpr std::int64_t lease_ms_max = 60'000;

struct LeaseAsked {
  std::uint64_t number = 0;
  std::string name;  // of the instance: letters, digits, "-", "_" and "."
};

struct LeaseAnswer {
  std::uint64_t number = 0;
  bool granted = false;
  std::int64_t lease_ms = 0;
};

std::string write_line(const LeaseAsked& asked);
std::string write_line(const LeaseAnswer& answer);

// A whole line without its end. Nothing of what is not such a line.
std::optional<LeaseAsked> read_asked(std::string_view line);
std::optional<LeaseAnswer> read_answer(std::string_view line);

}  // namespace onefold::client
