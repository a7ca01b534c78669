# crowdvote_extract_example(PAGE OUTPUT): writes the first C++ block of a docs page to a file, so that the tests compile
# what the docs show.
function(crowdvote_extract_example page output)
  file(READ ${page} text)
  if(NOT text MATCHES "\n```cpp\n([^`]+)\n```\n")
    message(FATAL_ERROR "${page}: no C++ block")
  endif()
  file(CONFIGURE OUTPUT ${output} CONTENT "${CMAKE_MATCH_1}\n" @ONLY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${page})
endfunction()
