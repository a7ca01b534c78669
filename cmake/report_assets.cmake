# Turns the assets of the HTML report into one C++ source: Vega, the page with its style and scripts inlined, and
# the chart specifications. Run as a script (cmake -P) with
#   ASSETS   src/report/assets
#   VEGA     folder of Vega's minified modules
#   OUTPUT   the .cpp to write
# The page allows only its own style and script, by their SHA-256 (Content-Security-Policy).

set(VEGA_MODULES util time format loader dataflow statistics transforms scale canvas scenegraph view-transforms
    encode label expression selection functions event-selector runtime parser view interpreter)

# The digest of `text` as a CSP source: sha256- and the digest in base64.
function(csp_hash text result)
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  string(SHA256 hex "${text}")
  set(base64 "")
  foreach(position RANGE 0 60 6)
    string(SUBSTRING "${hex}00" ${position} 6 three_bytes)
    foreach(shift 18 12 6 0)
      math(EXPR sextet "(0x${three_bytes} >> ${shift}) & 63")
      string(SUBSTRING "${alphabet}" ${sextet} 1 digit)
      string(APPEND base64 "${digit}")
    endforeach()
  endforeach()
  string(REGEX REPLACE ".$" "=" base64 "${base64}") # 32 bytes are 43 digits and a pad
  set(${result} "sha256-${base64}" PARENT_SCOPE)
endfunction()

# Custom properties of one colour scheme of theme.json, as CSS.
function(css_colours theme scheme result)
  set(css "")
  string(JSON count LENGTH "${theme}" ${scheme})
  math(EXPR last "${count} - 1")
  foreach(index RANGE ${last})
    string(JSON name MEMBER "${theme}" ${scheme} ${index})
    string(JSON colour GET "${theme}" ${scheme} ${name})
    string(APPEND css "--${name}:${colour};")
  endforeach()
  set(${result} "${css}" PARENT_SCOPE)
endfunction()

# Vega's modules expect a loader of CommonJS modules; vega.js is that loader, with a mark where the modules go.
function(bundle_scripts result)
  set(modules "")
  foreach(module ${VEGA_MODULES})
    file(READ ${VEGA}/vega-${module}.min.js code)
    string(REGEX REPLACE "\n//# sourceMappingURL=[^\n]*" "" code "${code}")
    string(APPEND modules "define(\"vega-${module}\", function (exports, module, require) {\n${code}});\n")
  endforeach()
  file(READ ${ASSETS}/vega.js vega)
  string(REPLACE "/* VEGA MODULES */" "${modules}" bundle "${vega}")
  foreach(script tooltip.js charts.js tables.js main.js)
    file(READ ${ASSETS}/${script} code)
    string(APPEND bundle "${code}")
  endforeach()
  string(TOLOWER "${bundle}" lower)
  foreach(tag "</script" "<!--" "<script")
    string(FIND "${lower}" "${tag}" place)
    if(NOT place EQUAL -1)
      message(FATAL_ERROR "The report's scripts hold '${tag}', which would end or change the script element")
    endif()
  endforeach()
  set(${result} "${bundle}" PARENT_SCOPE)
endfunction()

function(assemble_page result)
  file(READ ${ASSETS}/theme.json theme)
  css_colours("${theme}" light light)
  css_colours("${theme}" dark dark)
  file(READ ${ASSETS}/report.css style)
  string(PREPEND style ":root{color-scheme:light dark;${light}}\n"
         "@media screen and (prefers-color-scheme:dark){:root{${dark}}}\n")
  bundle_scripts(script)
  csp_hash("${style}" style_hash)
  csp_hash("${script}" script_hash)
  file(READ ${ASSETS}/licences.txt licences)
  file(READ ${ASSETS}/page.html page)
  foreach(part style script style_hash script_hash licences)
    string(TOUPPER ${part} name)
    string(REPLACE "@${name}@" "${${part}}" page "${page}")
  endforeach()
  set(${result} "${page}" PARENT_SCOPE)
endfunction()

# Appends an array with the bytes of a file and a row for the table that finds it by name.
function(append_asset name file)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(MAKE_C_IDENTIFIER "${name}" identifier)
  set(arrays "${arrays}const unsigned char ${identifier}[] = {${bytes}0};\n" PARENT_SCOPE)
  set(rows "${rows}    {\"${name}\", ${identifier}, sizeof(${identifier}) - 1},\n" PARENT_SCOPE)
endfunction()

assemble_page(page)
file(WRITE ${OUTPUT}.page.html "${page}")
set(arrays "")
set(rows "")
append_asset(page.html ${OUTPUT}.page.html)
append_asset(theme.json ${ASSETS}/theme.json)
file(GLOB charts ${ASSETS}/charts/*.vg.json)
foreach(chart ${charts})
  get_filename_component(name ${chart} NAME)
  append_asset(${name} ${chart})
endforeach()
file(WRITE ${OUTPUT} "// Made by cmake/report_assets.cmake from src/report/assets and Vega.\n"
     "#include \"report/assets.hpp\"\n\nnamespace crowdvote {\nnamespace {\n${arrays}"
     "}  // namespace\n\nconst std::vector<ReportAsset>& report_assets() {\n"
     "  static const std::vector<ReportAsset> assets{\n${rows}  };\n  return assets;\n}\n\n}  // namespace crowdvote\n")
