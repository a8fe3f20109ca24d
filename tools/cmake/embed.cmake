# tocsin_embed_sql(ROOM folder): the folder's .sql files, in order of name, become a generated source that defines
# what adapters/store/migrations.hpp declares, so that the program needs no files beside it.
function(tocsin_embed_sql room folder)
  if(NOT TARGET tocsin_${room})
    return()
  endif()
  file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.sql")
  list(SORT files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" text)
    string(APPEND entries "    {\"${name}\", R\"tocsin_sql(${text})tocsin_sql\"},\n")
  endforeach()
  set(output "${CMAKE_BINARY_DIR}/generated/migrations.cpp")
  set(content "#include \"adapters/store/migrations.hpp\"

namespace tocsin::postgres {

std::vector<Migration> Migrations() {
  return {
${entries}  };
}

}  // namespace tocsin::postgres
")
  file(GENERATE OUTPUT "${output}" CONTENT "${content}")
  target_sources(tocsin_${room} PRIVATE "${output}")
endfunction()
