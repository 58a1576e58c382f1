// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/task.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstdlib>
#include <new>

using namespace ilv;

/// After its first tasks a lane allocates nothing: counted by the allocator itself.
namespace {

thread_local std::uint64_t allocations = 0;

void* counted(std::size_t size)
{
    ++allocations;
    if (void* memory = std::malloc(size != 0 ? size : 1))
        return memory;
    throw std::bad_alloc();
}

} // namespace

void* operator new(std::size_t size)
{
    return counted(size);
}
void* operator new[](std::size_t size)
{
    return counted(size);
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept
{
    std::free(memory);
}

class TestAllocations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allocationsAreCounted();
    void warmLaneAllocatesNothing_data();
    void warmLaneAllocatesNothing();
};

void TestAllocations::allocationsAreCounted()
{
    const std::uint64_t before = allocations;
    const auto memory = std::make_unique<std::array<int, 100>>();
    QVERIFY(memory != nullptr);
    QCOMPARE(allocations, before + 1);
}

void TestAllocations::warmLaneAllocatesNothing_data()
{
    QTest::addColumn<int>("which"); // a kernel, or beyond them an I/O stage
    for (const Kernel kernel : kKernels) {
        if (kernel != Kernel::Json) // its library allocates each node
            QTest::newRow(std::string(name(kernel)).c_str()) << static_cast<int>(kernel);
    }
    QTest::newRow("wait") << 100;
    QTest::newRow("read") << 101;
    QTest::newRow("write") << 102;
}

void TestAllocations::warmLaneAllocatesNothing()
{
    QFETCH(int, which);
    const QTemporaryDir folder;
    WorkloadSpec spec;
    spec.folder = folder.path().toStdString();
    spec.inputBytes = 100;
    if (which < 100)
        spec.stages = { ComputeStage{ .kernel = static_cast<Kernel>(which), .units = 100 } };
    else if (which == 100)
        spec.stages = { WaitStage{ .ms = 0.01, .spread = Spread::Lognormal } };
    else if (which == 101)
        spec.stages = { ReadStage{ .path = {}, .bytes = 300'000 } };
    else
        spec.stages = { WriteStage{ .bytes = 300'000 } };
    const TaskRecipe recipe(std::move(spec));
    QVERIFY(prepareFiles(recipe.spec()).ok());
    BlockingTaskRunner runner(recipe, 0);
    std::uint64_t before = 0;
    int right = 0;
    for (std::uint64_t index = 0; index < 40; ++index) {
        if (index == kVariants)
            before = allocations;
        const std::uint64_t begin = TaskRecipe::beginDigest(recipe.input(TaskRecipe::variant(index)));
        right += runner.run(index, 1, begin, 0, 1).outcome == Outcome::Ok ? 1 : 0;
    }
    const std::uint64_t seen = allocations - before;
    QCOMPARE(right, 40);
    QCOMPARE(seen, std::uint64_t{ 0 });
}

QTEST_APPLESS_MAIN(TestAllocations)
#include "tst_allocations.moc"
