#include "app/live/listen_address.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace onefold::app {

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (in_brackets) host = host.substr(1, host.size() - 2);

  ListenAddress address{std::string(host), 0};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size()) return std::nullopt;
  boost::system::error_code invalid;
  const auto numeric = boost::asio::ip::make_address(address.host, invalid);
  if (invalid || numeric.is_v6() != in_brackets) return std::nullopt;
  return address;
}

std::string to_string(const ListenAddress& address) {
  const bool v6 = address.host.find(':') != std::string::npos;
  return (v6 ? '[' + address.host + ']' : address.host) + ':' + std::to_string(address.port);
}

bool is_loopback(const ListenAddress& address) {
  boost::system::error_code invalid;
  return boost::asio::ip::make_address(address.host, invalid).is_loopback() && !invalid;
}

}  // namespace onefold::app
