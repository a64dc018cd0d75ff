#include "tests/app/venue_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <span>
#include <utility>

#include "venue/wire/native.hpp"

namespace onefold::test {

namespace native = venue::native;

VenueProcess::VenueProcess(const std::filesystem::path& directory,
                           const std::vector<std::string>& arguments) {
  int ends[2];
  if (::pipe(ends) != 0) std::abort();
  std::vector<char*> argv{const_cast<char*>("onefold"), const_cast<char*>("venue")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) {
    if (::chdir(directory.c_str()) != 0) ::_exit(126);
    ::dup2(ends[1], 1);
    ::dup2(ends[1], 2);
    ::close(ends[0]);
    ::close(ends[1]);
    ::execv(ONEFOLD_PROGRAM, argv.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  output_ = ends[0];
  std::string line;
  char c = 0;
  while (::read(output_, &c, 1) == 1) {
    if (c != '\n') {
      line += c;
      continue;
    }
    if (line.starts_with("ready ")) {
      ready_line_ = line;
      return;
    }
    rest_ += line + "\n";  // a warning
    line.clear();
  }
}

VenueProcess::~VenueProcess() {
  if (pid_ > 0) stop(SIGKILL);
}

std::uint16_t VenueProcess::port(const std::string& key) const {
  const std::size_t at = ready_line_.find(key);
  if (at == std::string::npos) return 0;
  const std::size_t colon = ready_line_.find(':', at);
  return static_cast<std::uint16_t>(std::strtoul(ready_line_.c_str() + colon + 1, nullptr, 10));
}

int VenueProcess::stop(int signal) {
  if (pid_ <= 0) return -1;
  ::kill(pid_, signal);
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(output_, buffer, sizeof buffer)) != 0;) {
    if (n < 0 && errno != EINTR) break;
    if (n > 0) rest_.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(output_);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

RawConnection::RawConnection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  const timeval patience{20, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const int one = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  ::close(socket_);
  socket_ = -1;
}

RawConnection::~RawConnection() {
  if (socket_ >= 0) ::close(socket_);
}

RawConnection::RawConnection(RawConnection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), input_(std::move(other.input_)) {}

bool RawConnection::send(const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t n = ::send(socket_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (n <= 0) return false;
    at += static_cast<std::size_t>(n);
  }
  return true;
}

void RawConnection::finish() {
  ::shutdown(socket_, SHUT_WR);
}

bool RawConnection::fill() {
  char buffer[4096];
  const ssize_t n = ::recv(socket_, buffer, sizeof buffer, 0);
  if (n > 0) input_.append(buffer, static_cast<std::size_t>(n));
  return n > 0;
}

std::string RawConnection::read_all() {
  while (fill()) {
  }
  return std::exchange(input_, {});
}

std::optional<venue::Reply> RawConnection::reply() {
  for (;;) {
    const auto bytes = std::as_bytes(std::span(input_));
    const native::FrameScan scan = native::scan_frame(bytes);
    if (scan.size > 0) {
      venue::Reply reply;
      if (native::decode(bytes.first(scan.size), reply) != native::WireError::none) return std::nullopt;
      input_.erase(0, scan.size);
      return reply;
    }
    if (!fill()) return std::nullopt;
  }
}

bool RawConnection::ends() {
  while (fill()) {
  }
  return errno != EAGAIN && errno != EWOULDBLOCK;
}

std::optional<venue::Reply> RawConnection::ask(const venue::Request& request) {
  std::string bytes;
  native::encode(request, bytes);
  if (!send(bytes)) return std::nullopt;
  return reply();
}

RawConnection logged_in(std::uint16_t port, const std::string& account) {
  RawConnection connection(port);
  connection.ask(venue::Login{1, account});
  return connection;
}

venue::NewOrder limit_order(std::uint64_t request, const std::string& id, venue::Side side,
                            venue::Lots quantity, venue::Ticks limit) {
  venue::NewOrder order;
  order.request = request;
  order.client_order_id = id;
  order.symbol = "BTC-USD";
  order.side = side;
  order.quantity = quantity;
  order.limit = limit;
  return order;
}

std::string login_text() {
  std::string bytes;
  native::encode(venue::Request(venue::Login{1, "A"}), bytes);
  return bytes;
}

std::string order_text(const std::string& id) {
  std::string bytes;
  native::encode(venue::Request(limit_order(2, id, venue::Side::buy, 15, 10'110)), bytes);
  return bytes;
}

std::string http_get(std::uint16_t port, const std::string& target) {
  RawConnection connection(port);
  connection.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const std::string answer = connection.read_all();
  const std::size_t body = answer.find("\r\n\r\n");
  return body == std::string::npos ? "" : answer.substr(body + 4);
}

}  // namespace onefold::test
