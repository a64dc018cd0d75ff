# Part of the installation (package.cmake): copies the public headers of `root` that match `globs` to
# `include_dir`/onefold, each include between them made to start with onefold/.
foreach(glob IN LISTS globs)
  file(GLOB files RELATIVE ${root} ${root}/${glob})
  foreach(file IN LISTS files)
    file(READ ${root}/${file} text)
    string(REGEX REPLACE "#include \"(client|harness|properties|sim|venue)/" "#include \"onefold/\\1/" text "${text}")
    string(REGEX REPLACE "^onefold/" "" file ${file})
    file(WRITE ${include_dir}/onefold/${file} "${text}")
  endforeach()
endforeach()
