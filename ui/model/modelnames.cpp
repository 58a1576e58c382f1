// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/modelnames.h"

namespace ilv::ui {

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

namespace {

bool isPlain(Model model, const std::string& label)
{
    return label.empty() || label == name(model);
}

} // namespace

QString entryLongName(Model model, const std::string& label)
{
    return isPlain(model, label) ? toQString(displayName(model)) : toQString(label);
}

QString entryShortName(Model model, const std::string& label)
{
    return isPlain(model, label) ? toQString(shortName(model)) : toQString(label);
}

QString entryName(Model model, const std::string& label)
{
    return model == Model::Hybrid ? entryShortName(model, label) : entryLongName(model, label);
}

QString entryNameInSentence(Model model, const std::string& label)
{
    QString text = entryName(model, label);
    if (isPlain(model, label) && !text.isEmpty())
        text[0] = text[0].toLower();
    return text;
}

} // namespace ilv::ui
