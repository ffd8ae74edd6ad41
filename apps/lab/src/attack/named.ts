import type { Attacker, Trace } from "@copath/lab-adversary"
import { Result } from "effect"
import { type BadInput, badInput } from "../badInput.ts"
import { takings } from "../run/seizing.ts"

/** An attacker as it was written: members by name or number, times as numbers of states. */
export type Named =
  | { readonly as: "seize"; readonly who: string; readonly at: number; readonly takes?: keyof typeof takings }
  | { readonly as: "resident" | "badRandomness"; readonly who: string; readonly from: number; readonly to: number }
  | { readonly as: "exMember" | "newcomer"; readonly who: string }
  | { readonly as: "server" }
  | { readonly as: "coalition"; readonly of: ReadonlyArray<Named> }

/** How attackers are written. */
export const forms =
  "seize:M@S, seize:M@S,no-signing-keys, seize:M@S,signing-keys-only, resident:M@A..B, ex:M, newcomer:M, bad-random:M@A..B, server, or several joined by +"

/** A plus sign in a name is not taken for the beginning of another attacker. */
const joint = /\+(?=(?:seize|resident|ex|newcomer|bad-random):|server(?:\+|$))/
/** More would be a mistake. */
const MOST = 64

/** `seize:m3@41+server` as an attacker. */
export const parseAttacker = (text: string): Result.Result<Named, BadInput> => {
  const parts = text.split(joint)
  if (parts.length > MOST) return Result.fail(badInput(`--as: a coalition of ${parts.length}; at most ${MOST} are taken`))
  return Result.map(Result.all(parts.map(parseOne)), ([first, ...others]): Named => {
    if (first === undefined || others.length > 0) return { as: "coalition", of: first === undefined ? [] : [first, ...others] }
    return first
  })
}

const parseOne = (text: string): Result.Result<Named, BadInput> => {
  const seize = /^seize:(.+)@(\d{1,9})(?:,(all|no-signing-keys|signing-keys-only))?$/s.exec(text)
  if (seize !== null) {
    const takes = seize[3] as keyof typeof takings | undefined
    return Result.succeed({ as: "seize", who: seize[1] ?? "", at: Number(seize[2]), ...(takes === undefined ? {} : { takes }) })
  }
  const stay = /^(resident|bad-random):(.+)@(\d{1,9})\.\.(\d{1,9})$/s.exec(text)
  if (stay !== null) {
    const [from, to] = [Number(stay[3]), Number(stay[4])]
    if (to <= from) return Result.fail(badInput(`--as ${text}: it ends before state ${to}, so ${to} must be later than ${from}`))
    return Result.succeed({ as: stay[1] === "resident" ? "resident" : "badRandomness", who: stay[2] ?? "", from, to })
  }
  const memory = /^(ex|newcomer):(.+)$/s.exec(text)
  if (memory !== null) return Result.succeed({ as: memory[1] === "ex" ? "exMember" : "newcomer", who: memory[2] ?? "" })
  if (text === "server") return Result.succeed({ as: "server" })
  return Result.fail(badInput(`--as ${text}: expected is ${forms}. M is a member's name or number, S, A and B are states: seize:p03@41`))
}

/** The attacker in a run: names become indices, and times must be within it. `takes`: what is taken of a state, unless the attacker's name says it. */
export const inRun = (
  named: Named,
  trace: Trace,
  takes: Extract<Attacker, { readonly as: "seize" }>["takes"] = "all"
): Result.Result<Attacker, BadInput> =>
  Result.gen(function* () {
    switch (named.as) {
      case "server":
        return named
      case "coalition":
        return { as: named.as, of: yield* Result.all(named.of.map((one) => inRun(one, trace, takes))) }
      case "seize": {
        const at = yield* within(named.at, trace)
        const who = yield* memberOf(named.who, trace)
        if (trace.members[who]?.spans.some(({ from, to }) => from <= at && at < to) !== true) {
          return yield* Result.fail(badInput(`--as seize:${named.who}@${at}: ${named.who} is not in the group at state ${at}`))
        }
        return { as: named.as, who, at, takes: named.takes === undefined ? takes : takings[named.takes] }
      }
      case "resident":
      case "badRandomness":
        return { as: named.as, who: yield* memberOf(named.who, trace), from: yield* within(named.from, trace), to: named.to }
      case "exMember": {
        const who = yield* memberOf(named.who, trace)
        return removed(trace).includes(who) ? { as: named.as, who } : yield* Result.fail(neverRemoved(named.who, trace))
      }
      case "newcomer":
        return { as: named.as, who: yield* memberOf(named.who, trace) }
    }
  })

/** Whoever left the group at some time. */
const removed = ({ members }: Trace): ReadonlyArray<number> =>
  [...members.keys()].filter((member) => members[member]?.spans.some(({ to }) => to < Infinity) === true)

const neverRemoved = (name: string, trace: Trace): BadInput => {
  const names = removed(trace).map((member) => trace.members[member]?.name ?? "")
  return badInput(
    `--as ex:${name}: ${name} is never removed in this run; ${names.length === 0 ? "nobody is" : `there is: ${listed(names)}`}`
  )
}

/** The first of many. */
const listed = (names: ReadonlyArray<string>): string =>
  names.length > 12 ? `${names.slice(0, 12).join(", ")} and ${names.length - 12} more` : names.join(", ")

const memberOf = (name: string, { members }: Trace): Result.Result<number, BadInput> => {
  const found = members.findIndex((member) => member.name === name)
  if (found >= 0) return Result.succeed(found)
  const index = /^\d{1,9}$/.test(name) ? Number(name) : -1
  if (members[index] !== undefined) return Result.succeed(index)
  return Result.fail(badInput(`--as: no member ${name}; there is: ${listed(members.map((member) => member.name))}`))
}

const within = (state: number, { states }: Trace): Result.Result<number, BadInput> =>
  state < states.length
    ? Result.succeed(state)
    : Result.fail(badInput(`--as: there is no state ${state}; the run has states 0 to ${states.length - 1}`))

/** What a seizure takes, in words. */
const of = {
  all: (name) => `${name}'s state`,
  withoutSigningKeys: (name) => `${name}'s state, but for its signature keys,`,
  signingKeysOnly: (name) => `${name}'s signature keys`
} as const satisfies Record<Extract<Attacker, { readonly as: "seize" }>["takes"], (name: string) => string>

/** An attacker in words. */
export const inWords = (attacker: Attacker, trace: Pick<Trace, "members">): string => {
  const name = (who: number): string => trace.members[who]?.name ?? "nobody"
  switch (attacker.as) {
    case "seize":
      return `who copied ${of[attacker.takes](name(attacker.who))} at state ${attacker.at}`
    case "resident":
      return `who sat on ${name(attacker.who)}'s device from state ${attacker.from} to before ${attacker.to}`
    case "exMember":
      return `${name(attacker.who)}, who remembers all until its removal`
    case "newcomer":
      return `${name(attacker.who)}, who remembers all since it joined`
    case "badRandomness":
      return `who knew ${name(attacker.who)}'s randomness from state ${attacker.from} to before ${attacker.to}`
    case "server":
      return "who saw the wire"
    case "coalition":
      return attacker.of.map((one) => inWords(one, trace)).join(", together with one ")
  }
}
