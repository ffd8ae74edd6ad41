import { declared, heatColours } from "../figures/palette.ts"

/** Style of heatmaps, certificates and shaded tables. */
export const panelStyle = `
:root{${declared(heatColours, "light")}}
@media (prefers-color-scheme:dark){:root{${declared(heatColours, "dark")}}}
h4{font-size:.95rem;margin:1.2rem 0 .1rem}
.heatbox{position:relative;overflow:auto;max-height:720px;margin:.3rem 0}
.heatbox canvas{display:block;cursor:crosshair}
.heatbox canvas:focus-visible{outline-offset:-3px}
.at{position:absolute;pointer-events:none;visibility:hidden;border:2px solid var(--fg);outline:1px solid var(--bg)}
canvas:focus~.at{visibility:visible}
.said{min-height:3em;margin:.2rem 0;font-size:.85rem;overflow-wrap:anywhere}
.why{border:1px solid var(--line);border-left:4px solid var(--heat-earlier);border-radius:6px;background:var(--card);padding:.2rem .9rem .3rem;margin:.4rem 0}
.why h4{margin:.5rem 0 .2rem}
.chain{list-style:none;padding:0;margin:.2rem 0;font-size:.85rem;line-height:1.6;overflow-wrap:anywhere;white-space:pre-wrap}
.chain li{padding-left:2.6em;text-indent:-2.6em}
.chain li:last-child{font-weight:600}
.swatch{width:12px;height:12px;flex:none;border:1px solid var(--line)}
.scale{display:flex;align-items:center;gap:.4rem;font-size:.85rem;color:var(--soft);margin:.1rem 0}
.scale span{width:110px;height:10px;background:linear-gradient(90deg,color-mix(in srgb,var(--heat-earlier) 20%,var(--heat-safe)),var(--heat-earlier))}
.shaded td{background:color-mix(in srgb,var(--heat-earlier) calc(var(--share,0)*62%),var(--bg));min-width:6.5rem}
td.open{background:color-mix(in srgb,var(--heat-earlier) 32%,var(--bg))}
td.shut{background:var(--heat-safe)}
figure label{font-size:.85rem}
details+details{margin-top:.5rem}
select{font:inherit;font-size:.85rem;background:var(--card);color:inherit;border:1px solid var(--line);border-radius:6px;padding:.1rem .3rem;max-width:14rem}
`
