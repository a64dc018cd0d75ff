// Client order ids as `order-1`, `order-2` ...: names that do not depend on what a client draws for its ids.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace onefold::app {

// Orders of all accounts that get a name; later ones get none.
inline constexpr std::size_t orders_named_max = 65'536;

class OrderNames {
 public:
  // The name of an account's order, made when its id comes up for the first time; empty where there is no id,
  // and beyond orders_named_max.
  std::string name_of(std::string_view account, std::string_view client_order_id) {
    if (account.empty() || client_order_id.empty()) return {};
    std::string id(account);
    id.append(1, ' ').append(client_order_id);
    const auto known = numbers_.find(id);
    if (known != numbers_.end()) return text(known->second);
    if (numbers_.size() == orders_named_max) return {};
    const std::uint32_t number = ++last_[std::string(account)];
    numbers_.emplace(std::move(id), number);
    return text(number);
  }

 private:
  static std::string text(std::uint32_t number) { return "order-" + std::to_string(number); }

  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::unordered_map<std::string, std::uint32_t> last_;  // by account
};

}  // namespace onefold::app
