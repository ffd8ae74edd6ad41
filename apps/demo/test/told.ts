import { Effect, Result } from "effect"
import { type Choice, choose } from "../src/choose.ts"
import type { Event } from "../src/room.ts"
import { type Scene, story } from "../src/story.ts"

export const toldOf = Effect.fnUntraced(function* (choice: Partial<Choice>) {
  const { world } = Result.getOrThrow(choose({ parts: {}, suite: "1", seed: "a story", ...choice }))
  const scenes: Array<Scene> = []
  yield* Effect.provide(
    story((scene) => Effect.sync(() => void scenes.push(scene))),
    world
  )
  return scenes
})

export const chapter = (scenes: ReadonlyArray<Scene>, title: string): Scene => {
  const found = scenes.find((scene) => scene.title === title)
  if (found === undefined) throw new Error(`no chapter "${title}"`)
  return found
}

type Refused = Extract<Event, { _tag: "refused" }>
export const refusals = ({ events }: Scene): ReadonlyArray<string> =>
  events
    .filter((e): e is Refused => e._tag === "refused")
    .map(({ what, who, why }) => `${who.join(" ")} ${what}: ${why.reason} ${why.rule ?? ""}`.trim())

type Read = Extract<Event, { _tag: "read" }>
export const reads = ({ events }: Scene): ReadonlyArray<string> =>
  events.filter((e): e is Read => e._tag === "read").map(({ from, text, who }) => `${who.join(" ")} < ${from}: ${text}`)
