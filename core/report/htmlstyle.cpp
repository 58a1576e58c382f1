// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/htmlsections.h"

namespace ilv::report {
namespace {

/// The colours of interface.md, once for light (screen and paper) and once for dark screens.
constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;
--window:#F2F3F5;--surface:#FFFFFF;--surface2:#F7F8FA;--hover:#ECEEF2;--border:#DFE2E8;--strong:#828A98;
--ink:#14181F;--ink2:#454D5B;--ink3:#666E7C;--grid:#E8EAEE;--axis:#9AA1AD;
--ok:#13733F;--oks:#E6F4EC;--warn:#8A5A00;--warns:#FDF3DC;--err:#B3261E;--errs:#FCEBE9;
--c0:#535245;--c1:#185ABE;--c2:#03A67B;--c3:#AF3C02;--c4:#C28900;--c5:#68265F;
--o0:#FFFFFF;--o1:#FFFFFF;--o2:#14181F;--o3:#FFFFFF;--o4:#14181F;--o5:#FFFFFF;
--p0:#2A313D;--p1:#6B7483;--p2:#A6ADB9;--p3:#B9BFC9;--p3b:#EEF0F3;--op0:#FFFFFF;--op1:#FFFFFF;--op2:#14181F}
@media screen and (prefers-color-scheme:dark){:root{
--window:#12151A;--surface:#1B1F27;--surface2:#222731;--hover:#2A303B;--border:#2E3541;--strong:#707A8A;
--ink:#EEF1F5;--ink2:#BDC4CF;--ink3:#929BA9;--grid:#2A303B;--axis:#5D6675;
--ok:#5CD394;--oks:#16301F;--warn:#F2BE5C;--warns:#33290F;--err:#FF8A80;--errs:#3A1C1B;
--c0:#8B8977;--c1:#3C82EA;--c2:#3BE0B4;--c3:#EA5A33;--c4:#FFC043;--c5:#D2B0F7;
--o0:#14181F;--o1:#14181F;--o2:#14181F;--o3:#14181F;--o4:#14181F;--o5:#14181F;
--p0:#CFD5DE;--p1:#8D96A4;--p2:#5E6878;--p3:#566070;--p3b:#272D37;--op0:#14181F;--op1:#14181F;--op2:#FFFFFF}}
*{box-sizing:border-box}
body{margin:0;background:var(--window);color:var(--ink2);font:400 13px/1.55 Inter,"Noto Sans","DejaVu Sans",system-ui,sans-serif;
font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:1216px;margin:0 auto;padding:24px 20px 40px;display:grid;gap:12px}
h1,h2,p,ul,dl,pre,table{margin:0}
header{padding:4px 2px 8px}
h1{font-size:21px;line-height:1.3;font-weight:600;color:var(--ink);letter-spacing:-.01em;overflow-wrap:anywhere}
header .sub{font-size:13px;color:var(--ink2);margin-top:4px;overflow-wrap:anywhere}
header .when{font-size:11.5px;color:var(--ink3);margin-top:4px;overflow-wrap:anywhere}
.card{background:var(--surface);border:1px solid var(--border);border-radius:8px;padding:12px 16px 14px;min-width:0}
h2{font-size:14.5px;font-weight:600;color:var(--ink);line-height:1.4}
h2 .note{font-size:12px;font-weight:400;color:var(--ink3);margin-left:6px}
.body{margin-top:8px}
.band{display:grid;grid-template-columns:auto 1fr auto;gap:4px 14px;align-items:center;padding:18px 20px}
.band .head{font-size:21px;line-height:1.3;font-weight:700;color:var(--ink);letter-spacing:-.01em;overflow-wrap:anywhere}
.band .why{grid-column:2/-1;font-size:13.5px;max-width:92ch}
.band ul{grid-column:2/-1;padding-left:17px;color:var(--ink2);max-width:96ch}
.band li{margin-top:3px;overflow-wrap:anywhere}
.band .mark{display:block}
.tag{display:inline-block;border-radius:4px;padding:3px 9px;font-size:12px;font-weight:600;line-height:1.4;white-space:nowrap}
.tag.pass,.tag.held{color:var(--ok);background:var(--oks)}
.tag.fail,.tag.missed{color:var(--err);background:var(--errs)}
.tag.insufficient,.tag.none{color:var(--warn);background:var(--warns)}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:12px}
.pair svg{width:100%;height:auto;display:block}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;line-height:1.4}
th{font-weight:400;font-size:12px;color:var(--ink3);text-align:left;padding:5px 10px;white-space:nowrap;vertical-align:bottom;border-bottom:1px solid var(--border)}
td{padding:7px 10px;border-bottom:1px solid var(--border);vertical-align:middle}
tr:last-child td{border-bottom:0}
th:first-child,td:first-child{padding-left:2px}th:last-child,td:last-child{padding-right:2px}
th.n,td.n{text-align:right;white-space:nowrap}
td.n{color:var(--ink)}td.main{font-weight:600}td.dim,.dim{color:var(--ink3)}
td.bad{color:var(--err);font-weight:600}
td.name{font-weight:600;color:var(--ink);white-space:nowrap}
td.name bdi{display:inline-block;max-width:34ch;overflow:hidden;text-overflow:ellipsis;vertical-align:bottom;white-space:nowrap}
td.name .mark{margin-right:8px;vertical-align:-1px}
table.dense{font-size:12.5px}.dense th,.dense td{padding-left:6px;padding-right:6px}.dense th{font-size:11.5px}
td small{display:block;color:var(--ink3);font-size:11px}
td.times{min-width:190px;width:30%}
td.times svg{display:block;width:100%;height:20px}
td.failed{color:var(--err);overflow-wrap:anywhere}
dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px}
dt{color:var(--ink3)}dd{margin:0;color:var(--ink);overflow-wrap:anywhere}
.text p+p,.text ul+p,.text p+ul{margin-top:7px}
.text ul{padding-left:17px}.text li+li{margin-top:4px}.text li{overflow-wrap:anywhere}
pre,code{font:12px/1.5 "DejaVu Sans Mono","Liberation Mono",ui-monospace,monospace;color:var(--ink)}
pre{background:var(--surface2);border:1px solid var(--border);border-radius:6px;padding:10px 12px;overflow-x:auto;white-space:pre}
pre.wrap{white-space:pre-wrap;overflow-wrap:anywhere}
details{margin-top:10px}summary{cursor:pointer;color:var(--ink);font-weight:500;margin-bottom:8px}
summary:focus-visible{outline:2px solid var(--ink);outline-offset:2px;border-radius:3px}
svg{overflow:visible}svg.defs{position:absolute}svg.mark{flex:none}
svg text{font-size:12px;fill:var(--ink2)}
svg text.tick{fill:var(--ink3)}svg text.legend{fill:var(--ink3)}
svg text.rowname{fill:var(--ink)}svg text.strong,svg .name{fill:var(--ink);font-weight:600}
svg text.number,svg .value{fill:var(--ink2)}svg text.state{fill:var(--ink3)}
svg .share{font-size:11.5px;font-weight:600}
svg .grid{stroke:var(--grid);stroke-width:1}svg .axis{stroke:var(--axis);stroke-width:1}
svg .leader{stroke:var(--axis);stroke-width:.8;stroke-dasharray:1.5 2.5}
svg .curve{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}svg .dashed{stroke-dasharray:6 4}
svg .ring{stroke:var(--surface);stroke-width:1.2}svg .hole{fill:var(--surface)}
svg .soft{opacity:.38}svg .reach{stroke-width:2}svg .tail{stroke-width:1.6;stroke-dasharray:1.6 2.6}
svg .ringmark{fill:var(--surface);stroke-width:1.7}
svg .keyfill{fill:var(--ink3)}svg .keyline{stroke:var(--ink3);stroke-width:1.8}svg .keyring{fill:none;stroke:var(--ink3);stroke-width:1.5}
svg .plate{fill:var(--surface)}svg .onplate{fill:var(--ink)}svg .idle{fill:var(--surface2)}
svg .failbox{fill:var(--errs);stroke:var(--err);stroke-width:1.5}svg .failcross{stroke:var(--err);stroke-width:1.5}
svg .px{fill:var(--surface);stroke:var(--strong);stroke-width:1;stroke-dasharray:3 2}
.waitback{fill:var(--p3b)}.waitline{fill:none;stroke:var(--p3);stroke-width:1.3}
.p0{fill:var(--p0)}.p1{fill:var(--p1)}.p2{fill:var(--p2)}.p3{fill:url(#wait)}
.m0{fill:var(--c0)}.m1{fill:var(--c1)}.m2{fill:var(--c2)}.m3{fill:var(--c3)}.m4{fill:var(--c4)}.m5{fill:var(--c5)}
.s0{stroke:var(--c0)}.s1{stroke:var(--c1)}.s2{stroke:var(--c2)}.s3{stroke:var(--c3)}.s4{stroke:var(--c4)}.s5{stroke:var(--c5)}
svg text.o0{fill:var(--o0)}svg text.o1{fill:var(--o1)}svg text.o2{fill:var(--o2)}svg text.o3{fill:var(--o3)}svg text.o4{fill:var(--o4)}svg text.o5{fill:var(--o5)}
svg text.op0{fill:var(--op0)}svg text.op1{fill:var(--op1)}svg text.op2{fill:var(--op2)}svg text.onplate{fill:var(--ink)}
@media screen and (max-width:900px){.pair{grid-template-columns:minmax(0,1fr)}.band{grid-template-columns:auto 1fr}.band .tag{grid-column:2;justify-self:start}}
@page{margin:14mm}
@media print{:root{color-scheme:light}body{background:#FFFFFF;font-size:11px}main{max-width:none;padding:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.pair{gap:8px}.card{break-inside:avoid;padding:8px 10px;border-color:#DFE2E8}.scroll{overflow:visible}tr{break-inside:avoid}td,th{padding:4px 6px}pre{white-space:pre-wrap}}
)css";

} // namespace

std::string_view styleSheet()
{
    return kStyle;
}

} // namespace ilv::report
