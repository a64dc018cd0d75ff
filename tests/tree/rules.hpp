// Words that must not stand in code, where, and what to use instead.
#pragma once

#include <string_view>
#include <vector>

namespace onefold::tree {

struct Rule {
  std::string_view word;                     // whole identifier, or a text with '(' or '<' in it, as code
  std::vector<std::string_view> parts;       // path prefixes that it is banned in; "" is the whole tree
  std::vector<std::string_view> exceptions;  // files or path prefixes where it has its one documented place
  std::string_view instead;
};

const std::vector<Rule>& banned_words();

}  // namespace onefold::tree
