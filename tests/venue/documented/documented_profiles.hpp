// The profiles that come with the program and their variants, as parameters of tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/venue/documented/documented_venue.hpp"

namespace onefold::venue {

inline std::vector<std::string> profiles_and_variants() {
  std::vector<std::string> names;
  for (const std::string& name : built_in_profiles()) {
    for (const char* suffix : {"", ":stricter", ":laxer"}) names.push_back(name + suffix);
  }
  return names;
}

inline std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name) c = c == '-' || c == ':' ? '_' : c;
  return name;
}

}  // namespace onefold::venue
