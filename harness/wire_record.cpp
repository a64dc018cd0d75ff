#include "harness/wire_record.hpp"

namespace onefold::harness {

std::size_t WireRecord::client_of(sim::Name node) const {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    if (world_->name(clients_[i]) == node) return i;
  }
  return nobody;
}

sim::MessageLabel WireRecord::request(std::size_t client, std::uint64_t connection,
                                      const venue::Request& request, sim::TimeNs now_ns) {
  sim::MessageLabel label{word(kind_of(request)), sim::name_none};
  if (tap_ != nullptr) tap_->sent(connection, request);
  if (client == nobody) return label;
  label.intent = table_->of_request(client, request);
  history_->request_sent(client, world_->life(clients_[client]), connection, request, now_ns);
  return label;
}

sim::MessageLabel WireRecord::reply(std::size_t client, std::uint64_t connection, const venue::Reply& reply,
                                    sim::TimeNs now_ns) {
  sim::MessageLabel label{word(kind_of(reply)), table_->of_reply(reply)};
  if (tap_ != nullptr) tap_->sent(connection, reply, now_ns);
  if (client != nobody) history_->reply_sent(client, connection, reply, now_ns);
  return label;
}

}  // namespace onefold::harness
