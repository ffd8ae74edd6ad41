import { catalog } from "@copath/profile-lab"
import { offerOf } from "../../src/core/offer.ts"
import type { Wish } from "../../src/core/wish.ts"

/** Everything there is. */
export const parts = catalog()

/** Three people, and each of the four things that they can do, once. */
export const small: Wish = {
  workload: { kind: "named", name: "decentral-4op", settings: { members: "3", repetitions: "1" } },
  events: "",
  profiles: ["rfc9420", "art-2018"],
  vary: [],
  policy: "default",
  base: "symbolic",
  suite: 1,
  seed: "page",
  adversary: true
}

/** Workloads as the page's form has them when they are chosen. */
export const asOffered: ReadonlyArray<Extract<Wish["workload"], { readonly kind: "named" }>> = offerOf(parts).workloads.map(
  ({ name, settings }) => ({ kind: "named", name, settings: Object.fromEntries(settings.map(({ begins, key }) => [key, String(begins)])) })
)

/** A workload in lines, in which somebody says so many things. */
export const talk = (messages: number, members: ReadonlyArray<string> = ["a", "b"]): string =>
  [
    { lab: "workload/1", name: "talk", members },
    { t: 0, do: "create", by: members[0], with: members.slice(1) },
    ...Array.from({ length: messages }, (_, i) => ({ t: i + 1, do: "say", by: members[0], size: 8 }))
  ]
    .map((line) => JSON.stringify(line))
    .join("\n")
