// SPDX-License-Identifier: GPL-3.0-or-later
// The peers' suites as ours (reliability §4): cf_ concurrent.futures, mp_ multiprocessing, and those of loky, pebble,
// tinypool, dask, celery, KIO and others, for the model that ILV_CONTRACT names.
#include "peers/peerrig.h"

using namespace ilv;
using namespace ilv::test;

class TestPeers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void peer_data();
    void peer();
};

void TestPeers::peer_data()
{
    QTest::addColumn<int>("which");
    const PeerRig rig(qEnvironmentVariable("ILV_CONTRACT", QStringLiteral("processes")).toStdString());
    const auto& cases = peerCases();
    for (std::size_t i = 0; i < cases.size(); ++i) {
        if (rig.applies(cases[i].where))
            QTest::newRow(cases[i].name) << static_cast<int>(i);
    }
}

void TestPeers::peer()
{
    QFETCH(int, which);
    const int descriptors = openDescriptors();
    {
        PeerRig rig(qEnvironmentVariable("ILV_CONTRACT", QStringLiteral("processes")).toStdString());
        peerCases()[static_cast<std::size_t>(which)].body(rig);
        QVERIFY2(rig.failure().empty(), rig.failure().c_str());
        QCOMPARE(ownChildren(), std::vector<int>()); // each way of ending joins every process
    }
    QCOMPARE(openDescriptors(), descriptors);
}

QTEST_GUILESS_MAIN(TestPeers)
#include "tst_peers.moc"
