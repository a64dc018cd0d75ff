# onefold_embed_profiles(TARGET DIR): DIR/*.json (schemas excepted) as constants in TARGET, behind embedded_profiles().
function(onefold_embed_profiles target dir)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${dir}/*.json)
  list(FILTER files EXCLUDE REGEX "\\.schema\\.json$")
  list(TRANSFORM files REPLACE "\\.json$" "")
  list(SORT files)
  set(entries "")
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file}.json)
    get_filename_component(name ${file} NAME)
    file(READ ${file}.json text)
    string(APPEND entries "    {\"${name}\", R\"PROFILE(${text})PROFILE\"},\n")
  endforeach()
  set(generated ${PROJECT_BINARY_DIR}/generated/embedded_profiles.cpp)
  file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT "#include \"venue/profile/embedded_profiles.hpp\"

namespace onefold::venue {
namespace {

constexpr EmbeddedProfile profiles[] = {
@entries@};

}  // namespace

std::span<const EmbeddedProfile> embedded_profiles() { return profiles; }

}  // namespace onefold::venue
")
  target_sources(${target} PRIVATE ${generated})
endfunction()
