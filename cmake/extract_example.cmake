# crowdvote_extract_example(PAGE OUTPUT): writes the first C++ block of a docs page to a file, so that what the docs show is
# what the tests compile.
function(crowdvote_extract_example page output)
  file(READ ${page} text)
  if(NOT text MATCHES "\n```cpp\n([^`]+)\n```\n")
    message(FATAL_ERROR "${page}: no C++ block")
  endif()
  file(CONFIGURE OUTPUT ${output} CONTENT "${CMAKE_MATCH_1}\n" @ONLY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${page})
endfunction()
