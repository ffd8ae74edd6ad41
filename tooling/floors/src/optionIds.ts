import type { Violation } from "./check.ts"
import { families, matches } from "./table.ts"
import type { Source } from "./workspace.ts"

/** The source files of one workspace package; `name` without the scope. */
export interface PackageSources {
  readonly name: string
  readonly files: ReadonlyArray<Source>
}

/** `cgka-art` is chosen as `art`. */
const optionId = (name: string): string | undefined => {
  const family = families.options.find((pattern) => matches(name, pattern))
  return family === undefined ? undefined : name.slice(family.length - 1)
}

/** A composition names what it composes, and applications may speak of it; the engine and the other variants may not. */
const mayName = (name: string): boolean => name.startsWith("profile-") || name.startsWith("app-") || name === "lab-kat"

/**
 * Ids on more than one axis: any may have a part that does nothing, a roster without a group secret goes by the channels that it is for, and a roster can also be
 * what a signature vouches for.
 */
const shared: ReadonlySet<string> = new Set(["none", "pairwise", "roster"])

const comment = /^\s*(?:\/\/|\/?\*)/
const literal = /(["'`])([a-z0-9-]+)\1/g

/**
 * A variant's option id as a string literal outside its own package and the compositions: the trace of an `if (profile === …)`.
 * Reads `src` only; tests, documentation and tooling may name what they like.
 */
export const checkOptionIds = (packages: ReadonlyArray<PackageSources>): ReadonlyArray<Violation> => {
  const owners = new Map<string, Array<string>>()
  for (const { name } of packages) {
    const id = optionId(name)
    for (const word of id === undefined ? [] : [id, name]) owners.set(word, [...(owners.get(word) ?? []), name])
  }
  return packages
    .filter(({ name }) => !mayName(name))
    .flatMap(({ name, files }) =>
      files.flatMap(({ file, text }) =>
        text.split("\n").flatMap((line, index) => {
          if (comment.test(line)) return []
          return [...line.matchAll(literal)].flatMap(([, , word = ""]) => {
            const owner = owners.get(word)
            if (owner === undefined || owner.includes(name) || shared.has(word)) return []
            return [
              { where: `${file}:${index + 1}`, message: `"${word}" is the option id of ${owner.join(", ")}; ${name} must not know it` }
            ]
          })
        })
      )
    )
}
