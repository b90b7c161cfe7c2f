#include "storage/meter/meter_backend.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "storage/backend_contract.h"
#include "storage/fault/fault_backend.h"
#include "storage/memory/memory_backend.h"

namespace tl::storage {
namespace {

struct Place {
    MemoryBackend memory;
    CallMeter meter;
    std::unique_ptr<Backend> backend =
        makeMetered(std::make_unique<FaultBackend>(
                        memory, std::vector<Fault>{{.call = 2, .operation = Operation::Save}}),
                    meter);
};

INSTANTIATE_TEST_SUITE_P(All,
                         BackendContract,
                         testing::Values(BackendMaker{
                             "Meter",
                             [] {
                                 struct Metered {
                                     CallMeter meter;
                                     std::unique_ptr<Backend> backend =
                                         makeMetered(std::make_unique<MemoryBackend>(), meter);
                                 };
                                 const auto place = std::make_shared<Metered>();
                                 return std::shared_ptr<Backend>{place, place->backend.get()};
                             }}),
                         nameOfMaker);

TEST(MeterBackend, CountsCallsBytesAndFailures) {
    Place place;
    Backend& backend = *place.backend;
    const FileId pack{FileType::Pack, std::string(64, 'a')};
    std::vector<std::byte> room(10);
    backend.create({});
    backend.save(pack, std::vector<std::byte>(100), {});
    EXPECT_TRUE(kindThrown([&] { backend.save(pack, room, {}); }));
    (void)backend.tryLoad(pack, {});
    (void)backend.tryLoadRange(pack, 95, room, {});
    (void)backend.tryLoadRange({FileType::Key, pack.name}, 0, room, {});
    (void)backend.trySize(pack, {});
    backend.list(FileType::Pack, [](const FileId&, std::uint64_t) {}, {});
    (void)backend.remove(pack, {});
    const auto figures = [&](CallKind kind) { return place.meter.figures(kind); };
    EXPECT_EQ(figures(CallKind::Create), (CallFigures{.count = 1}));
    EXPECT_EQ(figures(CallKind::Save), (CallFigures{.count = 2, .failed = 1, .sizeBytes = 100}));
    EXPECT_EQ(figures(CallKind::Load), (CallFigures{.count = 1, .failed = 0, .sizeBytes = 100}));
    EXPECT_EQ(figures(CallKind::LoadRange), (CallFigures{.count = 2, .failed = 0, .sizeBytes = 5}));
    EXPECT_EQ(figures(CallKind::Size), (CallFigures{.count = 1}));
    EXPECT_EQ(figures(CallKind::List), (CallFigures{.count = 1}));
    EXPECT_EQ(figures(CallKind::Remove), (CallFigures{.count = 1}));
}

}  // namespace
}  // namespace tl::storage
