# cmake -DOUT=page_data.cpp -DFOLDER=... -P embed.cmake
#   Writes the page's files as bytes into one source, so that the binary needs
#   nothing beside itself.
set(text "// Generated from actors/intake/page.\n")
string(APPEND text "#include \"actors/intake/page.hpp\"\n")
string(APPEND text "namespace troupe::local {\nnamespace {\n")
set(rows)
foreach(file index.html page.css page.js chart.js icon.svg)
  file(READ ${FOLDER}/${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(MAKE_C_IDENTIFIER ${file} name)
  string(APPEND text "const unsigned char ${name}[] = {${bytes}0};\n")
  string(APPEND rows "  {\"${file}\", {reinterpret_cast<const char*>(${name}),"
    " sizeof(${name}) - 1}},\n")
endforeach()
string(APPEND text "} // namespace\n"
  "const std::array<page_file, 5> page_files{{\n${rows}}};\n"
  "} // namespace troupe::local\n")
file(WRITE ${OUT} "${text}")
