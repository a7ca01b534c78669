# The manual pages and completions, which the built program writes. Included if the target crowdvote_cli exists.
include(GNUInstallDirs)

if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
  message(STATUS "Manual pages and completions are not installed: the program does not run on this machine")
  return()
endif()

set(pages_folder ${PROJECT_BINARY_DIR}/documentation)
set(write_documentation ${CMAKE_CURRENT_LIST_DIR}/write_documentation.cmake)
add_custom_command(OUTPUT ${pages_folder}/written
  COMMAND ${CMAKE_COMMAND} "-DPROGRAM=${CMAKE_CROSSCOMPILING_EMULATOR};$<TARGET_FILE:crowdvote_cli>"
          -DFOLDER=${pages_folder} -P ${write_documentation}
  DEPENDS crowdvote_cli ${write_documentation}
  COMMENT "Writing manual pages and completions" VERBATIM)
add_custom_target(crowdvote_documentation ALL DEPENDS ${pages_folder}/written)

install(DIRECTORY ${pages_folder}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT program)
install(DIRECTORY ${pages_folder}/bash/ DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
# The first is where zsh looks in /usr/local, the second where Debian's zsh looks in /usr.
foreach(folder site-functions vendor-completions)
  install(DIRECTORY ${pages_folder}/zsh/ DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${folder} COMPONENT program)
endforeach()
install(DIRECTORY ${pages_folder}/fish/ DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)
