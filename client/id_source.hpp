// Where the client order id of an intent comes from.
#pragma once

#include "client/id_scheme.hpp"
#include "venue/api/intent.hpp"

namespace onefold::client {

class IdSource {
 public:
  virtual ~IdSource() = default;

  // The id under which `attempt` (from 1, over all lives) of the intent is sent. `stamped` is the id of the
  // attempts before, empty for the first. The id is durable before the attempt leaves.
  // Empty for a later attempt: the id before is used up, and another is needed.
  virtual venue::ClientOrderId id_for(const venue::Intent& intent, int attempt,
                                      const venue::ClientOrderId& stamped, venue::TimeNs wall_ns) = 0;

  // An id that the ledger holds, of this life or another: a counter goes on above it.
  virtual void taken(const venue::ClientOrderId& id) { (void)id; }
};

// An id is made once, by the scheme; every later attempt keeps it.
class SchemeIdSource : public IdSource {
 public:
  // `random` is not owned.
  SchemeIdSource(IdScheme scheme, venue::IdFormat format, std::string account, RandomSource& random);

  venue::ClientOrderId id_for(const venue::Intent& intent, int attempt, const venue::ClientOrderId& stamped,
                              venue::TimeNs wall_ns) override;
  void taken(const venue::ClientOrderId& id) override;

 private:
  IdScheme scheme_;
  venue::IdFormat format_;
  std::string account_;
  RandomSource& random_;
  std::uint64_t counted_ = 0;  // scheme counter: the highest id so far
};

}  // namespace onefold::client
