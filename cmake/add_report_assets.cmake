# Builds the report's page, charts and Vega into a target, with report_assets.cmake.
function(crowdvote_add_report_assets target)
  find_file(CROWDVOTE_VEGA vega-view.min.js PATHS /usr/share/javascript/vega /usr/share/nodejs/vega
            NO_DEFAULT_PATH)
  if(NOT CROWDVOTE_VEGA)
    message(FATAL_ERROR "Vega's modules are not there; Debian's package libjs-vega has them. "
                        "Elsewhere, point CROWDVOTE_VEGA to its vega-view.min.js.")
  endif()
  get_filename_component(vega ${CROWDVOTE_VEGA} DIRECTORY)
  set(assets ${PROJECT_SOURCE_DIR}/src/report/assets)
  set(script ${PROJECT_SOURCE_DIR}/cmake/report_assets.cmake)
  set(source ${PROJECT_BINARY_DIR}/generated/report_assets.cpp)
  file(GLOB inputs CONFIGURE_DEPENDS ${assets}/* ${assets}/charts/*.vg.json)
  list(REMOVE_ITEM inputs ${assets}/charts)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DASSETS=${assets} -DVEGA=${vega} -DOUTPUT=${source} -P ${script}
    DEPENDS ${inputs} ${script} ${CROWDVOTE_VEGA}
    COMMENT "Putting the report's page together" VERBATIM)
  # It is text without code, so no other source should be compiled together with it.
  set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${source})
endfunction()
