// New repositories and changes of keys on a backend that fails at the n-th call, for every n:
// nobody is locked out, and what failed can be done again.

#include <functional>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "services/repository/keys.h"
#include "services/repository/repositories.h"
#include "storage/fault/fault_backend.h"
#include "tests/support/memory_services.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using storage::Fault;
using storage::FaultBackend;
using storage::FaultKind;
using storage::FileType;

constexpr auto kLocation = "here";

class RepositoryFault : public testing::TestWithParam<FaultKind> {
  protected:
    using Work = std::function<void(const ServiceContext& context)>;
    using Check = std::function<void(const ServiceContext& context, bool hasFailed)>;

    /// For every n: prepares a new place, does `work` with a fault at call n, and calls `check`
    /// without faults.
    void failAtEveryCall(const Work& prepare, const Work& work, const Check& check) {
        std::uint64_t call = 0;
        for (bool wasHit = true; wasHit && !HasFailure();) {
            SCOPED_TRACE("fault at call " + std::to_string(++call));
            MemoryServices services;
            prepare(services.context());
            FaultBackend faulty{services.at(kLocation), {{.call = call, .kind = GetParam()}}};
            bool hasFailed = false;
            try {
                work(services.contextOver(faulty));
            } catch (const Error&) {
                hasFailed = true;
            }
            EXPECT_EQ(countFiles(services.at(kLocation), FileType::Lock), 0U);
            check(services.context(), hasFailed);
            wasHit = faulty.callCount() >= call;
        }
        EXPECT_GT(call, 4U);
    }

    [[nodiscard]] static bool opens(const ServiceContext& context, const RepositoryAccess& access) {
        try {
            return !makeKeys(context)->list(access, {}).empty();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::WrongPassword);
            return false;
        }
    }

    RepositoryAccess first_ = accessTo(kLocation, "first");
    RepositoryAccess second_ = accessTo(kLocation, "second");
    NewKey secondKey_{.password = {.environmentValue = "second"}};
    Work init_ = [this](const ServiceContext& context) {
        makeRepositories(context)->init({.repository = first_}, {});
    };
};

TEST_P(RepositoryFault, InitCanBeDoneAgain) {
    failAtEveryCall([](const ServiceContext&) {}, init_,
                    [this](const ServiceContext& context, bool hasFailed) {
                        // The last call may have stored the config before it failed.
                        if (hasFailed) {
                            try {
                                init_(context);
                            } catch (const Error& error) {
                                EXPECT_EQ(error.kind(), ErrorKind::AlreadyExists);
                            }
                        }
                        EXPECT_TRUE(opens(context, first_));
                        EXPECT_EQ(findErrors(context, first_), std::vector<std::string>{});
                    });
}

TEST_P(RepositoryFault, AddingAKeyKeepsTheOthers) {
    failAtEveryCall(
        init_,
        [this](const ServiceContext& context) { makeKeys(context)->add(first_, secondKey_, {}); },
        [this](const ServiceContext& context, bool hasFailed) {
            EXPECT_TRUE(opens(context, first_));
            EXPECT_TRUE(hasFailed || opens(context, second_));
        });
}

TEST_P(RepositoryFault, ChangingAPasswordLeavesOneThatOpens) {
    failAtEveryCall(
        init_,
        [this](const ServiceContext& context) {
            makeKeys(context)->changePassword(first_, secondKey_, {});
        },
        [this](const ServiceContext& context, bool hasFailed) {
            const bool opensByFirst = opens(context, first_);
            const bool opensBySecond = opens(context, second_);
            EXPECT_TRUE(opensByFirst || opensBySecond);
            EXPECT_TRUE(hasFailed || (opensBySecond && !opensByFirst));
        });
}

TEST_P(RepositoryFault, RemovingAKeyKeepsTheOneInUse) {
    std::string id;
    failAtEveryCall(
        [&](const ServiceContext& context) {
            init_(context);
            id = makeKeys(context)->add(first_, secondKey_, {});
        },
        [&](const ServiceContext& context) { makeKeys(context)->remove(first_, id, {}); },
        [this](const ServiceContext& context, bool hasFailed) {
            EXPECT_TRUE(opens(context, first_));
            EXPECT_TRUE(hasFailed || !opens(context, second_));
        });
}

std::string nameOfKind(const testing::TestParamInfo<FaultKind>& info) {
    return info.param == FaultKind::LoseAnswer ? "AnswerLost" : "Unavailable";
}

INSTANTIATE_TEST_SUITE_P(All,
                         RepositoryFault,
                         testing::Values(FaultKind::FailBefore, FaultKind::LoseAnswer),
                         nameOfKind);

}  // namespace
}  // namespace tl::services
