import { declared, pageColours } from "../figures/palette.ts"

/** The page's style sheet: light or dark as the reader's system says; one column down to a phone's width. */
export const style = `
:root{color-scheme:light dark;scrollbar-color:var(--soft) var(--card);${declared(pageColours, "light")}}
@media (prefers-color-scheme:dark){:root{${declared(pageColours, "dark")}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1060px;padding:24px 20px 64px;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .4rem}
h2{font-size:1.3rem;margin:2.6rem 0 .4rem;border-top:2px solid var(--line);padding-top:1rem}
h3{font-size:1.05rem;margin:2rem 0 .2rem}
p,figcaption{margin:.2rem 0 .6rem;max-width:54rem;text-wrap:pretty}
h1,h2,h3,p,li,figcaption{overflow-wrap:anywhere}
.note,figcaption,footer{color:var(--soft)}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;padding:0;margin:.6rem 0}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
figure{margin:0 0 1rem}
figure svg{display:block;max-width:none}
.scroll{position:relative;overflow:auto}
details .scroll{max-height:70vh}
.drawing{overflow-x:auto}
.narrow{display:none!important}
.figures{display:flex;flex-wrap:wrap;gap:0 20px}
figure{flex:0 0 100%;min-width:0}
figure.half{flex-basis:calc(50% - 10px)}
figure.half .legend{flex-direction:column}
button+button{margin-left:.4rem}
.legend{display:flex;flex-wrap:wrap;gap:.15rem 1rem;list-style:none;padding:0;margin:.3rem 0 .6rem;font-size:.85rem}
.legend li{display:flex;align-items:center;gap:.4rem}
.legend svg{flex:none}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .5rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap;background:var(--bg)}
thead th{position:sticky;top:0;z-index:1;vertical-align:bottom;white-space:normal;background:var(--card);font-weight:600}
tr>:first-child{position:sticky;left:0;text-align:left;font-weight:500;white-space:normal;min-width:9rem;max-width:20rem;overflow-wrap:anywhere}
thead tr>:first-child{z-index:2}
td small{color:var(--soft);display:inline-block;min-width:2.6em;font-weight:400}
td.best{background:var(--best);font-weight:650}
#overview td{white-space:normal;min-width:8rem;vertical-align:top}
#overview td small{display:block}
.words{text-align:left}
td.long{white-space:normal;min-width:14rem}
.verdicts .bad{color:var(--bad);font-weight:600}
summary{cursor:pointer;font-size:.85rem}
button{font:inherit;font-size:.8rem;padding:.2rem .7rem;margin:.4rem 0;border:1px solid var(--line);border-radius:6px;background:var(--card);color:inherit;cursor:pointer}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (min-width:701px){.name{white-space:nowrap!important}}
@media (max-width:700px){tr>:first-child{max-width:9.5rem;min-width:7rem}th,td{padding:.3rem .45rem}}
@media (max-width:900px){.drawing .wide,.drawing .half{display:none!important}figure.half{flex-basis:100%}.drawing .narrow{display:block!important;width:100%;max-width:470px;height:auto}body{padding:16px 14px 48px}}
@media print{button,nav{display:none}.scroll{max-height:none}}
`
