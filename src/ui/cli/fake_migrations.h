// Migrations for tests: they keep what they were asked and answer what they were told to.

#pragma once

#include "services/repository/migrations.h"
#include "ui/cli/fake_core.h"

namespace tl::cli {

class FakeMigrations final : public services::Migrations {
  public:
    explicit FakeMigrations(FakeCore& core) : core_{core} {}

    std::vector<services::Migration> list(const services::RepositoryAccess& access,
                                          const std::stop_token& /*stop*/) override {
        core_.access = access;
        return core_.migrations;
    }

    services::MigrationReport apply(const services::MigrationRequest& request,
                                    services::CheckObserver& observer,
                                    const std::stop_token& /*stop*/) override {
        core_.migration = request;
        if (core_.onMigration) core_.onMigration(observer);
        return core_.migrationReport;
    }

  private:
    FakeCore& core_;
};

}  // namespace tl::cli
