import type { Random } from "@copath/contracts"
import type { Extension } from "@copath/wire"
import type { GroupChoices } from "./options.ts"

/** One of the fifteen reserved values that exist to be ignored (RFC 9420, 13.5; V306), by chance; none if this client sends none. */
export const greaseValue = (options: GroupChoices, random: Random): number | undefined => {
  if (options.grease === "none") return undefined
  const half = ((random(1).expose()[0] as number) % 15) * 16 + 0x0a
  return half * 0x0101
}

/** An extension of a reserved type with up to seven random bytes, half of the time: where lists of extensions may hold one (13.5; V136). */
export const greaseExtension = (value: number | undefined, random: Random): ReadonlyArray<Extension> => {
  if (value === undefined) return []
  const dice = random(1).expose()[0] as number
  return dice % 2 === 0
    ? []
    : [
        {
          extensionType: value,
          extensionData: random(1 + ((dice >> 1) % 7))
            .expose()
            .slice()
        }
      ]
}
