// A certificate authority that nobody trusts but the clients of one simulated world.
//
// Keys are made of fixed numbers and dates are far away, so that the same world gets the same bytes. Worth
// nothing outside: whoever has this file has the keys.
#pragma once

#include <span>
#include <string>

namespace onefold::harness {

// PEM texts.
struct TlsMaterial {
  std::string ca;           // whom to trust
  std::string certificate;  // of a server, signed by it
  std::string private_key;
};

// A server of these names: each a numeric IPv4 address, or a host name. Throws std::runtime_error if OpenSSL
// cannot make it.
TlsMaterial make_tls_material(std::span<const std::string> names);

}  // namespace onefold::harness
