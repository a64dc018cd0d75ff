// The handle on an exchange process that its owner holds.
#include "venue/server/server.hpp"

#include <cassert>
#include <utility>

#include "venue/server/server_core.hpp"

namespace onefold::venue {

VenueServer::VenueServer(boost::asio::io_context& context, VenueOptions options, VenueObserver& observer,
                         Misbehaviour* misbehaviour)
    : context_(context),
      options_(std::move(options)),
      observer_(observer),
      misbehaviour_(misbehaviour),
      status_(std::make_shared<Status>()) {}

VenueServer::~VenueServer() {
  stop();
}

std::error_code VenueServer::start() {
  assert(!status_->serving && status_->failure.empty());
  const auto core =
      std::make_shared<ServerCore>(context_, std::move(options_), observer_, misbehaviour_, status_);
  const std::error_code error = core->start();
  if (error) return error;
  status_->serving = true;
  core_ = core;
  return {};
}

void VenueServer::stop() {
  if (const auto core = core_.lock()) core->stop();
  status_->serving = false;
}

std::uint16_t VenueServer::orders_port() const {
  return status_->orders_port;
}
std::uint16_t VenueServer::events_port() const {
  return status_->events_port;
}
bool VenueServer::serving() const {
  return status_->serving;
}
std::string_view VenueServer::failure() const {
  return status_->failure;
}
void VenueServer::on_failed(std::function<void()> action) {
  status_->on_failed = std::move(action);
}

}  // namespace onefold::venue
