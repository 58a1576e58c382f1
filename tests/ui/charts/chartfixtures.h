// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart.h"

#include <QCoreApplication>
#include <QFile>
#include <QImage>

#include <cmath>
#include <string_view>

/// Invented data of every size, and pictures of charts.
namespace fixtures {

using namespace ilv;
using namespace ilv::ui;

inline SeriesName nameOf(std::size_t i)
{
    const auto text = [](std::string_view word) { return QString::fromUtf8(word.data(), qsizetype(word.size())); };
    return { text(displayName(kModels[i])), text(shortName(kModels[i])), kModels[i], 0 };
}

inline ThroughputData throughput(std::size_t points, std::size_t models = 6)
{
    constexpr double rates[]{ 396, 1812, 14'980, 2758, 3046, 13'190 };
    ThroughputData data;
    data.warmUpS = 1;
    for (std::size_t i = 0; i < models; ++i) {
        ThroughputSeries series;
        series.name = nameOf(i);
        for (std::size_t p = 0; p < points; ++p)
            series.points.push_back({ 10.0 * static_cast<double>(p + 1) / static_cast<double>(points),
                rates[i] * (1 + 0.05 * std::sin(static_cast<double>(p) * 0.7)) });
        data.series.push_back(series);
    }
    return data;
}

inline LatencyData latency()
{
    LatencyData data;
    for (std::size_t i = 0; i < kModels.size(); ++i) {
        const double base = 4e6 * std::pow(2.0, static_cast<double>(i));
        data.rows.push_back({ nameOf(i), SeriesState::Final, base, base * 1.2, base * 2, base * 3 });
    }
    return data;
}

inline TimeSplitData timeSplit()
{
    TimeSplitData data;
    for (std::size_t i = 0; i < kModels.size(); ++i)
        data.rows.push_back(
            { nameOf(i), SeriesState::Final, { 1e6, 2e5, 3e5, 5e6, 4e6 * static_cast<double>(i + 1) } });
    return data;
}

inline TimelineData timeline(std::size_t slicesPerLane, int lanes = 4, Nanos jitter = 1)
{
    TimelineData data;
    for (const std::size_t model : { 2, 3, 4 }) {
        TimelineGroup group;
        group.name = nameOf(model);
        group.lanesNoun = QStringLiteral("lanes");
        group.totalLanes = 64;
        for (int lane = 0; lane < lanes; ++lane) {
            TimelineLane one{ QStringLiteral("t%1").arg(lane), {} };
            Nanos at = lane * 100;
            for (std::size_t i = 0; i < slicesPerLane; ++i) {
                const Phase phase = model > 2 && i % 2 == 0 ? Phase::Transport : Phase::Work;
                one.slices.push_back({ at, at + 2'000'000, phase, phase == Phase::Work && i % 10'007 == 7 });
                at += 2'500'000 + static_cast<Nanos>(i * 7919 + i * i) % jitter;
            }
            group.lanes.push_back(one);
        }
        data.groups.push_back(group);
    }
    data.viewEnd = 30'000'000;
    return data;
}

inline QImage picture(Chart& chart, QSize size = { 772, 252 })
{
    chart.setAttribute(Qt::WA_DontShowOnScreen);
    chart.resize(size);
    chart.show();
    QCoreApplication::processEvents();
    QCoreApplication::processEvents();
    return chart.grab().toImage();
}

inline int count(const QImage& image, const QColor& color)
{
    int found = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            found += image.pixelColor(x, y) == color ? 1 : 0;
    }
    return found;
}

inline QString read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace fixtures
