// `onefold venue` as a process of its own, and a raw client of the native dialect.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "venue/api/messages.hpp"

namespace onefold::test {

class VenueProcess {
 public:
  // Starts it in `directory` with these arguments after `venue`, and reads its ready line.
  VenueProcess(const std::filesystem::path& directory, const std::vector<std::string>& arguments);
  ~VenueProcess();  // kills it
  VenueProcess(const VenueProcess&) = delete;
  VenueProcess& operator=(const VenueProcess&) = delete;

  const std::string& ready_line() const { return ready_line_; }
  std::uint16_t orders_port() const { return port("orders="); }
  std::uint16_t events_port() const { return port("events="); }
  std::uint16_t metrics_port() const { return port("metrics="); }
  pid_t pid() const { return pid_; }

  // Sends the signal and waits for the end: its exit status, or -1 if a signal ended it.
  int stop(int signal);
  // What it printed after the ready line, standard error included, once it has ended.
  const std::string& rest() const { return rest_; }

 private:
  std::uint16_t port(const std::string& key) const;

  pid_t pid_ = -1;
  int output_ = -1;
  std::string ready_line_;
  std::string rest_;
};

// One TCP connection to a port of this machine, blocking; a read waits 20 s at most.
class RawConnection {
 public:
  explicit RawConnection(std::uint16_t port);
  ~RawConnection();
  RawConnection(RawConnection&& other) noexcept;
  RawConnection& operator=(RawConnection&&) = delete;

  // False: the connection is broken.
  bool send(const std::string& bytes);
  void finish();
  // All that comes until the other side ends.
  std::string read_all();
  // One reply of the native dialect; nothing if the connection ends before one is complete.
  std::optional<venue::Reply> reply();
  // Whether the other side has broken or ended the connection, or does so now.
  bool ends();

  // Sends a request of the native dialect and waits for its answer.
  std::optional<venue::Reply> ask(const venue::Request& request);

 private:
  bool fill();

  int socket_ = -1;
  std::string input_;
};

// An orders connection that is logged in.
RawConnection logged_in(std::uint16_t port, const std::string& account = "A");

venue::NewOrder limit_order(std::uint64_t request, const std::string& id, venue::Side side,
                            venue::Lots quantity, venue::Ticks limit);

// Frames of a login as account A, and of a limit order with this id, as they are sent.
std::string login_text();
std::string order_text(const std::string& id);

// Of a GET with HTTP/1.1: the body of the answer.
std::string http_get(std::uint16_t port, const std::string& target);

}  // namespace onefold::test
