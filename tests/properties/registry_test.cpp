// The registry of properties, as `onefold list properties` prints it.
#include <gtest/gtest.h>

#include <set>

#include "properties/property.hpp"

namespace onefold::properties {
namespace {

TEST(Registry, ListsEachPropertyOnceInOrderWithItsTerms) {
  ASSERT_EQ(property_registry().size(), static_cast<std::size_t>(property_count));
  std::set<std::string_view> names;
  for (int i = 0; i < property_count; ++i) {
    const PropertyEntry& entry = property_registry()[static_cast<std::size_t>(i)];
    EXPECT_EQ(static_cast<int>(entry.property), i);
    EXPECT_FALSE(entry.when.empty());
    EXPECT_FALSE(entry.assumes.empty());
    EXPECT_FALSE(entry.description.empty());
    EXPECT_NE(entry.check, nullptr);
    EXPECT_TRUE(names.insert(to_string(entry.property)).second);
  }
}

TEST(Registry, ReadsTheNamesThatItGives) {
  for (const PropertyEntry& entry : property_registry()) {
    Property property = Property::exposure;
    EXPECT_TRUE(parse_property(to_string(entry.property), property));
    EXPECT_EQ(property, entry.property);
  }
  Property property = Property::exposure;
  EXPECT_FALSE(parse_property("two-orders-per-intent", property));
}

}  // namespace
}  // namespace onefold::properties
