// A signed request over blocking POSIX sockets, to ONEFOLD_ORDERS_PORT of the venue. Threads: any.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "signed_request.hpp"

namespace process_clients {

// What came within a second of silence.
inline std::string exchange(const std::string& request) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  const timeval patience = {1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in venue = {};
  venue.sin_family = AF_INET;
  venue.sin_port = htons(static_cast<unsigned short>(std::stoi(setting("ONEFOLD_ORDERS_PORT"))));
  ::inet_pton(AF_INET, setting("ONEFOLD_VENUE_HOST").c_str(), &venue.sin_addr);
  std::string text;
  const bool sent =
      ::connect(fd, reinterpret_cast<const sockaddr*>(&venue), sizeof venue) == 0 &&
      ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size());
  char bytes[4096];
  for (ssize_t n = sent ? 1 : 0; n > 0;) {
    n = ::recv(fd, bytes, sizeof bytes, 0);
    if (n > 0) text.append(bytes, static_cast<std::size_t>(n));
  }
  ::close(fd);
  return text;
}

inline Answer call(const std::string& method, Parameters parameters) {
  return answer_of(exchange(signed_request(method, std::move(parameters))));
}

}  // namespace process_clients
