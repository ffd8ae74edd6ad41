import type { Trees } from "@copath/lab-core"
import type { Contender, Setting } from "../../comparison.ts"
import { copyButton, json, tableHtml, text } from "../../markup.ts"
import { label } from "../../section.ts"
import { lookedUpon } from "../../security/shown.ts"
import { plural } from "../../units.ts"

/** A composition whose tree was filmed. */
interface Filmed {
  readonly contender: Contender
  readonly trees: Trees
  /** The id of its heatmap's figure, if it has one. */
  readonly heat: string | undefined
}

const filmed = (setting: Setting, id: string): ReadonlyArray<Filmed> => {
  const looked = lookedUpon(setting)
  return setting.contenders.flatMap((contender) => {
    const trees = contender.cells.find((cell) => cell.trees !== undefined)?.trees
    const heat = looked.findIndex((one) => one.contender === contender)
    return trees === undefined || trees.frames.step.length === 0
      ? []
      : [{ contender, trees, heat: heat < 0 ? undefined : `${id}-heat-${heat}` }]
  })
}

/** How many settings have a tree to be played. */
export const playerCount = (settings: ReadonlyArray<Setting>): number => settings.filter((setting) => filmed(setting, "").length > 0).length

/** Where the player of a setting is on the page, by id and title. */
export const playerLinks = (setting: Setting, id: string): ReadonlyArray<readonly [id: string, title: string]> =>
  filmed(setting, id).length === 0 ? [] : [[`${id}-player`, "The tree, change by change"]]

const columns = ["node", "is", "who", "state", "key", "set at", "unmerged", "tainted by", "secret held by", "attacker has it"]

/**
 * A setting's trees, to be played change by change: who commits, what becomes of each node, who knows its secret, and what an attacker has of it. Nothing where no
 * tree was filmed. The page's `playerScript` brings it to life.
 */
export const players = (setting: Setting, id: string): string => {
  const all = filmed(setting, id)
  if (all.length === 0) return ""
  const title = "The tree, change by change"
  const measured = all.some(({ trees }) => trees.seizures !== undefined)
  const changes = Math.max(...all.map(({ trees }) => trees.frames.step.length))
  const repeats = setting.contenders.some(({ cells }) => cells.length > 1) ? " First repeat." : ""
  const part = (name: string) => `data-part="${name}"`
  return `<div id="${id}-player">
<h3>${text(title)}</h3>
<p class="note">The public tree as all members see it, ${changes === 1 ? "after the one step that changed it" : `at each of up to ${plural(changes, "step")} that changed it`}.${measured ? " Choose whom to rob, and when: what falls turns red, in this frame and in all others, until somebody's commit heals it." : ""}${repeats}</p>
<figure class="player">
<div class="choices">
<label>Composition <select ${part("which")}>${all.map(({ contender, heat }) => `<option value="${text(heat ?? "")}">${text(label(contender))}</option>`).join("")}</select></label>
<label>Attacker seizes <select ${part("who")}><option value="">nobody</option></select></label>
<label>after <select ${part("when")}></select></label>
<label>Show what is known to <select ${part("known")}><option value="">anybody</option></select></label>
</div>
<p class="what" ${part("what")}>&nbsp;</p>
<div class="deck">
<button type="button" ${part("play")}>Play</button><button type="button" ${part("back")} aria-label="Change before">‹</button><button type="button" ${part("on")} aria-label="Next change">›</button>
<div class="track"><input type="range" min="0" max="0" value="0" step="1" ${part("range")} aria-label="Change of the tree"><svg class="strip" ${part("strip")} preserveAspectRatio="none" aria-hidden="true"></svg></div>
<span class="place" ${part("place")}></span>
</div>
<p class="sum" aria-live="polite" ${part("sum")}>&nbsp;</p>
<p class="crown" ${part("crown")}>&nbsp;</p>
<div class="board" tabindex="0" role="application" aria-roledescription="tree" data-ids="${id}-player" ${part("box")} aria-label="The tree in this frame. Arrow keys go up to a parent, down to a child, and sideways."></div>
<p class="said" aria-live="polite" ${part("said")}>&nbsp;</p>
${legend(measured)}
<p class="note" ${part("left")}></p>
${copyButton(`${id}-player-data`, "CSV", `${title}, this frame`)}
<details><summary>Numbers</summary>
${tableHtml(`${id}-player-data`, `${title}, this frame`, columns, [])}
</details>
${all.map(({ trees }) => `<script type="application/json">${json({ trees })}</script>`).join("\n")}
</figure>
</div>`
}

const key = (kind: string, shape: string, what: string, wide = 22): string =>
  `<li><svg width="${wide}" height="22" viewBox="-11 -11 ${wide} 22" aria-hidden="true"><g class="${kind}">${shape}</g></svg>${text(what)}</li>`
const round = '<circle class="body" r="7.5"/>'
const diamond = '<path class="body" d="M0 -9L9 0L0 9L-9 0z"/>'

const legend = (measured: boolean): string =>
  `<ul class="legend">${[
    key("filled", round, "parent with a key"),
    key("filled", '<rect class="body" x="-6.5" y="-6.5" width="13" height="13"/>', "leaf"),
    key("blank", '<circle class="body" r="6"/>', "blank"),
    key("tainted", '<circle class="ring" r="9.5"/><circle class="body hatchable" r="6"/>', "tainted: known from outside as well"),
    key(
      "filled",
      '<circle class="body" r="6" cx="-4" cy="3"/><text class="badge" x="2" y="-3">+1</text>',
      "has an unmerged leaf, under a broken line",
      28
    ),
    key("filled fresh", round, "new in this frame"),
    ...(measured ? [key("filled dim", round, "not known to the member chosen"), key("fell", diamond, "the attacker has its secret")] : [])
  ].join("")}</ul>`
