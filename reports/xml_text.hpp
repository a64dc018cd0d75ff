// Text made fit for XML 1.0, in elements and in attributes.
#pragma once

#include <string>
#include <string_view>

namespace onefold::reports {

// & < > " ' escaped; control characters other than tab and newline, U+FFFE, U+FFFF and bytes that are no
// UTF-8 become
// '?'. Newlines are kept as character references, or attributes would lose them.
std::string xml_text(std::string_view text);

}  // namespace onefold::reports
