/** A value that a derivation begins with, and what is said of it. */
export interface Begun {
  /** Any number that stands for the value. */
  readonly value: number
  /** For people: what it is and whence, such as `init, held by m3 at state 0`. */
  readonly text: string
}

/** One operation of a derivation. */
export interface Derived {
  /** The value that it gives. */
  readonly out: number
  /** The values that it takes. */
  readonly from: ReadonlyArray<number>
  /** For people: what it gives and how, such as `path secret: expanded`. */
  readonly text: string
}

/**
 * A derivation for people: one line for each value that it begins with, and for each operation. Numbers refer to earlier lines; where there is none, the line
 * before is meant. Operations that repeat the one before on its result are counted instead.
 */
export const derivationLines = (begins: ReadonlyArray<Begun>, steps: ReadonlyArray<Derived>): ReadonlyArray<string> => {
  const lines = begins.map(({ text }, i) => `${i + 1}  ${text}`)
  const lineOf = new Map(begins.map(({ value }, i) => [value, i + 1]))
  let before = { text: "", times: 0 }
  for (const { from, out, text } of steps) {
    const refers = [...new Set(from.flatMap((value) => lineOf.get(value) ?? []))].toSorted((a, b) => a - b)
    const plain = refers.length === 1 && refers[0] === lines.length
    const line = `→ ${text}${plain || refers.length === 0 ? "" : `, from ${refers.join(" and ")}`}`
    if (plain && line === before.text) {
      before = { text: line, times: before.times + 1 }
      lines[lines.length - 1] = `${lines.length}  ${line}, ${before.times} times`
    } else {
      before = { text: line, times: 1 }
      lines.push(`${lines.length + 1}  ${line}`)
    }
    lineOf.set(out, lines.length)
  }
  return lines
}

/** The last line of a certificate: what was read. Numbers of messages, states and epochs are indices from 0. */
export const readLine = (message: number, by: string, state: number, epoch: number): string =>
  `→ message ${message}, said by ${by} at state ${state} in epoch ${epoch}`
