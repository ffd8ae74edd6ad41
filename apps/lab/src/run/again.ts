/** An argument as a shell reads it back. */
const quoted = (arg: string): string => (/^[\w./:=,@%+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`)

/** A command of the lab with these arguments, as a shell reads it back. */
export const commandLine = (args: ReadonlyArray<string>): string => `pnpm lab ${args.map(quoted).join(" ")}`

/** Flags that say where things go and how many cells at once: whoever looks at one cell wants none of them, and would lose the result of all. */
const elsewhere: ReadonlySet<string> = new Set(["json", "out", "html", "csv", "markdown", "md", "resume", "jobs"])

/** The command that runs one cell of a run again, by its number from 1; the arguments are those of the whole run. */
export const again = (args: ReadonlyArray<string>, number: number): string => {
  const kept: Array<string> = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ""
    const [, flag = "", value] = /^--([a-z-]+)(=.*)?$/s.exec(arg) ?? []
    if (!elsewhere.has(flag)) kept.push(arg)
    // Of these flags only --json may come without a value.
    else if (value === undefined && !(flag === "json" && (args[i + 1] ?? "--").startsWith("--"))) i++
  }
  const alone = kept.some((arg) => arg === "--only" || arg.startsWith("--only="))
  return commandLine(alone ? kept : [...kept, "--only", String(number)])
}
