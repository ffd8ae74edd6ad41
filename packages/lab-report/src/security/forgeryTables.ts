import type { ForgeryRow, Security } from "@copath/lab-core"
import type { Setting } from "../comparison.ts"
import { copyButton, text } from "../markup.ts"
import { label } from "../section.ts"
import { lookedUpon, share } from "./shown.ts"

const attackers = [
  ["outsider", "outsider"],
  ["insider", "insider"],
  ["thief", "thief"],
  ["thiefInside", "thief inside"]
] as const

/** Who could have written in whose name: compositions by attackers, then senders by attackers for each composition, as tables whose shade is the share. */
export const forgeryTables = (setting: Setting, id: string): string => {
  const all = lookedUpon(setting)
  const rows = all.map(({ contender, security }) => ({ name: label(contender), row: worst(security).all }))
  const each = all
    .map(({ contender, security }, i) => {
      const { senders } = worst(security)
      const title = `Forgery by sender: ${label(contender)}`
      const table = heatTable(`${id}-forgery-${i}`, title, "claimed sender", grouped(senders, security.members))
      return `<details><summary>${text(`${label(contender)}, by claimed sender`)}</summary>${table}</details>`
    })
    .join("\n")
  return `<h3>Who could write in whose name</h3>
<p class="note">The share of received messages of which all that receivers checked is known to an attacker. Outsider: sees the wire. Insider: another member. Thief: copied the sender's state once before. Thief inside: another member who has that copy; a sample. A dash: nobody to ask.</p>
${heatTable(`${id}-forgery-all`, "Forgery", "composition", rows)}
${each}`
}

const worst = ({ lower, upper }: Security) => (upper ?? lower).forgery

/** Senders of whom the same is true share a row; at most three of them are named in it. */
const grouped = (senders: ReadonlyArray<ForgeryRow>, members: ReadonlyArray<string>) => {
  const groups = new Map<string, { readonly names: Array<string>; readonly row: ForgeryRow }>()
  for (const row of senders) {
    const key = attackers.map(([who]) => row[who]).join()
    const group = groups.get(key)
    const name = members[row.member] ?? ""
    if (group === undefined) groups.set(key, { names: [name], row })
    else group.names.push(name)
  }
  return [...groups.values()].map(({ names, row }) => ({
    name:
      names.length === senders.length && names.length > 1
        ? `all ${names.length} alike`
        : `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`,
    row
  }))
}

const heatTable = (
  id: string,
  title: string,
  corner: string,
  rows: ReadonlyArray<{ readonly name: string; readonly row: ForgeryRow }>
): string =>
  `${copyButton(id, "CSV", title)}<div class="scroll" tabindex="0" role="region" aria-label="${text(`Table: ${title}`)}"><table class="shaded" id="${id}"><thead><tr><th scope="col">${text(corner)}</th>${attackers.map(([, name]) => `<th scope="col">${text(name)}</th>`).join("")}</tr></thead>
<tbody>${rows.map(({ name, row }) => `<tr><th scope="row" class="name">${text(name)}</th>${attackers.map(([who]) => cell(row[who])).join("")}</tr>`).join("\n")}</tbody></table></div>`

const cell = (n: number | null): string =>
  n === null ? '<td data-raw="">–</td>' : `<td data-raw="${n}" style="--share:${n.toFixed(3)}">${text(share(n))}</td>`
