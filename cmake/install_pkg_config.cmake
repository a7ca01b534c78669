# crowdvote-core.pc and crowdvote.pc: the core alone, and all of the library. The libraries are static, so their
# dependencies are in Requires and Libs, not in Requires.private and Libs.private.
file(RELATIVE_PATH CROWDVOTE_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" CROWDVOTE_PC_PREFIX ${CROWDVOTE_PC_PREFIX})

function(crowdvote_install_pkg_config name description requires libraries)
  set(CROWDVOTE_PC_NAME ${name})
  set(CROWDVOTE_PC_DESCRIPTION ${description})
  set(CROWDVOTE_PC_REQUIRES ${requires})
  set(CROWDVOTE_PC_LIBS ${libraries})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/crowdvote.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
endfunction()

set(report_library "")
if(TARGET crowdvote_report)
  set(report_library "-lcrowdvote_report ")
endif()
crowdvote_install_pkg_config(crowdvote-core "Votes of a crowd to labels: the strategies and their evaluation" fmt
  "-lcrowdvote_core -pthread")
crowdvote_install_pkg_config(crowdvote "${PROJECT_DESCRIPTION}"
  "crowdvote-core = ${PROJECT_VERSION}, fmt, simdjson, libxxhash, libzstd, libutf8proc, zlib, libcrypto"
  "${report_library}-lcrowdvote_simulate -lcrowdvote_io")
