// Stamps ids.
#include "client/id_source.hpp"

#include <utility>

namespace onefold::client {

SchemeIdSource::SchemeIdSource(IdScheme scheme, venue::IdFormat format, std::string account,
                               RandomSource& random)
    : scheme_(scheme), format_(std::move(format)), account_(std::move(account)), random_(random) {}

venue::ClientOrderId SchemeIdSource::id_for(const venue::Intent& intent, int,
                                            const venue::ClientOrderId& stamped, venue::TimeNs wall_ns) {
  if (!stamped.empty()) return stamped;
  return make_id(scheme_, format_, {account_, intent.id, wall_ns}, random_);
}

}  // namespace onefold::client
