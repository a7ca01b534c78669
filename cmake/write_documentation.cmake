# Writes all manual pages and completions:
#   cmake -DPROGRAM=build/all/bin/aggregate -DFOLDER=pages -P write_documentation.cmake

function(write path)
  execute_process(COMMAND ${PROGRAM} ${ARGN} OUTPUT_FILE ${FOLDER}/${path} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER}/man/man1 ${FOLDER}/bash ${FOLDER}/zsh ${FOLDER}/fish)

write(man/man1/aggregate.1 help --man)
file(READ ${FOLDER}/man/man1/aggregate.1 main_page)
string(REGEX MATCHALL "aggregate\\\\-[a-z]+ \\(1\\)" references "${main_page}") # its SEE ALSO
if(NOT references)
  message(FATAL_ERROR "aggregate.1 refers to no pages of commands")
endif()
foreach(reference IN LISTS references)
  string(REGEX REPLACE "aggregate\\\\-([a-z]+) .*" "\\1" command ${reference})
  write(man/man1/aggregate-${command}.1 help ${command} --man)
endforeach()

write(bash/aggregate completions bash)
write(zsh/_aggregate completions zsh)
write(fish/aggregate.fish completions fish)

# The program's second name.
file(WRITE ${FOLDER}/man/man1/crowdvote.1 ".so man1/aggregate.1\n")
file(CREATE_LINK aggregate ${FOLDER}/bash/crowdvote SYMBOLIC)
file(CREATE_LINK aggregate.fish ${FOLDER}/fish/crowdvote.fish SYMBOLIC)
file(TOUCH ${FOLDER}/written)
