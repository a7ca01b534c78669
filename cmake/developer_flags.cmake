# Warnings and sanitizers for our own targets only: a project that embeds crowdvote inherits none of them.
add_library(crowdvote_developer_flags INTERFACE)
target_compile_options(crowdvote_developer_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  $<$<BOOL:${CROWDVOTE_WARNINGS_AS_ERRORS}>:-Werror>)
# With a small heap, GCC spends up to a sixth of a build on collecting garbage.
target_compile_options(crowdvote_developer_flags INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=524288>)
if(CROWDVOTE_SANITIZE)
  set(after_finding -fno-sanitize-recover=all)
  if(CROWDVOTE_SANITIZE MATCHES integer)
    # A run reports all findings; UBSAN_OPTIONS=halt_on_error=1 stops at the first.
    set(after_finding -fsanitize-recover=all)
  endif()
  target_compile_options(crowdvote_developer_flags INTERFACE
    -fsanitize=${CROWDVOTE_SANITIZE} -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS
    ${after_finding})
  target_link_options(crowdvote_developer_flags INTERFACE -fsanitize=${CROWDVOTE_SANITIZE})
endif()
