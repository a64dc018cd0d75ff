// Reads refusals.
#include "client/reply_reader.hpp"

namespace onefold::client {

using venue::Reason;

Reading ReplyReader::read(venue::IntentKind kind, Reason reason) const {
  switch (reason) {
    case Reason::duplicate_id:
      // Of a replace the id may be that of any other request; the lineage must be asked.
      return kind == venue::IntentKind::replace ? Reading::refused_copy : Reading::exists;
    case Reason::throttled:
    case Reason::not_logged_in:
      return Reading::slow_down;
    case Reason::in_flight:
    case Reason::internal_error:
    case Reason::none:
      return Reading::unclear;
    case Reason::deadline_passed:
    case Reason::unknown_order:
    case Reason::already_closed:
    case Reason::stale_target:
      return Reading::refused_copy;
    default:
      return Reading::refused;
  }
}

}  // namespace onefold::client
