# A layer is one static library and one test program. A folder of the layer adds its files to both, so
# that each list stands beside the code it names.

# Declares the layer NAME: the library tl_NAME and the test program tl_NAME_test.
#   tl_layer(NAME DEPENDS…)
function(tl_layer name)
    cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
    add_library(tl_${name} STATIC)
    target_link_libraries(tl_${name} PUBLIC ${ARG_DEPENDS} PRIVATE tl_options)
    add_executable(tl_${name}_test)
    target_link_libraries(tl_${name}_test PRIVATE tl_${name} tl_options GTest::gtest_main)
    gtest_discover_tests(tl_${name}_test TEST_PREFIX ${name}. PROPERTIES TIMEOUT 120 DISCOVERY_TIMEOUT 60)
endfunction()

# Adds this folder's files to the layer NAME. Headers are checked to compile alone.
#   tl_sources(NAME SOURCES… HEADERS… TESTS…)
function(tl_sources name)
    cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;TESTS" ${ARGN})
    target_sources(tl_${name} PRIVATE ${ARG_SOURCES})
    if(ARG_HEADERS)
        target_sources(tl_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/src FILES ${ARG_HEADERS})
    endif()
    if(ARG_TESTS)
        target_sources(tl_${name}_test PRIVATE ${ARG_TESTS})
    endif()
endfunction()
