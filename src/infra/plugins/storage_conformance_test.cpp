#include "infra/plugins/storage_conformance.h"

#include <map>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "storage/memory/memory_backend.h"

namespace tl::plugins {
namespace {

using storage::FileId;
using storage::FileType;
using storage::MemoryBackend;

/// A backend that errs as it is told.
class Erring : public storage::Backend {
  public:
    enum class Way : std::uint8_t { None, WrongSize, ShortRange, Forgets, Keeps, Replaces };

    explicit Erring(Way way) : way_{way} {}

    [[nodiscard]] const storage::Properties& properties() const override {
        return inner_.properties();
    }
    void create(const std::stop_token& stop) override { inner_.create(stop); }
    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override {
        if (way_ == Way::Forgets && id.type == FileType::Index) return;
        if (way_ == Way::Replaces) (void)inner_.remove(id, stop);
        inner_.save(id, content, stop);
    }
    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override {
        return inner_.tryLoad(id, stop);
    }
    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override {
        const auto got = inner_.tryLoadRange(id, offset, out, stop);
        return way_ == Way::ShortRange && got && *got > 1 ? *got - 1 : got;
    }
    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override {
        const auto size = inner_.trySize(id, stop);
        return way_ == Way::WrongSize && size ? *size + 1 : size;
    }
    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override {
        inner_.list(type, visit, stop);
    }
    bool remove(const FileId& id, const std::stop_token& stop) override {
        return way_ == Way::Keeps ? inner_.trySize(id, stop).has_value() : inner_.remove(id, stop);
    }

    MemoryBackend inner_;

  private:
    const Way way_;
};

/// The checks that failed, with what was said.
std::map<std::string, std::string> failures(storage::Backend& backend) {
    std::map<std::string, std::string> found;
    const std::size_t count =
        checkStorage(backend,
                     [&](const std::string& wanted, const std::string& problem) {
                         if (!problem.empty()) found[wanted] = problem;
                     },
                     {});
    EXPECT_EQ(count, found.size());
    return found;
}

TEST(StorageConformance, FindsNothingWrongWithWhatIsRight) {
    Erring backend{Erring::Way::None};
    EXPECT_TRUE(failures(backend).empty());
    std::size_t left = 0;
    for (const FileType type : {FileType::Config, FileType::Key, FileType::Pack})
        backend.list(type, [&left](const FileId&, std::uint64_t) { ++left; }, {});
    EXPECT_EQ(left, 0U) << "it leaves nothing behind";
}

TEST(StorageConformance, FindsEachFault) {
    const std::pair<Erring::Way, const char*> faults[] = {
        {Erring::Way::WrongSize, "tells sizes (HEAD, Content-Length)"},
        {Erring::Way::ShortRange, "gives parts of a file (Range)"},
        {Erring::Way::Forgets, "stores and gives back a file of index"},
        {Erring::Way::Keeps, "removes files, and lists them no more"},
        {Erring::Way::Replaces, "does not replace a file (403)"},
    };
    for (const auto& [way, check] : faults) {
        Erring backend{way};
        EXPECT_TRUE(failures(backend).contains(check)) << check;
    }
}

TEST(StorageConformance, TouchesNoPlaceThatHasFiles) {
    Erring backend{Erring::Way::None};
    const std::vector<std::byte> content(3);
    const FileId id{.type = FileType::Snapshot, .name = std::string(64, 'a')};
    backend.save(id, content, {});
    EXPECT_EQ(kindThrown([&] { (void)failures(backend); }), ErrorKind::InvalidInput);
    EXPECT_EQ(backend.tryLoad(id, {}), content);
}

}  // namespace
}  // namespace tl::plugins
