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

// A walk through an unordered container whose outcome does not depend on the order.
struct OrderFreeWalk {
  std::string_view file;
  std::string_view container;
  std::string_view why;
};

const std::vector<OrderFreeWalk>& order_free_walks();

}  // namespace onefold::tree
