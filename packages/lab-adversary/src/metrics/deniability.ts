import type { DeclaredSignatures, Deniability } from "@copath/lab-core"
import type { Trace } from "../graph/trace.ts"

/**
 * How many texts are covered by a signature whose key does not come out, and how many of them convince an outsider: whoever wrote those cannot deny it. What is measured is
 * who has the keys of signatures; whom a signature convinces also hangs on how its key is tied to a name, which the scheme declares. Both are told, and where they
 * contradict each other.
 */
export const deniability = (trace: Trace, declared?: DeclaredSignatures): Deniability => {
  const texts = trace.messages.length
  const signed = trace.messages.filter((message) => message.signed).length
  if (declared === undefined) return { texts, signed }
  // Of what nobody received nothing is known.
  const received = trace.messages.filter(({ authenticators }) => authenticators !== undefined).length
  return {
    texts,
    signed,
    convincing: declared.transferable ? signed : 0,
    declared,
    disagreements: disagreements(trace, declared, received, signed)
  }
}

const disagreements = (
  trace: Trace,
  { attributable, transferable, verifiers, window }: DeclaredSignatures,
  received: number,
  signed: number
): ReadonlyArray<string> => {
  const found: Array<string> = []
  if (attributable === "signer" && window === undefined && signed < received)
    found.push(
      `declared is that only its sender can have signed a text, and ${received - signed} of ${received} have no signature whose key stays secret`
    )
  if (attributable === "group" && signed > 0)
    found.push(`declared is that any member can have signed a text, and ${signed} are signed with keys that are not the group's`)
  // Who alone can verify can also be who alone could have made it: that is the scheme's to know.
  if (!transferable && verifiers === "anybody" && window === undefined && signed > 0)
    found.push(`declared is that no outsider is convinced, and anybody can verify ${signed} signatures whose keys stay secret`)
  if (window !== undefined) {
    const last = trace.states.at(-1)?.epoch ?? 0
    const late = trace.messages.filter((message) => message.signed && message.epoch + window < last).length
    if (late > 0)
      found.push(`declared is that keys come out ${window} epochs after their own, and those of ${late} older signatures have not`)
  }
  return found
}
