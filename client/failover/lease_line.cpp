#include "client/failover/lease_line.hpp"

#include <algorithm>
#include <charconv>

namespace onefold::client {

namespace {

// The first word, which is taken off; empty where there is none.
std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

template <class Number>
bool take_number(std::string_view& line, Number& number) {
  const std::string_view word = take_word(line);
  const auto [stop, failed] = std::from_chars(word.data(), word.data() + word.size(), number);
  return !word.empty() && failed == std::errc() && stop == word.data() + word.size();
}

bool is_instance_name(std::string_view name) {
  if (name.empty() || name.size() > lease_name_size_max) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

}  // namespace

std::string write_line(const LeaseAsked& asked) {
  return "hold " + std::to_string(asked.number) + ' ' + asked.name + '\n';
}

std::string write_line(const LeaseAnswer& answer) {
  return (answer.granted ? "granted " : "refused ") + std::to_string(answer.number) + ' ' +
         std::to_string(answer.lease_ms) + '\n';
}

std::optional<LeaseAsked> read_asked(std::string_view line) {
  LeaseAsked asked;
  if (take_word(line) != "hold" || !take_number(line, asked.number) || !is_instance_name(line))
    return std::nullopt;
  asked.name = line;
  return asked;
}

std::optional<LeaseAnswer> read_answer(std::string_view line) {
  LeaseAnswer answer;
  const std::string_view word = take_word(line);
  answer.granted = word == "granted";
  if (!answer.granted && word != "refused") return std::nullopt;
  if (!take_number(line, answer.number) || !take_number(line, answer.lease_ms) || !line.empty())
    return std::nullopt;
  if (answer.lease_ms < 0 || answer.lease_ms > lease_ms_max) return std::nullopt;
  return answer;
}

}  // namespace onefold::client
