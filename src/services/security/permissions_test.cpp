#include "services/security/permissions.h"

#include <set>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "services/security/gate.h"

namespace tl::services {
namespace {

TEST(Permissions, EachRoleMayWhatTheOnesBeforeItMay) {
    for (const Permission& row : permissionTable()) {
        EXPECT_TRUE(isAllowed({.role = Role::Admin}, row.call)) << row.name;
        if (isAllowed({.role = Role::Viewer}, row.call)) {
            EXPECT_TRUE(isAllowed({.role = Role::Operator}, row.call)) << row.name;
        }
    }
}

TEST(Permissions, HaveOneNameForEachCall) {
    std::set<std::string> names;
    for (const Permission& row : permissionTable())
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(std::string{permissionFor(ServiceCall::BackupsRun).name}, "backups.run");
}

TEST(Permissions, AViewerChangesAndReadsNoData) {
    const Caller viewer{.role = Role::Viewer};
    for (const Permission& row : permissionTable())
        if (row.scope != Scope::Look) {
            EXPECT_FALSE(isAllowed(viewer, row.call)) << row.name;
        }
    for (const ServiceCall call : {ServiceCall::RestoresRun, ServiceCall::DumpsDump,
                                   ServiceCall::MountsServe, ServiceCall::BackupsRun})
        EXPECT_FALSE(isAllowed(viewer, call));
}

TEST(Permissions, AnOperatorDecidesAndDeletesNothing) {
    const Caller person{.role = Role::Operator};
    for (const ServiceCall call :
         {ServiceCall::ForgetsForget, ServiceCall::PrunesPrune, ServiceCall::KeysAdd,
          ServiceCall::UsersAdd, ServiceCall::TokensCreate, ServiceCall::TargetsEdit,
          ServiceCall::VaultSecret, ServiceCall::ConfigurationsApply, ServiceCall::AuditsList})
        EXPECT_FALSE(isAllowed(person, call)) << permissionFor(call).name;
    for (const ServiceCall call : {ServiceCall::BackupsRun, ServiceCall::TargetsRun,
                                   ServiceCall::RestoresRun, ServiceCall::ChecksCheck})
        EXPECT_TRUE(isAllowed(person, call)) << permissionFor(call).name;
}

TEST(Permissions, ATokenNarrowsWhatItsUserMay) {
    const Caller backup{.role = Role::Admin, .scopes = std::vector{Scope::Backup}};
    for (const Permission& row : permissionTable())
        EXPECT_EQ(isAllowed(backup, row.call),
                  row.isOpen || row.scope == Scope::Look || row.scope == Scope::Backup)
            << row.name;
    const Caller mighty{.role = Role::Viewer, .scopes = std::vector{Scope::Administer}};
    EXPECT_FALSE(isAllowed(mighty, ServiceCall::UsersAdd)) << "it does not widen it";
}

TEST(Permissions, SayWhatWouldBeNeeded) {
    try {
        requireAllowed({.name = "anna", .role = Role::Viewer}, ServiceCall::BackupsRun);
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::PermissionDenied);
        EXPECT_STREQ(error.what(),
                     "the user anna may not do this (backups.run): it takes the role operator, "
                     "and the user anna is viewer");
    }
    try {
        requireAllowed({.role = Role::Admin, .scopes = std::vector{Scope::Backup}},
                       ServiceCall::RestoresRun);
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(),
                     "the token is not for this (restores.run): it lacks the scope restore");
    }
}

TEST(Permissions, KnowTheirWords) {
    for (const std::string& name : roleNames())
        EXPECT_EQ(nameOf(*parseRole(name)), name);
    for (const std::string& name : scopeNames())
        EXPECT_EQ(nameOf(*parseScope(name)), name);
    EXPECT_FALSE(parseRole("root"));
    EXPECT_FALSE(parseScope(""));
}

TEST(Gate, LooksOnceForWhoCalls) {
    int looked = 0;
    std::string denied;
    Gate gate{[&looked] {
                  ++looked;
                  return Caller{.name = "anna", .role = Role::Viewer};
              },
              [&denied](const Caller& caller, ServiceCall call) {
                  denied = caller.name + " " + permissionFor(call).name;
              }};
    gate.require(ServiceCall::TransfersFigures);
    EXPECT_EQ(looked, 0) << "that is open to all";
    gate.require(ServiceCall::TargetsList);
    EXPECT_EQ(kindThrown([&] { gate.require(ServiceCall::TargetsRun); }),
              ErrorKind::PermissionDenied);
    EXPECT_EQ(looked, 1);
    EXPECT_EQ(denied, "anna targets.run");
}

}  // namespace
}  // namespace tl::services
