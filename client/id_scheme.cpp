// Makes ids and fits them into a venue's alphabet and length.
#include "client/id_scheme.hpp"

#include <array>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <cassert>
#include <cctype>

namespace onefold::client {
namespace {

using Bits = std::array<std::uint8_t, 16>;

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view uuid_alphabet = "0123456789abcdef-";
constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view nano_alphabet = "useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict";
constexpr std::size_t uuid_length = 36;
constexpr std::size_t ulid_length = 26;
constexpr std::size_t nano_length = 21;
constexpr int bits_min = 64;

std::string permitted_alphabet(const venue::IdFormat& format) {
  if (!format.alphabet.empty()) return format.alphabet;
  std::string all;
  for (char c = '!'; c <= '~'; ++c) all.push_back(c);
  return all;
}

bool permits(const venue::IdFormat& format, std::string_view letters) {
  if (format.alphabet.empty()) return true;
  return letters.find_first_not_of(format.alphabet) == std::string_view::npos;
}

bool permits(const venue::IdFormat& format, std::string_view letters, std::size_t length) {
  return length >= format.length_min && length <= format.length_max && permits(format, letters);
}

std::size_t clamp_length(const venue::IdFormat& format, std::size_t wanted) {
  if (wanted < format.length_min) return format.length_min;
  return wanted > format.length_max ? format.length_max : wanted;
}

// Whole bits that one letter of an alphabet of this size carries, in sixteenths, rounded down.
int letter_bits_x16(std::size_t size) {
  static constexpr std::array<int, 16> fractions = {0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 12, 13, 14, 15};
  int bits = 0;
  while ((std::size_t{2} << bits) <= size) ++bits;
  if (size < 2) return 0;
  const std::size_t over = (size - (std::size_t{1} << bits)) * 16 / (std::size_t{1} << bits);
  return bits * 16 + fractions[over];
}

std::size_t letters_for(std::size_t alphabet_size, int bits) {
  const int each = letter_bits_x16(alphabet_size);
  return each == 0 ? venue::client_order_id_size_max + 1
                   : static_cast<std::size_t>((bits * 16 + each - 1) / each);
}

std::string uuid_text(const Bits& bits) {
  std::string text;
  text.reserve(uuid_length);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    text.push_back(hex_digits[bits[i] >> 4]);
    text.push_back(hex_digits[bits[i] & 15]);
  }
  return text;
}

void set_version(Bits& bits, std::uint8_t version) {
  bits[6] = static_cast<std::uint8_t>((bits[6] & 0x0F) | (version << 4));
  bits[8] = static_cast<std::uint8_t>((bits[8] & 0x3F) | 0x80);
}

// 48 bits of milliseconds, then random: the front of UUIDv7 and of ULID alike.
Bits timed_bits(venue::TimeNs wall_ns, RandomSource& random) {
  Bits bits;
  random.fill(bits);
  const auto milliseconds = static_cast<std::uint64_t>(wall_ns < 0 ? 0 : wall_ns / 1'000'000);
  for (std::size_t i = 0; i < 6; ++i) bits[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
  return bits;
}

// The lowest `length` digits of the 128-bit number in an alphabet's base, most significant first.
std::string digits(Bits bits, std::string_view alphabet, std::size_t length) {
  std::string text(length, alphabet[0]);
  const auto base = static_cast<unsigned>(alphabet.size());
  for (std::size_t i = length; i-- > 0;) {
    unsigned rest = 0;
    for (std::uint8_t& byte : bits) {
      const unsigned value = rest * 256 + byte;
      byte = static_cast<std::uint8_t>(value / base);
      rest = value % base;
    }
    text[i] = alphabet[rest];
  }
  return text;
}

// Draws letters without bias: bytes beyond the last whole multiple of the alphabet's size are thrown away.
std::string random_letters(std::string_view alphabet, std::size_t length, RandomSource& random) {
  std::string text;
  const std::size_t usable = 256 / alphabet.size() * alphabet.size();
  while (text.size() < length) {
    Bits bits;
    random.fill(bits);
    for (const std::uint8_t byte : bits) {
      if (byte < usable && text.size() < length) text.push_back(alphabet[byte % alphabet.size()]);
    }
  }
  return text;
}

Bits name_bits(const IdInputs& inputs) {
  // The namespace of derived ids: changing it changes every id, so that orders would be placed again.
  static constexpr boost::uuids::uuid space = {
      {0x0f, 0x3c, 0x9e, 0x52, 0x7d, 0x1a, 0x4b, 0x86, 0x9c, 0x05, 0x6e, 0xd1, 0xfa, 0x2b, 0x70, 0x48}};
  std::string name(inputs.account);
  name.push_back('\n');  // in no account: the pair cannot be read in two ways
  name.append(inputs.intent_id);
  if (inputs.renewed_at > 0) name.append("\n" + std::to_string(inputs.renewed_at));
  const boost::uuids::uuid made = boost::uuids::name_generator_sha1(space)(name);
  Bits bits;
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = made.data[i];
  return bits;
}

std::string derived_id(const venue::IdFormat& format, const IdInputs& inputs) {
  const Bits bits = name_bits(inputs);
  if (permits(format, uuid_alphabet, uuid_length)) return uuid_text(bits);
  const std::string alphabet = permitted_alphabet(format);
  return digits(bits, alphabet, clamp_length(format, letters_for(alphabet.size(), 128)));
}

// Without zeros in front unless the format wants them: they would not compare as numbers everywhere.
std::string counted_id(const venue::IdFormat& format, std::uint64_t count) {
  std::string text = std::to_string(count);
  if (text.size() < format.length_min) text.insert(0, format.length_min - text.size(), '0');
  return text;
}

std::string check_counter(const venue::IdFormat& format) {
  constexpr std::size_t digits_min = 6;
  if (!permits(format, "0123456789")) return "the venue's alphabet lacks digits";
  if (format.length_max >= digits_min) return {};
  return "at most " + std::to_string(format.length_max) + " bytes, too few to count in";
}

std::string nano_id(const venue::IdFormat& format, RandomSource& random) {
  const std::string own = permitted_alphabet(format);
  const std::string_view alphabet = permits(format, nano_alphabet) ? nano_alphabet : std::string_view(own);
  const std::size_t wanted = std::max(nano_length, letters_for(alphabet.size(), 120));
  return random_letters(alphabet, clamp_length(format, wanted), random);
}

}  // namespace

std::string_view to_string(IdScheme scheme) {
  switch (scheme) {
    case IdScheme::uuid_v4:
      return "UUIDv4";
    case IdScheme::uuid_v7:
      return "UUIDv7";
    case IdScheme::ulid:
      return "ULID";
    case IdScheme::nano_id:
      return "NanoID";
    case IdScheme::derived:
      return "derived";
    case IdScheme::counter:
      return "counter";
  }
  return "?";
}

std::optional<IdScheme> parse_id_scheme(std::string_view text) {
  const auto plain = [](std::string_view raw) {
    std::string low;
    for (const char c : raw) {
      if (c != '-' && c != '_') low.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    }
    return low;
  };
  for (const IdScheme scheme : {IdScheme::uuid_v4, IdScheme::uuid_v7, IdScheme::ulid, IdScheme::nano_id,
                                IdScheme::derived, IdScheme::counter}) {
    if (plain(text) == plain(to_string(scheme))) return scheme;
  }
  return std::nullopt;
}

std::string check_scheme(IdScheme scheme, const venue::IdFormat& format) {
  if (scheme == IdScheme::counter) return check_counter(format);
  if (format.order == venue::IdOrder::increasing)
    return "ids of this venue must increase: only a counter does";
  if (scheme == IdScheme::nano_id || scheme == IdScheme::derived) {
    const std::size_t letters = letters_for(permitted_alphabet(format).size(), bits_min);
    if (format.length_max >= letters) return {};
    return "at most " + std::to_string(format.length_max) +
           " bytes of this alphabet, too few to tell ids apart: " + std::to_string(letters) + " are needed";
  }
  const bool ulid = scheme == IdScheme::ulid;
  const std::string_view letters = ulid ? crockford : uuid_alphabet;
  const std::size_t length = ulid ? ulid_length : uuid_length;
  const std::string name(to_string(scheme));
  if (length > format.length_max) {
    return name + " has " + std::to_string(length) + " bytes, at most " + std::to_string(format.length_max);
  }
  if (length < format.length_min) {
    return name + " has " + std::to_string(length) + " bytes, at least " + std::to_string(format.length_min);
  }
  if (permits(format, letters)) return {};
  const std::size_t at = letters.find_first_not_of(format.alphabet);
  return name + " uses '" + std::string(1, letters[at]) + "', which the venue's alphabet lacks";
}

IdScheme fitting_scheme(const venue::IdFormat& format) {
  for (const IdScheme scheme : {IdScheme::uuid_v7, IdScheme::nano_id}) {
    if (check_scheme(scheme, format).empty()) return scheme;
  }
  return IdScheme::counter;
}

std::string make_id(IdScheme scheme, const venue::IdFormat& format, const IdInputs& inputs,
                    RandomSource& random) {
  assert(check_scheme(scheme, format).empty());
  switch (scheme) {
    case IdScheme::uuid_v4: {
      Bits bits;
      random.fill(bits);
      set_version(bits, 4);
      return uuid_text(bits);
    }
    case IdScheme::uuid_v7: {
      Bits bits = timed_bits(inputs.wall_ns, random);
      set_version(bits, 7);
      return uuid_text(bits);
    }
    case IdScheme::ulid:
      return digits(timed_bits(inputs.wall_ns, random), crockford, ulid_length);
    case IdScheme::nano_id:
      return nano_id(format, random);
    case IdScheme::derived:
      return derived_id(format, inputs);
    case IdScheme::counter:
      return counted_id(format, inputs.count);
  }
  return {};
}

}  // namespace onefold::client
