# Debian packages by CPack: `crowdvote` (component program), `libcrowdvote-dev` (development) and, if they
# are built, `crowdvote-mpi` (cluster) and `python3-crowdvote` (python). `cpack -G DEB` in the build folder writes them.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME crowdvote)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "labels from the votes of a crowd")
set(CPACK_PACKAGE_VENDOR "The crowdvote authors")
set(CPACK_PACKAGE_CONTACT "The crowdvote authors <crowdvote@users.noreply.github.com>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_COMPONENTS_ALL development)
if(TARGET crowdvote_cli)
  list(APPEND CPACK_COMPONENTS_ALL program)
endif()
if(TARGET crowdvote_mpi)
  list(APPEND CPACK_COMPONENTS_ALL cluster)
endif()
if(TARGET crowdvote_python)
  list(APPEND CPACK_COMPONENTS_ALL python)
endif()

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME crowdvote)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
# Debian's package aggregate, which joins lists of IP networks, owns /usr/bin/aggregate.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_CONFLICTS aggregate)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "The program aggregate reads who said what about which observation, learns
whom to trust, and writes a label for every observation, with a measure of
confidence and a flag that says whether it is good enough for training.
.
The program has a second name, crowdvote. The package conflicts with the
package aggregate, which installs another program of the same name.")

set(CPACK_DEBIAN_CLUSTER_PACKAGE_NAME crowdvote-mpi)
set(CPACK_DEBIAN_CLUSTER_PACKAGE_SECTION science)
set(CPACK_DEBIAN_CLUSTER_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_CLUSTER_PACKAGE_DEPENDS openmpi-bin)  # mpirun
set(CPACK_DEBIAN_CLUSTER_PACKAGE_SUGGESTS crowdvote)
set(CPACK_COMPONENT_CLUSTER_DESCRIPTION "The program aggregate-mpi is aggregate of the package crowdvote on several
processes, on one machine or on many: it writes the same files.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libcrowdvote-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "libfmt-dev, libsimdjson-dev, libxxhash-dev, libzstd-dev, libutf8proc-dev, zlib1g-dev, libssl-dev")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "Headers and static libraries of crowdvote, with files for CMake and
pkg-config: strategies that turn the votes of a crowd into labels, their
evaluation, and readers and writers of files.")

set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-crowdvote)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS "python3, python3-numpy")
set(CPACK_COMPONENT_PYTHON_DESCRIPTION "The Python module crowdvote: the strategies, evaluation and statistics of
the program, on arrays and tables.")

# Debian's policy asks for the licence and the changes of each package; gzip -n, so that two builds give the same bytes.
find_program(CROWDVOTE_GZIP gzip REQUIRED)
execute_process(COMMAND date --utc --rfc-email --date=${CROWDVOTE_VERSION_DATE}
  OUTPUT_VARIABLE CROWDVOTE_DATE OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} upper)
  set(package ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  set(folder ${PROJECT_BINARY_DIR}/packages/${package})
  file(CONFIGURE OUTPUT ${folder}/changelog.Debian @ONLY CONTENT
"@package@ (@PROJECT_VERSION@-1) unstable; urgency=medium

  * Version @PROJECT_VERSION@; CHANGELOG.md of the source has the changes.

 -- @CPACK_PACKAGE_CONTACT@  @CROWDVOTE_DATE@
")
  file(READ ${PROJECT_SOURCE_DIR}/LICENSE licence)
  file(WRITE ${folder}/copyright "crowdvote\n\n${licence}")
  execute_process(COMMAND ${CROWDVOTE_GZIP} -9nf ${folder}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${folder}/copyright ${folder}/changelog.Debian.gz
    DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${package} COMPONENT ${component})
endforeach()
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/compress_manuals.cmake)
include(CPack)
