import type { Sender } from "@copath/wire"
import { Result } from "effect"
import type { Component } from "../../src/index.ts"
import { textOf, utf8 } from "../story.ts"

export const TOPIC = 0x8001
export const LOCKED = 0x8002
export const SILENT = 0x8003

/** A line that grows by what members append; outsiders' words are not taken. */
export const topic: Component = {
  id: TOPIC,
  update: (current, updates) => {
    if (updates.some(({ data }) => data.length === 0)) return Result.fail("an empty word")
    return Result.succeed(utf8([...(current === undefined ? [] : [textOf(current)]), ...updates.map(({ data }) => textOf(data))].join(" ")))
  },
  ephemeral: ({ data, sender }) => (outside(sender) ? "members only" : data.length > 10 ? "too long" : undefined)
}

/** What nobody may remove, nor an outsider set. */
export const locked: Component = {
  id: LOCKED,
  update: (_, updates) =>
    updates.some(({ sender }) => outside(sender)) ? Result.fail("members only") : Result.succeed(updates.at(-1)?.data ?? utf8("")),
  remove: () => "it is locked"
}

/** Known to the application, and takes nothing. */
export const silent: Component = { id: SILENT }

const outside = ({ _tag }: Sender): boolean => _tag !== "member"
