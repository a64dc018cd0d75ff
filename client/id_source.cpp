// Stamps ids.
#include "client/id_source.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace onefold::client {

SchemeIdSource::SchemeIdSource(IdScheme scheme, venue::IdFormat format, std::string account,
                               RandomSource& random)
    : scheme_(scheme), format_(std::move(format)), account_(std::move(account)), random_(random) {}

venue::ClientOrderId SchemeIdSource::id_for(const venue::Intent& intent, int attempt,
                                            const venue::ClientOrderId& stamped, venue::TimeNs wall_ns) {
  if (!stamped.empty()) return stamped;
  const IdInputs inputs{account_, intent.id, wall_ns, attempt > 1 ? attempt : 0, counted_ + 1};
  return make_id(scheme_, format_, inputs, random_);
}

void SchemeIdSource::taken(const venue::ClientOrderId& id) {
  if (scheme_ != IdScheme::counter) return;
  std::uint64_t count = 0;
  const auto read = std::from_chars(id.data(), id.data() + id.size(), count);
  if (read.ec == std::errc() && read.ptr == id.data() + id.size()) counted_ = std::max(counted_, count);
}

}  // namespace onefold::client
