/// <reference lib="dom" />
import { formatWorkload } from "@copath/lab-core"
import { html } from "@copath/lab-report"
import { catalog } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import { type Built, environment } from "./environment.ts"
import { look } from "./look.ts"
import { measure } from "./measure.ts"
import type { Ask, Tell } from "./messages.ts"
import { offerOf } from "./offer.ts"
import { plan } from "./plan.ts"
import { type Progress, run } from "./run.ts"
import type { Wish } from "./wish.ts"
import { workloadWished } from "./workloadWished.ts"

/* The thread in which everything is computed. The page only asks and shows. */

/** Put in by the build. */
declare const COPATH_BUILT: Built

/** What a thread is to itself. */
interface Scope {
  readonly postMessage: (told: Tell) => void
  readonly addEventListener: (kind: "message", listener: (event: { readonly data: Ask }) => void) => void
}

const scope = self as unknown as Scope
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const say = (told: Tell): void => scope.postMessage(told)
const parts = catalog()
const machine = environment(COPATH_BUILT)

/** Milliseconds between two words on how far the work is. */
const EVERY = 80

/** The same, but not more often than a reader can follow; the first and last of a cell always. */
const seldom = (tell: (progress: Progress) => void): ((progress: Progress) => void) => {
  let last = 0
  return (progress) => {
    const now = performance.now()
    if (now - last < EVERY && progress.done !== 0 && progress.done !== progress.total) return
    last = now
    tell(progress)
  }
}

const ran = (wish: Wish): Effect.Effect<Tell> => {
  const planned = plan(parts, wish)
  if (Result.isFailure(planned)) return Effect.succeed({ tell: "refused", complaints: planned.failure })
  return Effect.map(
    run(
      parts,
      planned.success,
      machine,
      seldom((progress) => say({ tell: "progress", progress }))
    ),
    (result): Tell => ({ tell: "result", result, report: html(result) })
  )
}

const answer = (asked: Ask): Effect.Effect<Tell> => {
  switch (asked.ask) {
    case "offer":
      return Effect.sync(() => ({ tell: "offer", offer: offerOf(parts) }))
    case "look":
      return Effect.map(look(parts, asked.wish), (found) => ({ tell: "look", turn: asked.turn, look: found }))
    case "workload":
      return Effect.sync(() =>
        Result.match(workloadWished(asked.wish), {
          onSuccess: ({ fileName, workload }): Tell => ({ tell: "workload", fileName, text: formatWorkload(workload) }),
          onFailure: (complaint): Tell => ({ tell: "refused", complaints: [complaint] })
        })
      )
    case "run":
      return ran(asked.wish)
    case "measure":
      return Effect.map(
        measure(parts, asked.order, machine.runtime, machine.cpu, (measuring) => say({ tell: "measuring", measuring })),
        Result.match({
          onSuccess: (measured): Tell => ({ tell: "measured", measured }),
          onFailure: (complaint): Tell => ({ tell: "refused", complaints: [complaint] })
        })
      )
  }
}

scope.addEventListener("message", ({ data }) => {
  void Effect.runPromise(answer(data)).then(say, (cause: unknown) =>
    say({ tell: "broken", text: cause instanceof Error ? cause.message : String(cause) })
  )
})
