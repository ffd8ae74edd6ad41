import {
  bitAt,
  certificate,
  deniability,
  exMembers,
  forgery,
  forwardSecrecy,
  newcomers,
  nothingKnown,
  readers,
  seizures,
  type Trace
} from "@copath/lab-adversary"

/** What the author of a part promises of it. Whatever is left out is the best that there is, as in RFC 9420. */
export interface Claims {
  /** Messages before a seizure that may fall, where everything is delivered at once. Default 0. */
  readonly forwardSecrecy?: number
  /** After it has renewed its keys so often a member that was robbed is healed; `Infinity`: never. Default 1. */
  readonly renewals?: number
  /** Whether members may write in each other's names. Default false. */
  readonly insidersForge?: boolean
  /** Whether removed members may read on. Default false: a part for which this is true is a control. */
  readonly exMembersRead?: boolean
}

/** A promise that was not kept, and the shortest way that was found to see it. */
export interface Breach {
  /** A sentence: what holds for every lawful part. */
  readonly law: string
  /** What was found instead, and why: a derivation, a line a step. */
  readonly counterexample: string
}

const because = (lines: ReadonlyArray<string> | undefined): string => (lines === undefined ? "" : `\n  ${lines.join("\n  ")}`)

/** Which promises a run does not keep. */
export const breachesOf = (trace: Trace, claims: Claims): ReadonlyArray<Breach> => {
  const all = seizures(trace)
  const { field, read } = all.lower
  const nameOf = (member: number): string => trace.members[member]?.name ?? "nobody"
  const found: Array<Breach> = []
  const breach = (law: string, counterexample: string): void => void found.push({ law, counterexample })
  const why = (member: number, at: number, message: number): string =>
    because(certificate(trace, { as: "seize", who: member, at, takes: "all" }, message)?.lines)

  for (const value of trace.unexplained.slice(0, 1)) {
    const { label = "", state = 0 } = trace.values[value] ?? {}
    breach(
      "every secret comes from the provider's operations",
      `a secret used as ${label} at state ${state} that nothing was seen to make: it comes from elsewhere than CipherSuite and Entropy`
    )
  }
  const laws = {
    notWritten: "a written state lacks nothing that is kept in memory",
    notWalked: "a state holds nothing that only its written form shows",
    nonceReuse: "no key and nonce serve for two plaintexts",
    secretOnTheWire: "no secret stands in clear on the wire",
    constantRandomness: "randomness is drawn anew each time"
  } as const
  for (const [kind, law] of Object.entries(laws)) {
    const finding = trace.findings.find((one) => one.kind === kind)
    if (finding !== undefined) breach(law, `${nameOf(finding.member)} at state ${finding.state}: ${finding.detail}`)
  }

  const bare = nothingKnown(field.focus.graph, 1)
  const legible = trace.messages.findIndex((_, message) => (readers(field, bare, message, 0) & 1) === 1)
  if (legible !== -1) breach("whoever sees the wire alone reads nothing", `message ${legible} can be read by everybody`)

  const [former] = exMembers(field).leaks
  if (former !== undefined && claims.exMembersRead !== true)
    breach(
      "whoever was removed reads nothing of what is said afterwards",
      `${nameOf(former.member)}, removed at state ${former.state}, reads ${former.messages} later messages, the first of them by this:${because(former.why)}`
    )
  const [newcomer] = newcomers(field).leaks
  if (newcomer !== undefined)
    breach(
      "whoever joins reads nothing of what was said before",
      `${nameOf(newcomer.member)}, who joined at state ${newcomer.state}, reads ${newcomer.messages} earlier messages, one of them by this:${because(newcomer.why)}`
    )

  const depth = forwardSecrecy(trace, all.rows, read).messages.max ?? Number.POSITIVE_INFINITY
  const allowed = claims.forwardSecrecy ?? 0
  if (depth > allowed) {
    // All states of a row hold the same: at the last of them most has been said.
    const said = (to: number, row: number): ReadonlyArray<number> =>
      trace.messages.flatMap(({ state }, message) => (state < to && bitAt(read, row, message) ? [message] : []))
    const row = Math.max(
      0,
      all.rows.findIndex(({ to }, index) => said(to, index).length > allowed)
    )
    const { member = -1, to = 1 } = all.rows[row] ?? {}
    const [message = -1] = said(to, row)
    const at = to - 1
    breach(
      `a seizure gives away ${allowed === 0 ? "nothing" : `at most ${allowed} messages`} of the past`,
      `${depth} messages of the past fall; ${nameOf(member)}, seized at state ${at}, gives away message ${message}:${why(member, at, message)}`
    )
  }

  const wound = unhealed(trace, all.rows, (row, message) => bitAt(read, row, message), claims.renewals ?? 1)
  if (wound !== undefined)
    breach(
      `a member that was robbed is healed once it has renewed its keys ${claims.renewals === undefined || claims.renewals === 1 ? "" : `${claims.renewals} times `}by a commit`,
      `${nameOf(wound.member)}, seized at state ${wound.at}, has healed by state ${wound.healed}, and message ${wound.message} falls:${why(wound.member, wound.at, wound.message)}`
    )

  const { insider } = forgery(all, all.lower).all
  if ((insider ?? 0) > 0 && claims.insidersForge !== true) {
    const { signed, texts } = deniability(trace)
    breach(
      "no member can write in another's name",
      `others could have written ${Math.round(100 * (insider ?? 0))} % of the messages: they know all that receivers check; ${signed} of ${texts} texts are signed`
    )
  }
  return found
}

/** The first message that falls although its victim has renewed its keys so often since it was robbed; adding somebody renews none (RFC 9420, 12.4). */
const unhealed = (
  trace: Trace,
  rows: ReadonlyArray<{ readonly member: number; readonly from: number; readonly to: number }>,
  falls: (row: number, message: number) => boolean,
  renewals: number
): { readonly member: number; readonly at: number; readonly healed: number; readonly message: number } | undefined => {
  if (renewals === Number.POSITIVE_INFINITY) return undefined
  for (const [row, { member, to }] of rows.entries()) {
    // All states of a row hold the same: the last of them has the fewest commits behind it.
    const at = to - 1
    const own = trace.states.flatMap(({ committer, did }, state) => (state > at && did === "rekey" && committer === member ? [state] : []))
    const healed = own[renewals - 1]
    if (healed === undefined) continue
    const message = trace.messages.findIndex(({ state }, index) => state > healed && falls(row, index))
    if (message !== -1) return { member, at, healed, message }
  }
  return undefined
}
