// A client order id in the scope in which a venue compares it: the key of tables, with look-up by view.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "venue/api/hash.hpp"

namespace onefold::venue {

struct IdKey {
  std::uint32_t scope;  // an account, or 0 where the whole venue is the scope
  std::string id;
};
struct IdKeyView {
  std::uint32_t scope;
  std::string_view id;
};
struct IdKeyHash {
  using is_transparent = void;
  std::size_t operator()(const IdKeyView& key) const { return combine(key.scope, key.id); }
  std::size_t operator()(const IdKey& key) const { return combine(key.scope, std::string_view(key.id)); }
};
struct IdKeyEqual {
  using is_transparent = void;
  template <class A, class B>
  bool operator()(const A& a, const B& b) const {
    return a.scope == b.scope && a.id == b.id;
  }
};

}  // namespace onefold::venue
