#include "venue/semantics/late_bound.hpp"

namespace onefold::venue {
namespace {

bool late(const LateBound& bound, TimeNs valid_until_ns, TimeNs sent_ns, TimeNs now_ns) {
  if (bound.kind == LateBound::Kind::none) return false;
  const bool window = bound.kind == LateBound::Kind::window;
  if (window && bound.ahead_ns != 0 && sent_ns > now_ns && sent_ns - now_ns > bound.ahead_ns) return true;
  if (valid_until_ns == 0 && bound.default_ns != 0 && sent_ns != 0) {
    return now_ns > sent_ns && now_ns - sent_ns > bound.default_ns;
  }
  if (valid_until_ns == 0) return false;
  if (now_ns > valid_until_ns) return true;
  // What a window spans is said by the client itself.
  const TimeNs from_ns = window && sent_ns != 0 ? sent_ns : now_ns;
  return bound.max_ns != 0 && valid_until_ns > from_ns && valid_until_ns - from_ns > bound.max_ns;
}

}  // namespace

bool too_late(const LateBound& bound, const NewOrder& request, TimeNs now_ns) {
  return bound.for_place && late(bound, request.valid_until_ns, request.sent_ns, now_ns);
}

bool too_late(const LateBound& bound, const ReplaceOrder& request, TimeNs now_ns) {
  return bound.for_replace && late(bound, request.valid_until_ns, 0, now_ns);
}

bool too_late(const LateBound& bound, const CancelOrder& request, TimeNs now_ns) {
  return bound.for_cancel && late(bound, request.valid_until_ns, 0, now_ns);
}

bool too_late(const LateBound& bound, const Request& request, TimeNs now_ns) {
  if (const auto* order = std::get_if<NewOrder>(&request)) return too_late(bound, *order, now_ns);
  if (const auto* change = std::get_if<ReplaceOrder>(&request)) return too_late(bound, *change, now_ns);
  const auto* cancel = std::get_if<CancelOrder>(&request);
  return cancel != nullptr && too_late(bound, *cancel, now_ns);
}

}  // namespace onefold::venue
