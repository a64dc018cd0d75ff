// The role of a file: its name with what changes from run to run taken out, so that a fault aimed at "the
// second fsync of the journal" still strikes after a file was numbered otherwise.
#pragma once

#include <string>
#include <string_view>

namespace onefold::sim {

// The last component of `path`, with every run of decimal digits, and every run of more than 7 hexadecimal
// digits, replaced by one '#': "journal.000017.log" -> "journal.#.log". "/" for the root.
std::string file_role(std::string_view path);

}  // namespace onefold::sim
