// UTF-8, as far as a JSON reader needs it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onefold::venue {

// Well-formed per Unicode: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// `code_point` is at most U+10FFFF and no surrogate.
void append_utf8(std::uint32_t code_point, std::string& text);

}  // namespace onefold::venue
