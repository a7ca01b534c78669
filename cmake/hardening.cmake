# What Debian and other distributions require of programs that read untrusted files, for a Release build with GCC or
# Clang: a canary before each return address, checked variants of C library functions, probed stack growth, branch
# targets that the processor checks if it can (CET), and address tables that are read-only while the program runs.
# tests/cli/hardening_check looks for them in the headers of the program.
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

# Source names in the program are relative to the project, so that its bytes do not depend on the build folder. The
# library is position-independent, so that it links into programs and modules alike. None of its functions is replaced
# from outside, so calls among them can stay as cheap as in a program.
function(crowdvote_harden target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE -fno-semantic-interposition
    -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/= -fmacro-prefix-map=${PROJECT_BINARY_DIR}/=)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:crowdvote_hardening>)
endfunction()
