# Tests of whole programs, in Python.

# Not required to build: who only wants the program needs no other one. Tests fail without it.
find_program(RESTIC_PROGRAM restic)

# Registers test_NAME.py of this folder as the test GROUP.NAME. SLOW: it takes over 20 seconds.
#   tl_program_test(GROUP NAME [SLOW])
function(tl_program_test group name)
    cmake_parse_arguments(ARG "SLOW" "" "" ${ARGN})
    set(labels ${group})
    if(ARG_SLOW)
        list(APPEND labels slow)
    endif()
    add_test(NAME ${group}.${name} COMMAND python3 -m unittest -q test_${name}
        WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    set_tests_properties(${group}.${name} PROPERTIES LABELS "${labels}" TIMEOUT 900 ENVIRONMENT
        "TL_PROGRAM=$<TARGET_FILE:timelocker>;RESTIC_PROGRAM=${RESTIC_PROGRAM};PYTHONPATH=${PROJECT_SOURCE_DIR}/tests/support:${PROJECT_SOURCE_DIR}/tests/servers;PYTHONDONTWRITEBYTECODE=1")
endfunction()

# Holds the backend NAME to the contract of all backends, on a real server: the test backends.NAME starts
# the server that tests/servers/SERVER.py describes, and runs NAME_backend_contract_test.cpp against it.
#   tl_backend_contract_test(NAME SERVER LIBRARY)
function(tl_backend_contract_test name server library)
    set(program tl_${name}_backend_contract_test)
    add_executable(${program} ${name}_backend_contract_test.cpp
        ${PROJECT_SOURCE_DIR}/src/storage/backend_contract_test.cpp)
    target_link_libraries(${program} PRIVATE ${library} tl_options GTest::gtest_main)
    add_test(NAME backends.${name}.${server}
        COMMAND python3 ${PROJECT_SOURCE_DIR}/tests/servers/with_server.py ${server} $<TARGET_FILE:${program}>)
    set_tests_properties(backends.${name}.${server} PROPERTIES LABELS backends TIMEOUT 300
        ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endfunction()
