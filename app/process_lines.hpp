// The JSON lines between Onefold and a program behind the process door: docs/process-door.md.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "venue/api/intent.hpp"
#include "venue/api/observers.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::app {

inline constexpr std::size_t process_line_bytes_max = std::size_t{1} << 20;

// {"log": ...}
struct LogLine {
  std::string text;
};
// {"path": ...}
struct PathLine {
  std::string name;
  std::string intent;
  std::string client_order_id;
  int attempt = 0;
};
using ProgramLine = std::variant<venue::ClientCallback, venue::ClientView, PathLine, LogLine>;

// One line of the program's, without its end. Nothing, and says in `problem` what was expected, if it is
// none.
bool parse_program_line(std::string_view line, const std::vector<venue::Instrument>& instruments,
                        ProgramLine& out, std::string& problem);

// One line to the program, with its end.
// `symbol`: what the order is for, whose decimals its terms have.
std::string intent_line(const venue::Intent& intent, const std::string& symbol,
                        const std::vector<venue::Instrument>& instruments);

// Of the environment.
std::string instruments_text(const std::vector<venue::Instrument>& instruments);
std::string profile_text(const venue::Profile& profile);

}  // namespace onefold::app
