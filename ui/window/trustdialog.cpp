// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/trustdialog.h"

#include "controls/button.h"
#include "controls/textlabel.h"
#include "experiment/experimentfile.h"
#include "experiment/trust.h"
#include "history/exacttext.h"
#include "model/modelnames.h"
#include "model/stageedit.h"

#include <QPlainTextEdit>
#include <QTextBlock>
#include <QTextCursor>

namespace ilv::ui {

namespace {

constexpr int kWidth = 620;

/// A line of the file; the sign before it as people know it.
QString shownLine(const std::string& line)
{
    QString out = toQString(exactText(line));
    if (out.startsWith(QLatin1String("- ")))
        out[0] = QChar(0x2212);
    return out;
}

bool isWork(const Stage& stage)
{
    return !std::holds_alternative<FaultStage>(stage);
}

} // namespace

std::optional<Experiment> withoutReach(const Experiment& experiment)
{
    Experiment rest = experiment;
    rest.name += MessageDialog::tr(", built-in stages only").toStdString();
    rest.workload.golden.clear(); // the answer of all its stages
    auto& stages = rest.workload.stages;
    for (std::size_t at = stages.size(); at-- > 0;) {
        if (reachesOutside(stages[at]))
            (void)takeStage(rest, at);
    }
    if (std::none_of(stages.begin(), stages.end(), isWork) || !validate(rest).empty())
        return std::nullopt;
    return rest;
}

TrustDialog::TrustDialog(const Theme& theme, const Experiment& experiment, const TrustAnswer& answer, QWidget* parent)
    : MessageDialog(theme,
        answer.trust != Trust::Changed ? tr("This experiment reaches outside Interleave")
            : answer.onlyByName        ? tr("You trusted another experiment of this name")
                                       : tr("This experiment has changed since you trusted it"),
        tr("Look at what each of its tasks does before it runs here. You are asked again when the experiment or a "
           "program changes."),
        parent, kWidth)
{
    setObjectName(QStringLiteral("trust"));
    showReach(experiment, answer.seen);
    if (answer.trust == Trust::Changed)
        showChanges(answer);
    offerRest(experiment);
    addConsent(tr("Run it"));
    addRefusal(tr("Do not run"));
}

void TrustDialog::showReach(const Experiment& experiment, const TrustSubject& seen)
{
    const TrustNeeds needs = trustNeeds(experiment);
    QStringList lines;
    for (std::size_t i = 0; i < needs.commands.size(); ++i) {
        const auto& command = needs.commands[i];
        QStringList words;
        for (const std::string& word : command)
            words << toQString(exactWord(word));
        lines << tr("runs  %1").arg(words.join(QLatin1Char(' ')));
        const std::string path = i < seen.programs.size() ? seen.programs[i].path : std::string();
        if (path.empty())
            lines << tr("      which is not there");
        else if (path != command.front())
            lines << tr("      which is %1").arg(toQString(exactWord(path)));
    }
    if (!needs.commands.empty())
        lines << tr("in    an empty folder of its own, removed afterwards");
    for (const std::string& host : needs.hosts)
        lines << tr("asks  %1").arg(toQString(exactWord(host)));
    addLines(lines, TextRole::Mono, tr("What it does"));
}

void TrustDialog::showChanges(const TrustAnswer& answer)
{
    const QString title = answer.onlyByName ? tr("How it differs") : tr("What has changed");
    addText(TextRole::BodyStrong, &Theme::ink, title);
    QStringList lines;
    for (const std::string& change : answer.changes)
        lines << shownLine(change);
    QPlainTextEdit* text = addLines(lines, TextRole::Mono, title);
    for (QTextBlock block = text->document()->begin(); block.isValid(); block = block.next()) {
        const QChar sign = block.text().isEmpty() ? QChar() : block.text().front();
        if (sign != QLatin1Char('+') && sign != QChar(0x2212))
            continue;
        QTextBlockFormat format;
        format.setBackground(sign == QLatin1Char('+') ? theme().okSoft : theme().errSoft);
        QTextCursor(block).mergeBlockFormat(format);
    }
}

void TrustDialog::offerRest(const Experiment& experiment)
{
    const std::optional<Experiment> rest = withoutReach(experiment);
    Button* button = addButton(tr("Run the rest"));
    button->setObjectName(QStringLiteral("rest"));
    button->setAutoDefault(false);
    button->setEnabled(rest.has_value());
    button->setToolTip(rest ? tr("Puts the other stages into the form as an experiment of their own and runs that")
                            : tr("There is no other stage to run"));
    addText(TextRole::Caption, &Theme::ink3,
        rest ? tr("“Run the rest” makes another experiment of it, without these stages.")
             : tr("“Run the rest” is not possible: without these stages there is nothing to run."));
    if (rest) {
        connect(button, &Button::clicked, this, [this, rest] {
            reject();
            Q_EMIT restAsked(*rest);
        });
    }
}

} // namespace ilv::ui
