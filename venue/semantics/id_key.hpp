// A client order id in the scope in which a venue compares it: the key of tables, with look-up by view.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "venue/api/hash.hpp"
#include "venue/api/types.hpp"

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

// An id as a venue compares it that takes no notice of case: ASCII letters in lower case.
class FoldedId {
 public:
  // Valid until the next call. What is longer than any id is cut.
  std::string_view set(std::string_view id) {
    const std::size_t size = std::min(id.size(), bytes_.size());
    for (std::size_t i = 0; i < size; ++i) {
      const bool upper = id[i] >= 'A' && id[i] <= 'Z';
      bytes_[i] = upper ? static_cast<char>(id[i] - 'A' + 'a') : id[i];
    }
    return {bytes_.data(), size};
  }

 private:
  std::array<char, client_order_id_size_max> bytes_;
};

}  // namespace onefold::venue
