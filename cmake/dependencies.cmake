# Debian 12 packages; ./dev installs them. Each is reached through one short alias: asio, json, fmt, rapidcheck,
# cli11, openssl.
find_package(Boost 1.81 EXACT REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(GTest REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)

# Asio and Beast are compiled once, in onefold_asio; every user takes the same precompiled header.
add_library(onefold_asio STATIC ${PROJECT_SOURCE_DIR}/cmake/asio_impl.cpp)
target_link_libraries(onefold_asio PUBLIC Boost::headers Threads::Threads OpenSSL::SSL)
target_compile_definitions(onefold_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                           BOOST_ASIO_DISABLE_BOOST_DATE_TIME BOOST_ASIO_NO_DEPRECATED)
target_precompile_headers(onefold_asio PRIVATE ${PROJECT_SOURCE_DIR}/cmake/asio_pch.hpp)

find_path(RAPIDCHECK_INCLUDE rapidcheck.h REQUIRED)
find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)
add_library(onefold_rapidcheck INTERFACE)
target_include_directories(onefold_rapidcheck SYSTEM INTERFACE ${RAPIDCHECK_INCLUDE})
target_link_libraries(onefold_rapidcheck INTERFACE ${RAPIDCHECK_LIBRARY})

# A faster malloc for the programs that run campaigns: a run makes some 1,700 small allocations. The minimal build of
# gperftools, because an allocator that reads the clock would read a node's. Sanitizers bring their own.
add_library(onefold_malloc INTERFACE)
find_library(TCMALLOC_LIBRARY NAMES libtcmalloc_minimal.so.4)
if(TCMALLOC_LIBRARY AND NOT ONEFOLD_SANITIZE)
  target_link_libraries(onefold_malloc INTERFACE -Wl,--no-as-needed ${TCMALLOC_LIBRARY} -Wl,--as-needed)
endif()

set(ONEFOLD_LIB_asio onefold_asio)
set(ONEFOLD_LIB_json nlohmann_json::nlohmann_json)
set(ONEFOLD_LIB_fmt fmt::fmt)
set(ONEFOLD_LIB_rapidcheck onefold_rapidcheck)
set(ONEFOLD_LIB_cli11 CLI11::CLI11)
set(ONEFOLD_LIB_openssl OpenSSL::SSL OpenSSL::Crypto)
