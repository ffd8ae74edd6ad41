import { type HeatmapRow, indicesOf, type Security } from "@copath/lab-core"
import type { Contender, Setting } from "../comparison.ts"
import { copyButton, json, tableHtml, text } from "../markup.ts"
import { label, plain } from "../section.ts"
import { plural } from "../units.ts"
import { type Depth, depthsOf, present } from "./depths.ts"
import { forgeryTables } from "./forgeryTables.ts"
import { isLookedUpon, lookedUpon, share } from "./shown.ts"

/** What is written into one page for certificates, in bytes: a page of dozens of megabytes is read by nobody. */
const pageRoom = 12_000_000

/**
 * A setting's seizures as the page shows them beside its figures: who reads what, when and why; how much of the past falls; who could write in whose name. Empty
 * where no adversary looked on. `shares` is among how many compositions of the page the room for certificates is shared.
 */
export const securityPanels = (setting: Setting, id: string, shares: number): string => {
  if (!isLookedUpon(setting)) return ""
  const all = lookedUpon(setting)
  const repeats = setting.contenders.some(({ cells }) => cells.length > 1) ? " First repeat." : ""
  const heats = all.map(({ contender, security }, i) => heat(contender, security, `${id}-heat-${i}`, pageRoom / Math.max(1, shares)))
  const views = all.map(({ contender, security }, i) => sleepers(contender, security, `${id}-sleepers-${i}`))
  return `<div id="${id}-heatmaps">
<h3>Which messages fall, to whom, and why</h3>
<p class="note">Down: each member seized at each of its states, in the order of time. Across: all messages, in order, under their epochs' numbers. Choose a cell with the arrow keys or the pointer; Enter or a click says why it falls.${repeats}</p>
${heatLegend}
<div class="figures">${heats.join("\n")}</div>
</div>
<div id="${id}-past">
<h3>How much of the past falls, member by member</h3>
<p class="note">The stronger the colour, the more messages said before the seizure can still be read: keys wait in the states of those who sleep, and of those who keep them. Across: all states, in the order of time; blank where somebody is not in the group, or was not looked at.${repeats}</p>
<div class="figures">${views.join("\n")}</div>
</div>
<div id="${id}-forgery">${forgeryTables(setting, id)}</div>`
}

/** Where the panels of a setting are on the page, by id and title. */
export const panelLinks = (setting: Setting, id: string): ReadonlyArray<readonly [id: string, title: string]> =>
  isLookedUpon(setting)
    ? [
        [`${id}-heatmaps`, "Which messages fall, and why"],
        [`${id}-past`, "How much of the past falls"],
        [`${id}-forgery`, "Who could write in whose name"]
      ]
    : []

/** How many compositions' certificates a page has to hold. */
export const panelCount = (settings: ReadonlyArray<Setting>): number =>
  settings.reduce((sum, setting) => sum + lookedUpon(setting).length, 0)

const swatch = (name: string, what: string): string =>
  `<li><span class="swatch" style="background:var(--heat-${name})"></span>${text(what)}</li>`

const heatLegend = `<ul class="legend">${swatch("later", "read, said after the seizure")}${swatch("earlier", "read, said before the seizure")}${swatch("safe", "safe")}${swatch("perhaps", "read only if what is unexplained is known")}</ul>`

const heat = (contender: Contender, security: Security, id: string, room: number): string => {
  const { certificates, certificatesLeftOut, heatmap, members } = security
  const name = label(contender)
  const title = `${name}: exposure ${exposureOf(security)}`
  if (heatmap === undefined || heatmap.rows.length === 0 || heatmap.messages.state.length === 0) {
    return `<figure class="half"><h4>${text(title)}</h4><figcaption>${heatmap === undefined ? "There are too many messages for a heatmap." : "Nobody said anything, or there was nobody to seize."}</figcaption></figure>`
  }
  const { by, epoch, state } = heatmap.messages
  const fits = certificates !== undefined && JSON.stringify(certificates).length <= room
  const note = fits
    ? ""
    : `Why it falls is left out here. ${certificates === undefined ? (certificatesLeftOut ?? "") : "It would make this page too long."} lab attack says it for any one cell.`
  const data = { members, messages: { state, by, epoch }, rows: heatmap.rows, note, ...(fits ? { certificates } : {}) }
  const shown = present(heatmap.rows)
  const states = heatmap.rows.reduce((sum, { from, to }) => sum + to - from, 0)
  const caption = `${plural(states, "seizure")}, ${plural(state.length, "message")}.${heatmap.leftOut > 0 ? ` Another ${(security.seizures.pairs - states).toLocaleString("en-US")} are left out, at even distances.` : ""}`
  return `<figure class="half heat" id="${id}">
<h4>${text(title)}</h4>
<figcaption>${text(caption)}</figcaption>
<label>Member <select><option value="">all</option>${shown.map((member) => `<option value="${member}">${text(members[member] ?? "")}</option>`).join("")}</select></label>
<div class="heatbox"><canvas tabindex="0" role="application" aria-roledescription="heatmap" aria-label="${text(`${name}: ${caption} Arrow keys move, Page Up and Page Down go from member to member, Enter says why a message falls.`)}"></canvas></div>
<p class="said" aria-live="polite">&nbsp;</p>
<div class="why" role="region" aria-label="Why it falls" tabindex="-1" hidden></div>
${copyButton(`${id}-data`, "CSV", title)}
<details><summary>Numbers</summary>
${tableHtml(
  `${id}-data`,
  title,
  ["member", "states", "exposure", "said later, mean", "said earlier, mean", "said earlier, max"],
  shown.map((member) => memberRow(members[member] ?? "", heatmap.rows, member, state))
)}
</details>
<script type="application/json">${json(data)}</script>
</figure>`
}

const exposureOf = ({ lower, upper }: Security): string =>
  upper === undefined || upper.exposure.share === lower.exposure.share
    ? share(lower.exposure.share)
    : `${share(lower.exposure.share)} – ${share(upper.exposure.share)}`

/** One member's rows in a line: how much falls for certain, before and after. */
const memberRow = (name: string, rows: ReadonlyArray<HeatmapRow>, member: number, said: ReadonlyArray<number>) => {
  let [states, earlier, later, most] = [0, 0, 0, 0]
  for (const row of rows) {
    if (row.member !== member) continue
    const fallen = indicesOf(row.runs)
    for (let state = row.from; state < row.to; state++) {
      const before = fallen.filter((message) => (said[message] ?? Infinity) <= state).length
      states += 1
      earlier += before
      later += fallen.length - before
      most = Math.max(most, before)
    }
  }
  const mean = (sum: number): number => (states === 0 ? 0 : sum / states)
  const rounded = (n: number) => plain(n.toFixed(1), n)
  const exposure = said.length === 0 ? 0 : mean(earlier + later) / said.length
  return [name, plain(states), plain(share(exposure), exposure), rounded(mean(later)), rounded(mean(earlier)), plain(most)] as const
}

const sleepers = (contender: Contender, security: Security, id: string): string => {
  const name = label(contender)
  const found = depthsOf(security)
  const most = Math.max(0, ...found.flatMap(({ depths }) => depths.map(([, , messages]) => messages)))
  const states = Math.max(0, ...found.flatMap(({ depths }) => depths.map(([, to]) => to)))
  if (most === 0) {
    return `<figure class="half" id="${id}"><h4>${text(name)}: nothing of the past</h4><figcaption>No message said before a seizure falls to it, whoever is seized, and whenever.</figcaption></figure>`
  }
  const data = { members: found.map(({ depths, name: who }) => [who, depths]), most, states }
  const title = `${name}: up to ${plural(most, "earlier message")}`
  return `<figure class="half sleepers" id="${id}">
<h4>${text(title)}</h4>
<div class="heatbox"><canvas tabindex="0" role="application" aria-roledescription="heatmap" aria-label="${text(`${name}: earlier messages that fall, ${plural(found.length, "member")} by ${plural(states, "state")}. Arrow keys move.`)}"></canvas></div>
<p class="said" aria-live="polite">&nbsp;</p>
<p class="scale" aria-hidden="true">1 <span></span> ${most}</p>
${copyButton(`${id}-data`, "CSV", title)}
<details><summary>Numbers</summary>
${tableHtml(
  `${id}-data`,
  title,
  ["member", "earlier, mean", "earlier, max", "first at state", "last at state"],
  found.map(({ depths, name: who }) => [who, ...depthEntries(depths)])
)}
</details>
<script type="application/json">${json(data)}</script>
</figure>`
}

const depthEntries = (depths: ReadonlyArray<Depth>) => {
  const states = depths.reduce((sum, [from, to]) => sum + to - from, 0)
  const mean = states === 0 ? 0 : depths.reduce((sum, [from, to, messages]) => sum + (to - from) * messages, 0) / states
  const most = Math.max(0, ...depths.map(([, , messages]) => messages))
  const deepest = depths.filter(([, , messages]) => messages === most && most > 0)
  return [
    plain(mean.toFixed(1), mean),
    plain(most),
    plain(deepest[0]?.[0] ?? "–", deepest[0]?.[0] ?? ""),
    plain((deepest.at(-1)?.[1] ?? 0) - 1 < 0 ? "–" : (deepest.at(-1)?.[1] ?? 0) - 1)
  ]
}
