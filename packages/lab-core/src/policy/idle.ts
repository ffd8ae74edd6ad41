import type { NamedPolicy } from "./text.ts"

/** Why a setting in the text of a policy could have no effect; `undefined` if each has one. `text` is what the policy was read from. */
export const idleSetting = (text: string, { policy }: NamedPolicy): string | undefined => {
  if (policy.commit.batchMs > 0 && policy.commit.who === "next-speaker") {
    return "commit.batch has no effect with commit.who=next-speaker, which collects until the next message; leave one out"
  }
  if (policy.retry.onReject === "drop" && text.includes("retry.maxTries")) {
    return "retry.maxTries has no effect with retry.onReject=drop, which tries once; leave one out"
  }
  return undefined
}
