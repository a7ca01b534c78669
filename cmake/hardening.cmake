# What Debian and other distributions ask of programs that read files from strangers, for a Release build by GCC or Clang:
# a canary before each return address, checked copies of the C library, probed stack growth, branch targets that the
# processor checks where it can (CET), and tables of addresses that are read-only once the program runs.
# tests/cli/hardening_check reads the headers of the program for them.
include(CheckPIESupported)
check_pie_supported()

add_library(crowdvote_hardening INTERFACE)
if(CROWDVOTE_HARDEN)
  target_compile_options(crowdvote_hardening INTERFACE
    $<$<CONFIG:Release>:-fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(crowdvote_hardening INTERFACE $<$<CONFIG:Release>:-fcf-protection=full>)
  endif()
  target_link_options(crowdvote_hardening INTERFACE LINKER:-z,relro,-z,now,-z,noexecstack)
endif()

# Names of sources in the program are relative to the project: its bytes do not depend on the folder it is built in.
# The library is position-independent, so that it links into programs and modules alike. Nobody replaces its functions from
# outside, so calls among them stay as cheap as in a program.
function(crowdvote_harden target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE -fno-semantic-interposition
    -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/= -fmacro-prefix-map=${PROJECT_BINARY_DIR}/=)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:crowdvote_hardening>)
endfunction()
