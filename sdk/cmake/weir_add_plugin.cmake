# weir_add_plugin(NAME source... [LIBRARIES library...])
#
# Builds NAME.so, a plugin that exports one symbol, weir_plugin_v1, and lets the link fail when anything is undefined.
set(WEIR_PLUGIN_MAP ${CMAKE_CURRENT_LIST_DIR}/plugin.map)

function(weir_add_plugin name)
  cmake_parse_arguments(PLUGIN "" "" "LIBRARIES" ${ARGN})
  add_library(${name} MODULE ${PLUGIN_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE weir::sdk ${PLUGIN_LIBRARIES})
  set_target_properties(${name} PROPERTIES
    PREFIX "" OUTPUT_NAME ${name}
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/weir/plugins"
    INSTALL_RPATH "$ORIGIN/.."  # the libraries that plugins share
    LINK_DEPENDS ${WEIR_PLUGIN_MAP})
  target_link_options(${name} PRIVATE -Wl,--version-script=${WEIR_PLUGIN_MAP})
  if(NOT WEIR_SANITIZE)
    target_link_options(${name} PRIVATE -Wl,--no-undefined)
  endif()
  install(TARGETS ${name} LIBRARY DESTINATION lib/weir/plugins)
endfunction()
