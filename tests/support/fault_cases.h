// The ways in which the n-th call of a backend goes wrong, for tests that try every n.

#pragma once

#include <ostream>

#include <gtest/gtest.h>

#include "storage/fault/fault_backend.h"

namespace tl::services {

struct FaultCase {
    const char* name;
    storage::Fault fault;  ///< Its call is set by the test.
};

inline void PrintTo(const FaultCase& fault, std::ostream* out) {
    *out << fault.name;
}

inline std::string nameOfCase(const testing::TestParamInfo<FaultCase>& info) {
    return info.param.name;
}

inline auto allFaultCases() {
    using storage::Fault;
    using storage::FaultKind;
    using storage::Operation;
    return testing::Values(
        FaultCase{"Unavailable", {}}, FaultCase{"GoneForGood", {.calls = Fault::kForever}},
        FaultCase{"Full",
                  {.operation = Operation::Save, .errorKind = ErrorKind::ResourceExhausted}},
        FaultCase{"FullForGood",
                  {.operation = Operation::Save,
                   .calls = Fault::kForever,
                   .errorKind = ErrorKind::ResourceExhausted}},
        FaultCase{"SaveAnswerLost", {.operation = Operation::Save, .kind = FaultKind::LoseAnswer}},
        FaultCase{"RemoveAnswerLost",
                  {.operation = Operation::Remove, .kind = FaultKind::LoseAnswer}});
}

/// Whether the call that `fault` begins with has come.
inline bool hasCome(const storage::Fault& fault, const storage::FaultBackend& backend) {
    return (fault.operation ? backend.callCount(*fault.operation) : backend.callCount()) >=
           fault.call;
}

}  // namespace tl::services
