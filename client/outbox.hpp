// The last step of a callback: from the client to its user.
#pragma once

#include "venue/api/observers.hpp"

namespace onefold::client {

class Outbox {
 public:
  virtual ~Outbox() = default;

  // Called once per number and life, in ascending order, after the callback is durable.
  virtual void deliver(venue::ClientObserver& observer, const venue::ClientCallback& callback) {
    observer.on_callback(callback);
  }
};

}  // namespace onefold::client
