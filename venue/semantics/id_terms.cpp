#include "venue/semantics/id_terms.hpp"

namespace onefold::venue {

Terms terms_of(const NewOrder& request) {
  return {Terms::Kind::place, request.side, request.type,       request.tif,   request.quantity,
          request.limit,      request.stop, request.expires_ns, request.symbol};
}

Terms terms_of(const ReplaceOrder& request) {
  Terms terms;
  terms.kind = Terms::Kind::replace;
  terms.quantity = request.quantity;
  terms.limit = request.limit;
  terms.about = request.target;
  return terms;
}

}  // namespace onefold::venue
