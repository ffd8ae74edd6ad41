import {
  CipherSuite,
  Cgka,
  Composition,
  DeliveryService,
  KeySchedule,
  MessageProtection,
  SignatureScheme,
  TreeIntegrity
} from "@copath/contracts"
import { GroupOptions } from "@copath/group"
import { builtIn } from "@copath/profile-lab"
import { rfc9420WireFormats } from "@copath/wire"
import { Effect } from "effect"
import { styleText } from "node:util"
import { drawTree, lineOf, marks, type Tone, unmergedLeaves } from "./drawing.ts"
import { type Event, nameAt, type Posted } from "./room.ts"
import type { Scene } from "./story.ts"

type Style = Parameters<typeof styleText>[0]
/** Gives a text its colours, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string

export const painter = (colours: boolean): Paint =>
  colours ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text

const WIDTH = 100
const tones: Record<Tone, Style> = {
  line: "dim",
  filled: "green",
  unmerged: "yellow",
  blank: "dim",
  name: "bold",
  key: "dim",
  fresh: "cyan"
}
const bytes = (n: number): string => `${n.toLocaleString("en")} B`
const hex = (codePoint: number): string => `0x${codePoint.toString(16).padStart(4, "0")}`
const list = (names: ReadonlyArray<string>): string => names.join(", ")

/** The parts that are at work, each as it names itself. */
export const cast = Effect.fnUntraced(function* (name: string, paint: Paint) {
  const suite = yield* CipherSuite
  const { cipherSuite, wireFormats } = yield* Composition
  const { handshake } = yield* GroupOptions
  const parts: ReadonlyArray<readonly [string, string, string?]> = [
    ["cgka", (yield* Cgka).id],
    ["schedule", (yield* KeySchedule).id],
    ["protection", (yield* MessageProtection).id],
    ["signature", (yield* SignatureScheme).id],
    ["integrity", (yield* TreeIntegrity).id],
    ["handshake", handshake, `proposals and commits travel as ${handshake} messages`],
    ["provider", suite.provider, suite.name],
    ["delivery", (yield* DeliveryService).id, "between the devices of one process"],
    [
      "wire",
      wireFormats === rfc9420WireFormats ? "RFC 9420" : "private use",
      `cipher suite ${hex(cipherSuite(suite.id))}, a message is of wire format ${hex(wireFormats.privateMessage)}`
    ]
  ]
  return [
    "",
    ` ${paint("bold", name)}`,
    "",
    ...parts.map(([axis, id, says]) => {
      const title = says ?? builtIn.find((part) => part.axis === axis && part.id === id)?.title ?? ""
      return `   ${axis.padEnd(11)} ${paint("cyan", id.padEnd(14))} ${paint("dim", title)}`
    })
  ].join("\n")
})

/** A chapter as text, 100 columns wide. */
export const tell = (chapter: number, scene: Scene, paint: Paint): string => {
  const { events, exported, epoch, meaning, members, posted, title, tree, treeBefore } = scene
  const heading = ` ${chapter}  ${title} `
  const at = ` epoch ${epoch} `
  const picture = drawTree(tree, treeBefore, (leaf) => nameAt(tree, leaf)).map(
    (row) => `  ${lineOf(row, (text, tone) => paint(tones[tone], text))}`
  )
  const agreed = new Set(exported).size === 1
  const unmerged = unmergedLeaves(tree).map((leaf) => nameAt(tree, leaf))
  return [
    "",
    paint("bold", heading) + paint("dim", "─".repeat(WIDTH - heading.length - at.length)) + paint("bold", at),
    ` ${paint("italic", meaning)}`,
    "",
    ...events.map((event) => `   ${lineFor(event, paint)}`),
    "",
    ...picture,
    ` ${legend(unmerged, paint)}`,
    "",
    `   ${paint("dim", "members")}  ${members.length}: ${list(members)}`,
    `   ${paint("dim", "epoch  ")}  ${epoch}: ${agreed ? `everybody derives ${exported[0]} from its secret` : paint("red", `they disagree: ${list(exported)}`)}`,
    `   ${paint("dim", "out    ")}  ${sums(posted)}`
  ].join("\n")
}

/** What went out in the whole story. */
export const total = (scenes: ReadonlyArray<Scene>, paint: Paint): string => {
  const posted = scenes.flatMap((scene) => scene.posted)
  const rows = byKind(posted).map(
    ([kind, all]) =>
      `   ${kind.padEnd(12)} ${String(all.length).padStart(4)} ${bytes(sum(all)).padStart(10)}   ${paint("dim", `largest ${bytes(Math.max(...all.map((p) => p.bytes)))}`)}`
  )
  return [
    "",
    paint("bold", " What went out"),
    "",
    ...rows,
    `   ${"together".padEnd(12)} ${String(posted.length).padStart(4)} ${bytes(sum(posted)).padStart(10)}`,
    "",
    paint("dim", " The same story over other parts: pnpm demo --cgka art --protection group-chain; every name: pnpm demo --list"),
    ""
  ].join("\n")
}

const lineFor = (event: Event, paint: Paint): string => {
  switch (event._tag) {
    case "did": {
      const text = `· ${event.who} ${event.what}`
      return event.bytes === undefined ? text : `${text}${bytes(event.bytes).padStart(WIDTH - 4 - text.length)}`
    }
    case "read":
      return `${paint("green", "✓")} ${list(event.who)} ${event.who.length === 1 ? "reads" : "read"} it, from ${event.from}`
    case "refused": {
      const { detail, reason, rule } = event.why
      return `${paint("red", "✗")} ${list(event.who)} ${event.what}: ${paint("red", reason)}${rule === undefined ? "" : ` (${rule})`}, ${detail}`
    }
  }
}

const legend = (unmerged: ReadonlyArray<string>, paint: Paint): string =>
  [
    `${paint("green", marks.filled)} filled`,
    `${paint("yellow", marks.unmerged)} filled, above an unmerged leaf${unmerged.length === 0 ? "" : ` (${list(unmerged)})`}`,
    `${paint("dim", marks.blank)} blank`,
    paint("cyan", "3f9a* a key made in this chapter")
  ].join(paint("dim", "   "))

const byKind = (posted: ReadonlyArray<Posted>): ReadonlyArray<readonly [string, ReadonlyArray<Posted>]> =>
  [...new Set(posted.map(({ kind }) => kind))].map((kind) => [kind, posted.filter((p) => p.kind === kind)] as const)

const sum = (posted: ReadonlyArray<Posted>): number => posted.reduce((n, p) => n + p.bytes, 0)

const sums = (posted: ReadonlyArray<Posted>): string =>
  posted.length === 0
    ? "nothing"
    : byKind(posted)
        .map(([kind, all]) => `${all.length} ${kind}${all.length === 1 ? "" : "s"} ${bytes(sum(all))}`)
        .join(" · ")
