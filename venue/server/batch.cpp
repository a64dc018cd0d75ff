#include "venue/server/batch.hpp"

#include <cassert>

namespace onefold::venue {

Batch::Batch(const NewOrders& request) : open_(request.legs.size()) {
  reply_.request = request.request;
  reply_.legs.resize(request.legs.size());
  for (std::size_t i = 0; i < request.legs.size(); ++i) {
    reply_.legs[i].request = request.legs[i].request;
    reply_.legs[i].client_order_id = request.legs[i].client_order_id;
    reply_.legs[i].reason = Reason::internal_error;
  }
}

void Batch::answer(std::size_t leg, const Reply& reply) {
  assert(open_ > 0);
  --open_;
  LegAnswer& answer = reply_.legs[leg];
  if (const auto* accepted = std::get_if<Accepted>(&reply)) {
    answer.reason = Reason::none;
    answer.order = accepted->order;
    answer.original = accepted->original;
  } else if (const auto* rejected = std::get_if<Rejected>(&reply)) {
    answer.reason = rejected->reason;
    answer.code = rejected->code;
  }
}

}  // namespace onefold::venue
