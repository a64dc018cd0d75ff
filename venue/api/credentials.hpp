// Who may trade for an account in a dialect that signs its requests.
#pragma once

#include <string>
#include <string_view>

namespace onefold::venue {

// The secret signs requests and is never sent, logged or reported.
struct Credentials {
  std::string account;
  std::string api_key;
  std::string secret;
};

// Those of an account in a simulated world, where nothing is worth stealing: the same in every run.
inline Credentials simulated_credentials(std::string_view account) {
  std::string name(account);
  return {name, "key-" + name, "secret-" + name};
}

}  // namespace onefold::venue
