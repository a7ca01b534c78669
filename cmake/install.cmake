# The components are `program`, `cluster` (if MPI is available), `development`, and `python` from python/CMakeLists.txt;
# each is also a Debian package (packages.cmake).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(CROWDVOTE_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/crowdvote)
get_property(layers GLOBAL PROPERTY CROWDVOTE_LAYERS)
install(TARGETS ${layers} EXPORT crowdvoteTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/crowdvote DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
install(EXPORT crowdvoteTargets NAMESPACE crowdvote:: DESTINATION ${CROWDVOTE_CMAKE_DIR} COMPONENT development)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/crowdvoteConfig.cmake.in
  ${PROJECT_BINARY_DIR}/crowdvoteConfig.cmake INSTALL_DESTINATION ${CROWDVOTE_CMAKE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/crowdvoteConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/crowdvoteConfig.cmake ${PROJECT_BINARY_DIR}/crowdvoteConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/find_plain_libraries.cmake DESTINATION ${CROWDVOTE_CMAKE_DIR} COMPONENT development)
include(${CMAKE_CURRENT_LIST_DIR}/install_pkg_config.cmake)

if(TARGET crowdvote_cli)
  install(TARGETS crowdvote_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
  # A second name, because Debian has another program named aggregate.
  file(CREATE_LINK aggregate ${PROJECT_BINARY_DIR}/crowdvote SYMBOLIC)
  install(FILES ${PROJECT_BINARY_DIR}/crowdvote DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
  include(${CMAKE_CURRENT_LIST_DIR}/install_documentation.cmake)
endif()
if(TARGET crowdvote_mpi)
  install(TARGETS crowdvote_mpi RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT cluster)
  configure_file(${PROJECT_SOURCE_DIR}/src/cluster/aggregate-mpi.1.in ${PROJECT_BINARY_DIR}/aggregate-mpi.1 @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/aggregate-mpi.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT cluster)
endif()
include(${CMAKE_CURRENT_LIST_DIR}/packages.cmake)
