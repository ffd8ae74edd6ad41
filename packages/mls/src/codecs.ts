import { type Codec, DecodeFault, mapped, oneOf, uint8 } from "@copath/codec"

/** A boolean as one byte, 0 or 1. */
export const flag: Codec<boolean> = mapped(
  oneOf("flag", uint8, [0, 1]),
  "flag",
  (b: boolean) => (b ? 1 : 0),
  (n) => n === 1
)

/** A list of names as the numbers that stand for them, from 1. */
export const named = <const Names extends ReadonlyArray<string>>(name: string, names: Names): Codec<Names[number]> =>
  mapped(
    uint8,
    name,
    (n: Names[number]) => names.indexOf(n) + 1,
    (n, offset) => {
      const found = names[n - 1]
      if (found === undefined) throw new DecodeFault("UnknownEnum", offset, names.join(", "))
      return found
    }
  )
