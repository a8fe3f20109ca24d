# Sources of a room are compiled in batches, each as one translation unit: the headers, not the sources, are what costs.
# So a name in an anonymous namespace is unique within its room. A batch is small enough that a change in one file is
# compiled again within seconds (docs/adr/0013-build.md).
function(tocsin_batches target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE BATCH UNITY_BUILD_BATCH_SIZE 10)
endfunction()

# tocsin_room(NAME FOLDERS dirs... LINK targets...): one static library tocsin_NAME from the .cpp files
# that lie directly in the folders, of which `dir/*` names those within dir. A folder without sources yet gives an
# interface library.
function(tocsin_room name)
  cmake_parse_arguments(ROOM "" "" "FOLDERS;LINK" ${ARGN})
  set(sources)
  foreach(folder IN LISTS ROOM_FOLDERS)
    file(GLOB found CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.cpp")
    list(APPEND sources ${found})
  endforeach()
  if(sources)
    add_library(tocsin_${name} STATIC ${sources})
    target_link_libraries(tocsin_${name} PUBLIC tocsin_warnings ${ROOM_LINK})
    tocsin_precompile(tocsin_${name})
    tocsin_batches(tocsin_${name})
  else()
    add_library(tocsin_${name} INTERFACE)
    target_link_libraries(tocsin_${name} INTERFACE tocsin_warnings ${ROOM_LINK})
  endif()
endfunction()

# One precompiled header for all rooms: the few heavy headers that nearly every file needs.
function(tocsin_precompile target)
  if(NOT TARGET tocsin_precompiled)
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/precompiled.cpp" CONTENT "")  # written once
    add_library(tocsin_precompiled OBJECT "${CMAKE_BINARY_DIR}/generated/precompiled.cpp")
    target_link_libraries(tocsin_precompiled PUBLIC tocsin_warnings tocsin::json)
    target_compile_options(tocsin_precompiled PRIVATE -Xclang -fno-pch-timestamp)
    target_precompile_headers(tocsin_precompiled PRIVATE
      <algorithm> <chrono> <cstdint> <functional> <map> <memory> <optional> <span> <string> <string_view>
      <unordered_map> <utility> <variant> <vector> <boost/json.hpp> <tl/expected.hpp>)
  endif()
  target_link_libraries(${target} PRIVATE tocsin::json)
  target_compile_options(${target} PRIVATE -Xclang -fno-pch-timestamp)
  target_precompile_headers(${target} REUSE_FROM tocsin_precompiled)
endfunction()

# tocsin_register(ROOM FOLDER dir PREFIX Register REGISTRY header NAMESPACE ns TYPE T): every file.cpp in the
# folder defines `void PREFIX_file(T&)`; a generated source calls them all as `void PREFIXAll(T&)`, so a new
# file is found by the next build and the linker cannot drop it. With `EACH kind.cpp` what is found is a folder: every
# dir/NAME/kind.cpp defines `void PREFIX_NAME(T&)`.
function(tocsin_register room)
  cmake_parse_arguments(REG "" "FOLDER;EACH;PREFIX;REGISTRY;NAMESPACE;TYPE" "" ${ARGN})
  if(REG_EACH)
    file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${REG_FOLDER}/*/${REG_EACH}")
  else()
    file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${REG_FOLDER}/*.cpp")
  endif()
  set(declarations "")
  set(calls "")
  foreach(file IN LISTS files)
    if(REG_EACH)
      get_filename_component(file "${file}" DIRECTORY)
    endif()
    get_filename_component(stem "${file}" NAME_WE)
    string(APPEND declarations "void ${REG_PREFIX}_${stem}(${REG_TYPE}& registry);\n")
    string(APPEND calls "  ${REG_PREFIX}_${stem}(registry);\n")
  endforeach()
  if(NOT files)
    return()
  endif()
  string(MAKE_C_IDENTIFIER "${REG_FOLDER}" id)
  set(output "${CMAKE_BINARY_DIR}/generated/${id}_register.cpp")
  file(CONFIGURE OUTPUT "${output}" @ONLY CONTENT
"#include \"${REG_REGISTRY}\"
namespace ${REG_NAMESPACE} {
${declarations}void ${REG_PREFIX}All(${REG_TYPE}& registry);
void ${REG_PREFIX}All(${REG_TYPE}& registry) {
${calls}}
}  // namespace ${REG_NAMESPACE}
")
  target_sources(tocsin_${room} PRIVATE "${output}")
endfunction()

# tocsin_program(NAME FOLDERS dirs... LINK targets...)
function(tocsin_program name)
  cmake_parse_arguments(PROGRAM "" "" "FOLDERS;LINK" ${ARGN})
  set(sources)
  foreach(folder IN LISTS PROGRAM_FOLDERS)
    file(GLOB found CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.cpp")
    list(APPEND sources ${found})
  endforeach()
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE tocsin_warnings ${PROGRAM_LINK})
  tocsin_precompile(${name})
  tocsin_batches(${name})
endfunction()
