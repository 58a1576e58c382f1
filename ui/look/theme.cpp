// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/theme.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

QColor rgb(unsigned hex)
{
    return QColor::fromRgb(static_cast<QRgb>(0xff000000u | hex));
}

void forProjector(Theme& theme)
{
    theme.room = theme.scale >= 1.4;
    if (!theme.room)
        return;
    theme.ink3 = theme.ink2;
    theme.grid = theme.border;
    theme.axis = theme.borderStrong;
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

struct TypeRole {
    double px;
    int weight;
};

TypeRole typeOf(TextRole role)
{
    switch (role) {
    case TextRole::Verdict:
        return { 21, QFont::Bold };
    case TextRole::VerdictCompact:
        return { 18, QFont::Bold };
    case TextRole::CardTitle:
        return { 14.5, QFont::DemiBold };
    case TextRole::Body:
        return { 13, QFont::Normal };
    case TextRole::BodyMedium:
        return { 13, QFont::Medium };
    case TextRole::BodyStrong:
        return { 13, QFont::DemiBold };
    case TextRole::Tick:
    case TextRole::Mono:
        return { 12, QFont::Normal };
    case TextRole::Label:
        return { 12, QFont::DemiBold };
    case TextRole::Caption:
        return { 11.5, QFont::Normal };
    case TextRole::FigureTitle:
        return { 17, QFont::DemiBold };
    case TextRole::FigureSubtitle:
        return { 12.5, QFont::Normal };
    case TextRole::FigureFooter:
        return { 10.5, QFont::Normal };
    }
    return { 13, QFont::Normal };
}

} // namespace

QString phaseName(Phase phase)
{
    switch (phase) {
    case Phase::Spawn:
        return QCoreApplication::translate("Phase", "Spawn");
    case Phase::Serialize:
        return QCoreApplication::translate("Phase", "Serialize");
    case Phase::Transport:
        return QCoreApplication::translate("Phase", "Transport");
    case Phase::QueueWait:
        return QCoreApplication::translate("Phase", "Queue wait");
    case Phase::Work:
        return QCoreApplication::translate("Phase", "Work");
    }
    return {};
}

QFont uiFont(double px, int weight)
{
    QFont font;
    font.setFamilies({ QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans") });
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setWeight(static_cast<QFont::Weight>(weight));
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(px)))); // the font engine keeps whole px only
    return font;
}

QFont Theme::font(TextRole role) const
{
    const TypeRole type = typeOf(role);
    QFont font = uiFont(px(type.px), type.weight);
    if (role == TextRole::Mono)
        font.setFamilies({ QStringLiteral("DejaVu Sans Mono") });
    return font;
}

Theme Theme::scaledBy(double factor) const
{
    Theme other = *this;
    other.scale *= factor;
    return other;
}

Theme lightTheme(double scale)
{
    Theme t;
    t.scale = scale;
    t.window = rgb(0xF2F3F5);
    t.surface = rgb(0xFFFFFF);
    t.surface2 = rgb(0xF7F8FA);
    t.hover = rgb(0xECEEF2);
    t.border = rgb(0xDFE2E8);
    t.borderStrong = rgb(0x828A98);
    t.ink = rgb(0x14181F);
    t.ink2 = rgb(0x454D5B);
    t.ink3 = rgb(0x666E7C);
    t.grid = rgb(0xE8EAEE);
    t.axis = rgb(0x9AA1AD);
    t.accent = rgb(0x1D2430);
    t.accentInk = rgb(0xFFFFFF);
    t.ok = rgb(0x13733F);
    t.okSoft = rgb(0xE6F4EC);
    t.warn = rgb(0x8A5A00);
    t.warnSoft = rgb(0xFDF3DC);
    t.err = rgb(0xB3261E);
    t.errSoft = rgb(0xFCEBE9);
    t.models = { rgb(0x535245), rgb(0x185ABE), rgb(0x03A67B), rgb(0xAF3C02), rgb(0xC28900), rgb(0x68265F) };
    t.phases = { rgb(0x2A313D), rgb(0x6B7483), rgb(0xA6ADB9), rgb(0xB9BFC9) };
    t.queueBack = rgb(0xEEF0F3);
    forProjector(t);
    return t;
}

Theme darkTheme(double scale)
{
    Theme t;
    t.dark = true;
    t.scale = scale;
    t.window = rgb(0x12151A);
    t.surface = rgb(0x1B1F27);
    t.surface2 = rgb(0x222731);
    t.hover = rgb(0x2A303B);
    t.border = rgb(0x2E3541);
    t.borderStrong = rgb(0x707A8A);
    t.ink = rgb(0xEEF1F5);
    t.ink2 = rgb(0xBDC4CF);
    t.ink3 = rgb(0x929BA9);
    t.grid = rgb(0x2A303B);
    t.axis = rgb(0x5D6675);
    t.accent = rgb(0xEEF1F5);
    t.accentInk = rgb(0x14181F);
    t.ok = rgb(0x5CD394);
    t.okSoft = rgb(0x16301F);
    t.warn = rgb(0xF2BE5C);
    t.warnSoft = rgb(0x33290F);
    t.err = rgb(0xFF8A80);
    t.errSoft = rgb(0x3A1C1B);
    t.models = { rgb(0x8B8977), rgb(0x3C82EA), rgb(0x3BE0B4), rgb(0xEA5A33), rgb(0xFFC043), rgb(0xD2B0F7) };
    t.phases = { rgb(0xCFD5DE), rgb(0x8D96A4), rgb(0x5E6878), rgb(0x566070) };
    t.queueBack = rgb(0x272D37);
    forProjector(t);
    return t;
}

double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QColor textOnFill(const QColor& fill)
{
    const QColor white = rgb(0xFFFFFF);
    return contrast(white, fill) >= 4.5 ? white : rgb(0x14181F);
}

QColor mix(const QColor& a, const QColor& b, double share)
{
    const auto channel = [share](int x, int y) { return static_cast<int>(std::lround(share * x + (1 - share) * y)); };
    return QColor(channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue()));
}

} // namespace ilv::ui
