# tocsin_embed(ROOM FILES glob EXCEPT regex HEADER header NAMESPACE namespace TYPE type FUNCTION name): files become a
# generated source that defines `std::vector<TYPE> FUNCTION()`, {file name, text} each, in order of name, as HEADER
# declares it, so that the program needs no files beside it.
function(tocsin_embed room)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "FILES;EXCEPT;HEADER;NAMESPACE;TYPE;FUNCTION" "")
  if(NOT TARGET tocsin_${room})
    return()
  endif()
  file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${ARG_FILES}")
  if(ARG_EXCEPT)
    list(FILTER files EXCLUDE REGEX "${ARG_EXCEPT}")
  endif()
  list(SORT files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" text)
    string(APPEND entries "    {\"${name}\", R\"tocsin_text(${text})tocsin_text\"},\n")
  endforeach()
  set(output "${CMAKE_BINARY_DIR}/generated/${ARG_FUNCTION}.cpp")
  set(content "#include \"${ARG_HEADER}\"

namespace ${ARG_NAMESPACE} {

std::vector<${ARG_TYPE}> ${ARG_FUNCTION}() {
  return {
${entries}  };
}

}  // namespace ${ARG_NAMESPACE}
")
  file(GENERATE OUTPUT "${output}" CONTENT "${content}")
  target_sources(tocsin_${room} PRIVATE "${output}")
endfunction()
