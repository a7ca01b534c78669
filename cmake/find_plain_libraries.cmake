# Imported targets for libraries that Debian ships without a CMake package file.
function(crowdvote_import_library target header library)
  if(TARGET ${target})
    return()
  endif()
  find_path(${target}_INCLUDE_DIR ${header} REQUIRED)
  find_library(${target}_LIBRARY ${library} REQUIRED)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} SYSTEM INTERFACE ${${target}_INCLUDE_DIR})
  target_link_libraries(${target} INTERFACE ${${target}_LIBRARY})
endfunction()

crowdvote_import_library(zstd zstd.h zstd)
crowdvote_import_library(xxhash xxhash.h xxhash)
