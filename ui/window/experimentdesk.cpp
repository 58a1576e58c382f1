// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/experimentdesk.h"

#include "base/codes.h"
#include "experiment/experimentfile.h"
#include "experiment/presets.h"
#include "window/experimentfiles.h"

#include <QWidget>

namespace ilv::ui {

namespace {

/// The first of them, and where the others are.
Error inOne(const Errors& errors)
{
    Error first = errors.front();
    if (errors.size() == 1)
        return first;
    QStringList places;
    for (std::size_t i = 1; i < errors.size(); ++i)
        if (const QString line = QString::number(errors[i].line); errors[i].line > 0 && !places.contains(line))
            places << line;
    QString more = ExperimentDesk::tr("%n more mistake(s)", nullptr, static_cast<int>(errors.size()) - 1);
    if (!places.isEmpty())
        more += ExperimentDesk::tr(" in line(s) %1", nullptr, static_cast<int>(places.size()))
                    .arg(places.join(QStringLiteral(", ")));
    more += ExperimentDesk::tr("; “interleave validate” lists all.");
    first.hint += (first.hint.empty() ? "" : " ") + more.toStdString();
    return first;
}

} // namespace

ExperimentDesk::ExperimentDesk(QWidget* window)
    : QObject(window)
    , m_window(window)
    , m_chooser(dialogs())
{
}

void ExperimentDesk::openFile(const QString& path)
{
    static const QLatin1String kPreset("preset:");
    if (path.startsWith(kPreset)) {
        openPreset(path.mid(kPreset.size()));
        return;
    }
    auto reading = readExperimentFile(path.toStdString());
    if (!reading.experiment) {
        Q_EMIT failed(reading.errors.empty() ? error(Code::FileUnreadable, "The file could not be read.")
                                             : inOne(reading.errors));
        return;
    }
    m_path = path;
    Q_EMIT opened(*reading.experiment);
}

void ExperimentDesk::openPreset(const QString& name)
{
    const Preset* preset = findPreset(name.toStdString());
    if (!preset) {
        std::string names;
        for (const Preset& each : presets())
            names += (names.empty() ? "" : ", ") + std::string(each.name);
        Q_EMIT failed(error(
            Code::FileUnreadable, "There is no preset “" + name.toStdString() + "”.", "There are: " + names + "."));
        return;
    }
    auto reading = readExperiment(preset->text, preset->name);
    if (!reading.experiment) {
        Q_EMIT failed(reading.errors.front());
        return;
    }
    m_path.clear();
    Q_EMIT opened(*reading.experiment);
}

void ExperimentDesk::askAndOpen()
{
    const QString path = m_chooser.open(m_window, tr("Open experiment"), experimentFilter());
    if (!path.isEmpty())
        openFile(path);
}

void ExperimentDesk::askAndSave(const Experiment& experiment)
{
    const QString suggestion = m_path.isEmpty() ? fileNameFor(experiment) : m_path;
    const QString path = m_chooser.file(m_window, tr("Save experiment"), suggestion, experimentFilter());
    if (path.isEmpty())
        return;
    const auto written = saveExperiment(path, experiment);
    if (!written) {
        Q_EMIT failed(written.error());
        return;
    }
    m_path = *written;
    Q_EMIT saved(m_path);
}

} // namespace ilv::ui
