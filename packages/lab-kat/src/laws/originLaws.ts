import { deniability, type Finding, forgery, nothingKnown, readers, type Trace } from "@copath/lab-adversary"
import { type Port, seizuresOf } from "./securityLaw.ts"
import { everywhere, nameIn, type TraceLaw } from "./traceLaw.ts"

const everyPart: ReadonlyArray<Port> = ["cgka", "schedule", "protection", "signature"]

/** Nothing of this kind may be found. */
const never = (id: string, kind: Finding["kind"], title: string, ports: ReadonlyArray<Port> = everyPart): TraceLaw => ({
  id,
  title: () => title,
  ports,
  on: everywhere,
  judge: (trace) => {
    const finding = trace.findings.find((one) => one.kind === kind)
    return finding === undefined ? undefined : `${nameIn(trace, finding.member)} at state ${finding.state}: ${finding.detail}`
  }
})

/** Where secrets come from, and where they must not be. */
export const originLaws: ReadonlyArray<TraceLaw> = [
  {
    id: "unexplained",
    title: () => "every secret comes from the provider's operations",
    ports: everyPart,
    on: everywhere,
    judge: ({ unexplained, values }) => {
      const [value] = unexplained
      if (value === undefined) return undefined
      const { label = "", state = 0 } = values[value] ?? {}
      return `a secret used as ${label} at state ${state} that nothing was seen to make: it comes from elsewhere than CipherSuite and Entropy`
    }
  },
  never("written", "notWritten", "a written state lacks nothing that is kept in memory"),
  never("walked", "notWalked", "a state holds nothing that only its written form shows"),
  never("nonceReuse", "nonceReuse", "no key and nonce serve for two plaintexts", ["protection"]),
  never("secretOnTheWire", "secretOnTheWire", "no secret stands in clear on the wire"),
  never("constantRandomness", "constantRandomness", "randomness is drawn anew each time"),
  {
    id: "wire",
    title: () => "whoever sees the wire alone reads nothing",
    ports: ["cgka", "schedule", "protection"],
    on: everywhere,
    judge: (trace) => {
      const message = legible(trace)
      return message === -1 ? undefined : `message ${message} can be read by everybody`
    }
  },
  {
    id: "senderBound",
    title: () => "no member can write in another's name",
    ports: ["protection", "signature"],
    asked: ({ insidersForge = false }) => !insidersForge,
    on: everywhere,
    judge: (trace) => {
      const all = seizuresOf(trace)
      const { insider } = forgery(all, all.lower).all
      if ((insider ?? 0) === 0) return undefined
      const { signed, texts } = deniability(trace)
      return `others could have written ${Math.round(100 * (insider ?? 0))} % of the messages: they know all that receivers check; ${signed} of ${texts} texts are signed`
    }
  }
]

const legible = (trace: Trace): number => {
  const { field } = seizuresOf(trace).lower
  const bare = nothingKnown(field.focus.graph, 1)
  return trace.messages.findIndex((_, message) => (readers(field, bare, message, 0) & 1) === 1)
}
