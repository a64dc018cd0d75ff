#include "venue/semantics/request_key.hpp"

#include "venue/api/hash.hpp"

namespace onefold::venue {
namespace {

// Between an account and what follows: no account has it, and no id.
constexpr char separator = '\n';

template <class T>
std::uint64_t number(T value) {
  return static_cast<std::uint64_t>(value);
}

std::uint64_t hash_terms(const NewOrder& order, std::uint64_t hash) {
  hash = combine(hash, std::string_view(order.symbol));
  hash = combine(hash, number(order.side) << 32 | number(order.type) << 24 | number(order.tif) << 16 |
                           number(order.post_only) << 8 | number(order.self_trade));
  hash = combine(hash, number(order.quantity));
  hash = combine(hash, number(order.limit));
  hash = combine(hash, number(order.stop));
  return combine(hash, number(order.expires_ns));
}

std::uint64_t hash_terms(const ReplaceOrder& replace, std::uint64_t hash) {
  hash = combine(hash, std::string_view(replace.target));
  hash = combine(hash, number(replace.quantity));
  return combine(hash, number(replace.limit));
}

std::uint64_t hash_request(const Request& request, std::uint64_t seed) {
  if (const auto* order = std::get_if<NewOrder>(&request))
    return hash_terms(*order, combine(seed, 1)) & ~1ULL;
  if (const auto* replace = std::get_if<ReplaceOrder>(&request))
    return hash_terms(*replace, combine(seed, 2)) | 1;
  return 0;
}

const ClientOrderId* id_of(const Request& request) {
  if (const auto* order = std::get_if<NewOrder>(&request)) return &order->client_order_id;
  if (const auto* replace = std::get_if<ReplaceOrder>(&request)) return &replace->client_order_id;
  return nullptr;
}

}  // namespace

void write_key(const Profile& profile, std::string_view account, const Request& request, std::string& key) {
  key.clear();
  const ClientOrderId* id = id_of(request);
  if (id == nullptr || id->empty() || id->size() > client_order_id_size_max) return;
  if (profile.id.per_account) key.append(account);
  key += separator;
  using Key = DeduplicationPlace::Key;
  if (profile.place.key == Key::client_id) {
    key.append(*id);
    return;
  }
  for (std::uint64_t seed : {3, 4}) {
    const bool with_id = profile.place.key == Key::fingerprint;
    const std::uint64_t hash =
        hash_request(request, with_id ? combine(seed, std::string_view(*id)) : combine(seed, seed));
    key.append(reinterpret_cast<const char*>(&hash), sizeof hash);
  }
}

std::uint64_t terms_hash(const Request& request) {
  return hash_request(request, 0);
}

}  // namespace onefold::venue
