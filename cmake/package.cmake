# The installed package: find_package(onefold) gives the target onefold::onefold, with the door in it whole, the function
# onefold_add_scenarios, and ONEFOLD_SCENARIOS, the folder of the standard scenarios. Lives in one tree of its own under
# the prefix: lib/onefold, include/onefold, share/onefold.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/onefold)

# All parts that a program of Onefold consists of. The generators for RapidCheck come as headers only.
get_property(package_parts GLOBAL PROPERTY ONEFOLD_PARTS)
list(REMOVE_ITEM package_parts properties/gen)
list(TRANSFORM package_parts REPLACE "/" "_")
list(TRANSFORM package_parts PREPEND "onefold_")
list(APPEND package_parts onefold_app onefold_asio)
foreach(target IN LISTS package_parts)
  string(REGEX REPLACE "^onefold_" "" name ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
endforeach()
install(TARGETS ${package_parts} EXPORT onefold
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/onefold
        OBJECTS DESTINATION ${CMAKE_INSTALL_LIBDIR}/onefold
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT onefold NAMESPACE onefold:: FILE onefold-targets.cmake DESTINATION ${package_dir})

configure_package_config_file(cmake/onefold-config.cmake.in ${PROJECT_BINARY_DIR}/onefold-config.cmake
                              INSTALL_DESTINATION ${package_dir} PATH_VARS CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/onefold-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/onefold-config.cmake ${PROJECT_BINARY_DIR}/onefold-config-version.cmake
              cmake/onefold-scenarios.cmake
        DESTINATION ${package_dir})

# Headers are installed below include/onefold, and say so when they include each other: the names of the parts (client,
# harness, venue) are everybody's, and must not stand on a user's include path.
set(public_headers onefold/*.hpp harness/subject.hpp venue/api/*.hpp venue/profile/profile.hpp)
install(CODE "
  set(root \"${PROJECT_SOURCE_DIR}\")
  set(globs \"${public_headers}\")
  set(include_dir \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_INCLUDEDIR}\")
  include(\"${PROJECT_SOURCE_DIR}/cmake/install_headers.cmake\")
")

install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/onefold)
install(FILES docs/capsule.schema.json docs/result.schema.json docs/certificate.schema.json
        DESTINATION ${CMAKE_INSTALL_DATADIR}/onefold)
install(TARGETS onefold RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
