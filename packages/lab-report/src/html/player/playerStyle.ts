/** Style of the tree player. Each state of a node has a shape or a pattern beside its colour. */
export const playerStyle = `
:root{--tree-key:#2f6fb0;--tree-on:#fff;--tree-soft:#c9dcee;--tree-taint:#b85c00;--tree-hatch:#f4c48f;--tree-fell:#c4183c}
@media (prefers-color-scheme:dark){:root{--tree-key:#5b9fdc;--tree-on:#0c1116;--tree-soft:#2b4259;--tree-taint:#f0993e;--tree-hatch:#6d4417;--tree-fell:#ff6b86}}
.player .choices{display:flex;flex-wrap:wrap;gap:.4rem 1rem;margin:.5rem 0}
.player label{display:flex;align-items:center;gap:.35rem}
.player label[hidden]{display:none}
.player select{max-width:15rem}
.player .what{font-size:1.02rem;font-weight:600;min-height:1.5em;margin:.7rem 0 .2rem}
.player .sum{font-size:.9rem;color:var(--soft);min-height:1.5em;margin:.1rem 0}
.deck{display:flex;align-items:flex-start;gap:.4rem;margin:.2rem 0}
.deck button{margin:0;min-width:2.2rem}
.deck button:first-child{min-width:4rem}
.track{flex:1;min-width:0}
.track input{display:block;width:100%;margin:.25rem 0 0;accent-color:var(--tree-key)}
.strip{display:block;width:calc(100% - 16px);height:20px;margin:.35rem 8px 0;background:var(--card);cursor:pointer}
figure svg.strip{max-width:none}
.strip rect{shape-rendering:crispEdges}
.strip .keys{fill:var(--tree-soft)}
.strip .fell{fill:var(--tree-fell)}
.strip .seized{stroke:var(--fg);stroke-width:3}
.place{font-size:.85rem;color:var(--soft);min-width:4.6rem;text-align:right;font-variant-numeric:tabular-nums;padding-top:.25rem}
.board{position:relative;overflow-x:auto;margin:.2rem 0 0;border-radius:8px}
.board:focus-visible{outline-offset:-3px}
.board svg{display:block;margin:0 auto}
.board line{stroke:var(--line);stroke-width:2}
.board .round{fill:none;stroke:var(--line);stroke-width:2}
.board line.broken{stroke:var(--soft);stroke-dasharray:3 5}
.board path,.player .body{transition:fill .25s,stroke .25s,opacity .25s}
.player .filled path:not(.ring),.player .filled .body{fill:var(--tree-key);stroke:var(--tree-key);stroke-width:1.5}
.player .blank path:not(.ring),.player .blank .body{fill:var(--bg);stroke:var(--soft);stroke-width:1.5;stroke-dasharray:3 2.5}
.player .tainted path:not(.ring),.player .tainted .body{fill:var(--tree-hatch);stroke:var(--tree-taint);stroke-width:2}
.player .fell path:not(.ring),.player .fell .body{fill:var(--tree-fell);stroke:var(--bg);stroke-width:1.5}
.player .ring{fill:none;stroke:var(--tree-taint);stroke-width:1.8}
.hatched{fill:var(--tree-hatch)}
.hatch{fill:var(--tree-taint);opacity:.55}
.player .dim path:not(.ring),.player .dim .body{fill:var(--tree-soft);stroke:var(--tree-soft)}
.player .fresh path:not(.ring),.player .fresh .body{stroke:var(--fg);stroke-width:3}
.player .dim .number{fill:var(--fg)}
.player .number{fill:var(--tree-on);text-anchor:middle;font-weight:600;pointer-events:none}
.player .tainted .number{fill:var(--fg)}
.player .badge{fill:var(--fg);font-size:11px;font-weight:700;paint-order:stroke;stroke:var(--bg);stroke-width:3px}
.player .owner{fill:var(--fg);font-size:12px}
.player .owner.holds{font-weight:700;text-decoration:underline}
.player .here path:not(.ring){stroke:var(--fg);stroke-width:3}
.player .here.focused path:not(.ring){stroke-width:4.5}
.crown{width:fit-content;margin:.7rem auto 0;padding:.1rem .8rem;border:1.5px solid var(--line);border-radius:1rem;background:var(--card);font-size:.85rem;font-weight:600}
.crown.fell{background:var(--tree-fell);border-color:var(--tree-fell);color:var(--tree-on)}
.player .legend{margin-top:.6rem}
.player th,.player td{text-align:left}
.player .legend svg{overflow:visible}
@media (max-width:900px){.player .deck{flex-wrap:wrap}.player .track{flex-basis:100%;order:1}.player .place{margin-left:auto}.player select{max-width:min(15rem,62vw)}}
@media (prefers-reduced-motion:reduce){.player *{transition:none!important}}
`
