# Run by CPack on what it is about to pack: Debian's policy requires compressed manual pages. gzip -n leaves out the
# date.
file(GLOB pages ${CPACK_TEMPORARY_DIRECTORY}/*/*/share/man/man1/*.1)
foreach(page IN LISTS pages)
  if(IS_SYMLINK ${page})
    file(READ_SYMLINK ${page} target)
    file(REMOVE ${page})
    file(CREATE_LINK ${target}.gz ${page}.gz SYMBOLIC)
  else()
    execute_process(COMMAND gzip -9n ${page} COMMAND_ERROR_IS_FATAL ANY)
  endif()
endforeach()
