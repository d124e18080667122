# troupe_library(NAME SOURCES a.cpp ... LINK lib ...)
#   A static library of one layer. Links are public, so that a wrong layer
#   edge fails to link.
function(troupe_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
endfunction()

# troupe_test(NAME SOURCES a_test.cpp ... LINK lib ...)
#   One GoogleTest program; each TEST in it is a ctest case.
function(troupe_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINK" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest
    GTest::gmock GTest::gtest_main Threads::Threads)
  # A third of the compile time of tests goes into optimising what runs once.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Debug>:-Og>)
  include(GoogleTest)
  gtest_discover_tests(${name}
    TEST_PREFIX "${name}."
    DISCOVERY_TIMEOUT 60
    DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()

# troupe_proto(NAME FILES a.proto ... [GRPC])
#   Generated code of .proto files as a library; include as "proto/x/a.pb.h".
function(troupe_proto name)
  cmake_parse_arguments(ARG "GRPC" "" "FILES" ${ARGN})
  set(generated)
  find_program(GRPC_PLUGIN grpc_cpp_plugin REQUIRED)
  foreach(file ${ARG_FILES})
    file(RELATIVE_PATH rel ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
    get_filename_component(stem ${file} NAME_WE)
    set(out ${CMAKE_BINARY_DIR}/generated/${rel}/${stem})
    set(outputs ${out}.pb.cc ${out}.pb.h)
    set(command protobuf::protoc -I ${CMAKE_SOURCE_DIR}
      --cpp_out=${CMAKE_BINARY_DIR}/generated)
    if(ARG_GRPC)
      list(APPEND outputs ${out}.grpc.pb.cc ${out}.grpc.pb.h)
      list(APPEND command --grpc_out=${CMAKE_BINARY_DIR}/generated
        --plugin=protoc-gen-grpc=${GRPC_PLUGIN})
    endif()
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated)
    add_custom_command(OUTPUT ${outputs}
      COMMAND ${command} ${CMAKE_CURRENT_SOURCE_DIR}/${file}
      DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file} VERBATIM)
    list(APPEND generated ${outputs})
  endforeach()
  add_library(${name} STATIC ${generated})
  if(NOT TARGET troupe_generated)
    add_custom_target(troupe_generated)
  endif()
  add_custom_target(${name}_generated DEPENDS ${generated})
  add_dependencies(troupe_generated ${name}_generated)
  target_include_directories(${name} SYSTEM PUBLIC
    ${CMAKE_BINARY_DIR}/generated)
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf)
  if(ARG_GRPC)
    target_link_libraries(${name} PUBLIC gRPC::grpc++)
  endif()
endfunction()

# Adds each folder that exists with a CMakeLists.txt.
function(troupe_folders)
  foreach(folder ${ARGN})
    if(EXISTS ${CMAKE_SOURCE_DIR}/${folder}/CMakeLists.txt)
      add_subdirectory(${CMAKE_SOURCE_DIR}/${folder}
        ${CMAKE_BINARY_DIR}/${folder})
    endif()
  endforeach()
endfunction()
